"""The tokeniser: a signed request with a card in it, to the one address that the agent file names.

It is made once. Only what has certainly not left is tried again; nothing of the request is logged, and
nothing of the answer but a token, a refusal's `say` and its `status` is read.
"""

import asyncio
import json

from loguru import logger

from configs.schema.payments import TokeniserBlock
from flows.capture.card_secret import CardSecret
from flows.external.webhooks.client import NotSent, WebhookClient
from flows.external.webhooks.meaning import Answer, meaning
from flows.external.webhooks.request import headers_of
from flows.tools.envelope import Failed, Refused

NAME = "tokenise_card"
"""What the request calls itself."""

LONGEST_TOKEN = 200
"""Characters of a token."""

PAUSE_SECS = 0.25
"""Seconds before the second try of a request that has not left."""

DECLINED = "I'm sorry, that card was not accepted."
"""Said where the tokeniser's own words cannot be."""


class CardTokeniser:
    """One agent's tokeniser, for all of its calls."""

    def __init__(self, block: TokeniserBlock, client: WebhookClient) -> None:
        """`client` is shared with the agent's webhooks."""
        self._block, self._client = block, client

    @property
    def timeout_secs(self) -> float:
        """Seconds for the answer."""
        return self._block.timeout_secs

    async def take(self, card: CardSecret, *, call_id: str, key: str) -> str:
        """The token of a card. `key`: the idempotency key, which nobody may guess.

        Raises:
            Refused: The tokeniser says no; `say` may be said to the caller.
            Failed: It failed; `unknown` says whether the card may have been taken all the same.
        """
        body = _body(card, call_id)
        try:
            try:
                answer = await self._post(body, key)
            except NotSent as why:
                logger.info("the tokeniser is tried again: {}", why)
                await asyncio.sleep(PAUSE_SECS)
                answer = await self._post(body, key)
        finally:
            body[:] = bytes(len(body))
        try:
            result = meaning(answer)
        except Refused as no:
            say = DECLINED if _holds(no.say, card) else no.say
            raise Refused(say, status=no.status) from None
        return _token(result.get("data", {}).get("token"), card)

    async def _post(self, body: bytearray, key: str) -> Answer:
        block = self._block
        headers = headers_of(block, body, key)
        return await self._client.post(block.url, body, headers, allow_private=block.allow_private)


def _body(card: CardSecret, call_id: str) -> bytearray:
    """The request, put together as bytes that can be overwritten. Everything in it but the id is digits."""
    year, _, month = card.expiry.partition("-")
    body = bytearray(f'{{"tool":"{NAME}","call_id":{json.dumps(call_id)},"arguments":{{"number":"'.encode())
    body += card.number
    body += f'","exp_month":"{month}","exp_year":"{year}","code":"'.encode()
    body += card.code
    body += f'","zip":"{card.zip}"}}}}'.encode() if card.zip else b'"}}'
    return body


def _token(token: object, card: CardSecret) -> str:
    """The token, if it is one: short, printable, and without the card in it."""
    if not isinstance(token, str) or not token or len(token) > LONGEST_TOKEN or not token.isprintable():
        raise Failed("the answer holds no token of 1 to 200 printable characters", unknown=True)
    if _holds(token, card):
        raise Failed("the token holds the card's number", unknown=True)
    return token


def _holds(text: str, card: CardSecret) -> bool:
    digits = "".join(char for char in text if char.isdigit())
    return card.number.decode() in digits
