"""Whether a request is Telnyx's. Pure.

Telnyx signs the moment and the raw body by Ed25519. What is older than five minutes is a replay.
"""

import base64
import binascii
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from transports.phone.proof import FRESH_SECS, Asked, Forged

SIGNATURE, TIMESTAMP = "telnyx-signature-ed25519", "telnyx-timestamp"

MOST_DIGITS = 12
"""Of a moment in seconds."""


def verify(asked: Asked, public_key: bytes, now: datetime) -> None:
    """Raises Forged unless the webhook is Telnyx's."""
    given, moment = asked.headers.get(SIGNATURE), asked.headers.get(TIMESTAMP)
    if not given or not moment:
        raise Forged(f"{SIGNATURE if not given else TIMESTAMP} is missing")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= MOST_DIGITS):
        raise Forged(f"{TIMESTAMP} is no moment in seconds")
    try:
        signature = base64.b64decode(given, validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, f"{moment}|".encode() + asked.body)
    except (binascii.Error, ValueError, InvalidSignature):
        raise Forged("the signature is wrong") from None
    age = abs(now.timestamp() - int(moment))
    if age > FRESH_SECS:
        raise Forged(f"it was signed {age:.0f} s from now; allowed: {FRESH_SECS}")
