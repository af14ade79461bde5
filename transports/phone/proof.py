"""A carrier's request as it arrived, for those who check whose it is."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import HTTPException, Request
from fastapi.requests import HTTPConnection
from loguru import logger

from transports.phone.public import PublicUrl

MAX_BODY_BYTES = 65_536
"""Above this a request is refused before it is read to its end."""

FRESH_SECS = 300
"""How old, or how far ahead of our clock, a dated signature may be."""


class Forged(Exception):
    """A request did not prove that it is the carrier's. The text says what was wrong, never a secret."""


@dataclass(frozen=True)
class Asked:
    """The facts of one request."""

    url: str
    """Where the carrier sent it: our public address, the path and the query. Never made of a Host header."""

    headers: Mapping[str, str]
    """By lower-case name. Of one that came twice the values stand one after the other, so it proves
    nothing."""

    body: bytes = b""


Prove = Callable[[Asked], None]
"""Raises Forged unless a request is the carrier's."""


def asked_of(connection: HTTPConnection, url: str, body: bytes = b"") -> Asked:
    """The facts of a request that was sent to `url` without its query."""
    headers: dict[str, str] = {}
    for name, value in connection.headers.items():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    query = connection.scope.get("query_string", b"").decode("latin-1")
    return Asked(f"{url}?{query}" if query else url, headers, body)


def path_of(connection: HTTPConnection) -> str:
    """The path as it was sent, with what is escaped in it."""
    raw = connection.scope.get("raw_path") or connection.scope["path"].encode()
    return raw.decode("latin-1").partition("?")[0]


async def body_of(request: Request) -> bytes:
    """The body. Raises HTTPException 413 for one that is too large, as soon as that is known."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413)
    return bytes(body)


async def proved(request: Request, public: PublicUrl | None, prove: Prove | None) -> bytes:
    """The body of a request that is the carrier's. Raises HTTPException 403 or 413.

    Without `prove` everybody is believed, for development.
    """
    body = await body_of(request)
    if prove is not None and public is not None:
        try:
            prove(asked_of(request, public.https(path_of(request)), body))
        except Forged as forged:
            logger.warning(f"a request to {request.url.path[:80]!r} is refused: {forged}")
            raise HTTPException(403) from None
    return body


def same(one: str, other: str) -> bool:
    """Whether two texts are the same, in a time that tells nothing of how alike they are."""
    return hmac.compare_digest(one.encode(), other.encode())
