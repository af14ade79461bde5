"""Whose Telnyx account calls are made on, and with which key Telnyx signs."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from transports.errors import LineUnavailable

API_KEY, PUBLIC_KEY, CONNECTION = "TELNYX_API_KEY", "TELNYX_PUBLIC_KEY", "TELNYX_CONNECTION_ID"

VARIABLES = (API_KEY, PUBLIC_KEY, CONNECTION)

KEY_BYTES = 32


@dataclass(frozen=True)
class Credentials:
    """An account."""

    api_key: str = field(repr=False)

    public_key: bytes
    """Ed25519, of the account's webhooks."""

    connection_id: str
    """The Call Control application that people are called with."""


def credentials_from(environ: Mapping[str, str]) -> Credentials | None:
    """The account of the environment; None if none is set. Raises LineUnavailable for half of one."""
    given = {name: environ.get(name, "").strip() for name in VARIABLES}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(VARIABLES):
        return None
    if missing:
        raise LineUnavailable(f"{', '.join(missing)} is not set; set all of {', '.join(VARIABLES)}, or none")
    try:
        raw = base64.b64decode(given[PUBLIC_KEY], validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise LineUnavailable(f"{PUBLIC_KEY} is no public key; allowed: {KEY_BYTES} bytes in base64")
    return Credentials(given[API_KEY], raw, given[CONNECTION])
