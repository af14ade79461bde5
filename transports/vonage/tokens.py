"""Vonage's JSON Web Tokens: those that it signs, and those that it wants. Pure."""

import base64
import binascii
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

LASTS_SECS = 300
"""How long a token of ours is good."""


class BadToken(ValueError):
    """A text is no token, or not one of this secret."""


@dataclass(frozen=True)
class Application:
    """A Voice application and its key."""

    id: str
    key: RSAPrivateKey = field(repr=False)


def application_token(application: Application, now: datetime) -> str:
    """What opens the REST interface, by RS256."""
    moment = int(now.timestamp())
    claims = {
        "application_id": application.id,
        "iat": moment,
        "exp": moment + LASTS_SECS,
        "jti": str(uuid.uuid4()),
    }
    signed = f"{_encoded({'alg': 'RS256', 'typ': 'JWT'})}.{_encoded(claims)}"
    return f"{signed}.{_text(application.key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def claims_of(token: str, secret: str) -> dict[str, Any]:
    """The claims of a token that was signed with a secret by HS256. Raises BadToken."""
    header, _, rest = token.partition(".")
    claims, _, signature = rest.partition(".")
    try:
        given = _bytes(signature)
        if _read(header).get("alg") != "HS256":
            raise BadToken("it is signed by another algorithm than HS256")
        wanted = hmac.new(secret.encode(), f"{header}.{claims}".encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(wanted, given):
            raise BadToken("the signature is wrong")
        return _read(claims)
    except (binascii.Error, UnicodeError, RecursionError) as error:
        raise BadToken("it is no token") from error


def _encoded(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)


def _read(text: str) -> dict[str, Any]:
    try:
        read = json.loads(_bytes(text))
    except ValueError as error:
        raise BadToken("it is no token") from error
    if not isinstance(read, dict):
        raise BadToken("it is no token")
    return read
