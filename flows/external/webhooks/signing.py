"""Signatures of webhook requests: who sent this body, and when.

The header `Callwright-Signature` is `t=SECONDS,v1=HEX`: HEX is the HMAC-SHA256, under the tool's secret, of
`SECONDS.BODY`, where BODY is the request's body byte for byte. A receiver written in Python checks it with

    verify(secret, request.headers["Callwright-Signature"], body, now=time.time())

before it reads anything. A signature is good within the replay window only; within it, a receiver tells a
repeat by the `Idempotency-Key` header, which is the same for every attempt at one write.
"""

import hashlib
import hmac

HEADER = "Callwright-Signature"
"""Name of the header that holds the signature."""

REPLAY_WINDOW_SECS = 300
"""Seconds by which the sender's clock and the receiver's may differ."""


class BadSignature(ValueError):
    """The request was not signed with this secret, or not now. The message says which."""


def sign(secret: str, body: bytes | bytearray, *, now: float) -> str:
    """The header's value. `now`: Unix seconds."""
    seconds = int(now)
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def verify(
    secret: str, header: str, body: bytes, *, now: float, window_secs: float = REPLAY_WINDOW_SECS
) -> None:
    """Make sure that a request is authentic and recent. `now`: Unix seconds.

    Raises:
        BadSignature: The header is malformed, the time is outside the window, or the digest is wrong.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    digests = [value for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()) or not digests:
        raise BadSignature(f"the header {HEADER} must be t=SECONDS,v1=HEX")
    seconds = int(stamps[0])
    if abs(now - seconds) > window_secs:
        raise BadSignature(f"signed {now - seconds:.0f} s ago; the window is {window_secs:.0f} s")
    wanted = _digest(secret, seconds, body)
    # Every digest is compared, in constant time, so that nothing is learnt from how long it takes.
    good = [hmac.compare_digest(wanted.encode(), digest.encode()) for digest in digests]
    if not any(good):
        raise BadSignature("the signature does not fit the body and the secret")


def _digest(secret: str, seconds: int, body: bytes | bytearray) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
