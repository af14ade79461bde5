"""Whether a request is Vonage's. Pure.

Vonage sends a JSON Web Token, signed with the account's signature secret, that holds the account, the moment
and the SHA-256 of the body.
"""

import hashlib
from datetime import datetime

from transports.phone.proof import FRESH_SECS, Asked, Forged, same
from transports.vonage.tokens import BadToken, claims_of

AUTHORIZATION = "authorization"
MOST_CHARS = 8192


def verify(asked: Asked, secret: str, api_key: str, now: datetime) -> None:
    """Raises Forged unless the webhook is Vonage's, for this account."""
    scheme, _, token = asked.headers.get(AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Forged(f"{AUTHORIZATION} holds no token")
    if len(token) > MOST_CHARS:
        raise Forged("the token is too long")
    try:
        claims = claims_of(token.strip(), secret)
    except BadToken as bad:
        raise Forged(f"the token: {bad}") from None
    if not same(str(claims.get("api_key", "")), api_key):
        raise Forged("it is of another account")
    moment, until = claims.get("iat"), claims.get("exp")
    if not isinstance(moment, int | float) or abs(now.timestamp() - moment) > FRESH_SECS:
        raise Forged(f"it is not dated within {FRESH_SECS} s from now")
    if until is not None and not (isinstance(until, int | float) and now.timestamp() <= until):
        raise Forged("it is no longer good")
    if not same(str(claims.get("payload_hash", "")), hashlib.sha256(asked.body).hexdigest()):
        raise Forged("the body is not the one that was signed")
