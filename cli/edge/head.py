"""What the beginning of a request says of where it goes. Pure."""

import re

MAX_HEAD_BYTES = 16_384
"""The longest head of a request."""

END = b"\r\n\r\n"

_HOME = re.compile(rb"[A-Z]{3,10} /w/([a-z0-9][a-z0-9._-]{0,99})/")


def is_whole(head: bytes) -> bool:
    """Whether all headers have come."""
    return END in head


def is_too_long(head: bytes) -> bool:
    """Whether the headers will never end."""
    return len(head) >= MAX_HEAD_BYTES and not is_whole(head)


def home_of(head: bytes) -> str | None:
    """The worker that the request belongs to; None = any will do."""
    found = _HOME.match(head)
    return found[1].decode() if found else None
