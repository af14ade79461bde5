"""Stream tokens: each opens one stream of one call, once and for half a minute. Pure.

A token holds what a worker must know of the call, so that it can be checked while the database is away: by
a key that the workers of a machine share. While the database is there, its digest is looked up; the token
itself is kept nowhere.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LIFE_SECS = 30.0
"""Seconds in which a carrier opens the stream that it was told to open."""

MAX_CHARS = 480
"""The longest token; carriers pass no parameter above 500."""


MAX_ADDRESS_BYTES = 64
"""The longest address of a caller that a token holds."""


@dataclass(frozen=True)
class Claims:
    """What a token says."""

    call_id: str
    agent: str
    from_: str
    to: str
    admitted_at: datetime
    expires_at: datetime
    nonce: str
    """Makes every token another one."""

    def is_over(self, now: datetime) -> bool:
        """Whether it came too late."""
        return now >= self.expires_at


class TokenMaker:
    """Makes and reads tokens with a key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, claims: Claims, carrier: str, carrier_call: str) -> str:
        """The token of a call."""
        body = _encoded(claims)
        return f"{body}.{self._proof(body, carrier, carrier_call)}"

    def is_ours(self, token: str, carrier: str, carrier_call: str) -> bool:
        """Whether it was made with this key for this call; takes the same time however wrong it is."""
        body, _, proof = token.rpartition(".")
        return hmac.compare_digest(self._proof(body, carrier, carrier_call).encode(), proof.encode())

    def _proof(self, body: str, carrier: str, carrier_call: str) -> str:
        said = "\0".join((body, carrier, carrier_call)).encode()
        return _text(hmac.new(self._key, said, hashlib.sha256).digest())


def digest_of(token: str, carrier: str, carrier_call: str) -> str:
    """What is kept of a token: bound to its call, so that it is not found for another."""
    return hashlib.sha256("\0".join((token, carrier, carrier_call)).encode()).hexdigest()


def expiry(now: datetime) -> datetime:
    """When a token made now ends."""
    return now + timedelta(seconds=LIFE_SECS)


def claims_of(token: str) -> Claims | None:
    """What the token says, true or not; None for what is no token."""
    if len(token) > MAX_CHARS or not token.isascii():
        return None
    body = token.rpartition(".")[0]
    try:
        fields = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        call_id, agent, from_, to, admitted, expires, nonce = fields
        texts = (call_id, agent, from_, to, nonce)
        if not all(isinstance(text, str) for text in texts):
            return None
        return Claims(call_id, agent, from_, to, _moment(admitted), _moment(expires), nonce)
    except (binascii.Error, ValueError, TypeError, OverflowError, OSError, RecursionError):
        return None


def _encoded(claims: Claims) -> str:
    fields = [claims.call_id, claims.agent, address(claims.from_), address(claims.to)]
    moments = [round(moment.timestamp(), 3) for moment in (claims.admitted_at, claims.expires_at)]
    body = json.dumps([*fields, *moments, claims.nonce], separators=(",", ":"), ensure_ascii=False)
    return _text(body.encode())


def address(text: str) -> str:
    """A telephone number or another address, without what would make a token too long."""
    plain = "".join(char for char in text if char.isprintable() and char not in '"\\')
    return plain.encode("utf-8", "ignore")[:MAX_ADDRESS_BYTES].decode("utf-8", "ignore")


def _moment(value: object) -> datetime:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError("no moment")
    return datetime.fromtimestamp(value, UTC)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
