"""Links to a recording: signed, good for some time, and telling nothing of the caller. Pure but for the ring.

A token is the call's id and the moment until which it is good, with the signature of the key ring. Nothing is
kept of it; a link ends by itself, or when the recording is deleted.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from calls.folders import is_call_id
from calls.keys import KeyRing, Signature

PURPOSE = "link"
LONGEST_HOURS = 24 * 7
"""Hours that a link may be good for."""

PATH = "/recordings/"


class LinkRefused(ValueError):
    """A link that opens nothing: it is not ours, was changed, or is over."""


@dataclass(frozen=True)
class Link:
    """What a token opens."""

    call_id: str
    until: datetime
    """UTC, to the second."""


def token_of(link: Link, ring: KeyRing) -> str:
    """The token of a link: letters, digits, `-` and `_`. Raises ValueError for what is no call id."""
    if not is_call_id(link.call_id):
        raise ValueError(f"{link.call_id!r} is not a call id")
    told = f"{link.call_id}.{int(link.until.timestamp())}"
    signed = ring.sign(told.encode(), PURPOSE)
    return base64.urlsafe_b64encode(f"{told}.{signed.key_id}.{signed.value}".encode()).decode().rstrip("=")


def link_of(token: str, ring: KeyRing, now: datetime) -> Link:
    """What a token opens at this moment. Raises LinkRefused, which does not say why to a stranger."""
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
        call_id, until, key_id, value = text.split(".")
        link = Link(call_id, datetime.fromtimestamp(int(until), UTC))
    except (binascii.Error, ValueError, OverflowError, OSError):
        raise LinkRefused("not a link to a recording") from None
    if not ring.verifies(f"{call_id}.{until}".encode(), Signature(key_id, value), PURPOSE):
        raise LinkRefused("not a link to a recording")
    if now >= link.until:
        raise LinkRefused("this link is over")
    return link
