"""Whose Telnyx account calls are made on, and with which key Telnyx signs."""

import base64
import binascii
from dataclasses import dataclass, field

from configs.server.carriers import TelnyxBlock
from transports.errors import LineUnavailable
from transports.telnyx.http_wire import BASE_URL

KEY_BYTES = 32


@dataclass(frozen=True)
class Credentials:
    """An account."""

    api_key: str = field(repr=False)

    public_key: bytes
    """Ed25519, of the account's webhooks."""

    connection_id: str | None = None
    """The Call Control application that people are called with; None = nobody can be called."""

    base_url: str = BASE_URL


def credentials_of(block: TelnyxBlock) -> Credentials:
    """The account of a server's file. Raises LineUnavailable for a key that is none."""
    return Credentials(
        block.api_key, public_key(block.public_key), block.connection_id, block.rest_url or BASE_URL
    )


def public_key(text: str) -> bytes:
    """The key's bytes. Raises LineUnavailable."""
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise LineUnavailable(f"Telnyx's public_key is none; allowed: {KEY_BYTES} bytes in base64")
    return raw
