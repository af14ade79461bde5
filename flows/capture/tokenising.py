"""A complete card → a token, once: the ledger's row before it leaves, and an honest word on its fate."""

import asyncio
import hmac
from dataclasses import dataclass
from typing import Protocol

from loguru import logger

from calls.desk import Desk
from calls.events.card import CardOutcome
from calls.ledger import State
from flows.capture.card_secret import CardSecret
from flows.tools.acting import where
from flows.tools.envelope import Failed, Refused, failed, refused, succeeded

NAME = "tokenise_card"
"""What the ledger, and the circuit breaker, call it."""

SAID = {
    "failed": "I'm sorry, I couldn't take the card just now. Nothing was charged.",
    "unavailable": "I'm sorry, I can't take cards at the moment. Nothing was charged.",
    "unknown": "I'm sorry, I got no answer about the card, so I won't try it a second time.",
}


class Tokeniser(Protocol):
    """Makes a token of a card; `flows.external.webhooks.tokeniser.CardTokeniser` is one."""

    @property
    def timeout_secs(self) -> float:
        """Seconds for the answer."""
        ...

    async def take(self, card: CardSecret, *, call_id: str, key: str) -> str:
        """The token. Raises Refused and Failed."""
        ...


@dataclass(frozen=True)
class Tokenised:
    """What came of it."""

    outcome: CardOutcome
    token: str = ""
    say: str = ""
    """For the caller, when there is no token."""


class Tokenising:
    """What one call has sent to its tokeniser."""

    def __init__(self, desk: Desk, tokeniser: Tokeniser, secret: bytes) -> None:
        """`secret`: random bytes of this call; without them nobody can tell a key from its card."""
        self._desk, self._tokeniser, self._secret = desk, tokeniser, secret
        self._tokens: dict[str, Tokenised] = {}

    async def take(self, card: CardSecret, purpose: str) -> Tokenised:
        """The token of a card. What is unknown is not sent again; a card that was taken has its token.

        Raises nothing but CancelledError: the row then says `unknown`.
        """
        ledger, guard = self._desk.ledger, self._desk.guard
        key = self._key(card, purpose)
        if key in self._tokens:
            return self._tokens[key]
        what = {"card": card.shown, "for": purpose}
        row = ledger.latest(NAME, what)
        if row is not None and row.state in (State.SENT, State.UNKNOWN):
            return _said("unknown")
        if row is not None and row.state is State.DONE:
            what["card"] += f" ({len(self._tokens) + 1})"  # another card that ends alike
        if guard is not None and guard.stop(NAME, what) is not None:
            return _said("unavailable")
        result = None
        try:
            row = ledger.propose(NAME, what, turn=0, asks=False)
            await ledger.send(row.key, request=purpose)
            found, result = await self._sent(card, row.key, key)
        except Exception as error:
            logger.error("the card was not sent, the ledger cannot be stored: {}", type(error).__name__)
            return _said("failed")
        finally:
            if guard is not None:
                guard.finished(NAME, result)
        if found.token:
            self._tokens[key] = found
        return found

    async def _sent(self, card: CardSecret, row: str, key: str) -> tuple[Tokenised, dict[str, object]]:
        """Send it, and settle the row."""
        ledger, shown = self._desk.ledger, {"card": card.shown}
        try:
            async with asyncio.timeout(self._tokeniser.timeout_secs):
                token = await self._tokeniser.take(card, call_id=self._desk.call_id, key=key)
        except Refused as no:
            await ledger.settle(row, State.FAILED, reason="declined")
            return Tokenised("declined", say=no.say), refused(no)
        except Failed as why:
            logger.warning("the tokeniser failed: {}", why)
            return await self._failed(row, unknown=why.unknown)
        except TimeoutError:
            logger.warning("the tokeniser did not answer within {} s", self._tokeniser.timeout_secs)
            return await self._failed(row, unknown=True)
        except asyncio.CancelledError:
            await ledger.settle(row, State.UNKNOWN, reason="the call ended around it")
            raise
        except Exception as error:
            logger.error("the tokeniser: {} at {}", type(error).__name__, where(error))
            return await self._failed(row, unknown=True)
        await ledger.settle(row, State.DONE, result=shown)
        return Tokenised("captured", token=token), succeeded(shown)

    async def _failed(self, row: str, *, unknown: bool) -> tuple[Tokenised, dict[str, object]]:
        state = State.UNKNOWN if unknown else State.FAILED
        await self._desk.ledger.settle(row, state, reason="no answer" if unknown else "failed")
        return _said("unknown" if unknown else "failed"), failed(unknown=unknown, again=False)

    def _key(self, card: CardSecret, purpose: str) -> str:
        """The idempotency key: keyed, because a card number can be guessed from a plain hash of it."""
        what = f"{self._desk.call_id}\0{purpose}\0{card.expiry}\0".encode() + card.number
        return hmac.new(self._secret, what, "sha256").hexdigest()


def _said(outcome: CardOutcome) -> Tokenised:
    return Tokenised(outcome, say=SAID[outcome])
