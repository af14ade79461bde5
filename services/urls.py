"""Addresses of servers, checked before a provider sees them.

Providers repair or ignore a malformed address in silence, and some then talk to their public cloud.
"""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator


def _address(*schemes: str, path: bool = True) -> Callable[[str], str]:
    """A validator for addresses with one of `schemes`. `path`: whether one may follow the host."""
    allowed = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes:
            raise ValueError(f"must start with {allowed}")
        if parts.username is not None or parts.password is not None:
            raise ValueError("must not hold a user name or password")
        if not parts.hostname or any(c.isspace() for c in value):
            raise ValueError(f"must name a host, like {schemes[0]}://host")
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("has a port that is not a number from 0 to 65535") from None
        if parts.query or parts.fragment:
            raise ValueError("must not hold a query (?) or fragment (#)")
        if not path and parts.path.strip("/"):
            raise ValueError("must name only scheme, host and port: this provider ignores a path")
        return urlunsplit(parts).rstrip("/")

    return check


HttpAddress = Annotated[str, AfterValidator(_address("https", "http"))]
"""`https://host[:port][/path]`."""

SocketAddress = Annotated[str, AfterValidator(_address("wss", "ws"))]
"""`wss://host[:port][/path]`."""

SocketHost = Annotated[str, AfterValidator(_address("wss", "ws", path=False))]
"""`wss://host[:port]`."""

AnyAddress = Annotated[str, AfterValidator(_address("wss", "ws", "https", "http"))]
"""Either family."""


def is_within(address: str, domain: str) -> bool:
    """Whether `address` names a host that is `domain` or lies below it."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == domain or host.endswith(f".{domain}")
