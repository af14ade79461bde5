"""Whether a request is Twilio's. Pure.

Twilio signs the address and the sorted fields, with the account's auth token (HMAC-SHA1), or with a shared
key that a second header names (HMAC-SHA256). A JSON body is signed by its SHA-256 in the address's query.
There is no date in it: what arrives twice must have its effect once.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from transports.phone.proof import Asked, Forged, same

SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"
FORM = "application/x-www-form-urlencoded"
BODY_HASH = "bodySHA256"
MOST_FIELDS = 500

PORTS = {"https": 443, "wss": 443}


@dataclass(frozen=True)
class Secrets:
    """What Twilio signs with."""

    auth_tokens: tuple[str, ...] = field(repr=False)
    """The primary one, and the secondary while it is being replaced."""

    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Id of a shared key → its secret."""


def verify(asked: Asked, secrets: Secrets) -> None:
    """Raises Forged unless the webhook is Twilio's."""
    url = asked.url
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    fields: list[tuple[str, str]] = []
    if BODY_HASH in query:
        if not same(hashlib.sha256(asked.body).hexdigest(), query[BODY_HASH]):
            raise Forged("the body is not the one that was signed")
    else:
        fields = fields_of(asked)
    _verify(asked, secrets, _spellings(url), fields)


def verify_stream(asked: Asked, secrets: Secrets) -> None:
    """Raises Forged unless the handshake of a media stream is Twilio's.

    It is signed like a request without fields. Twilio does not say with which scheme and whether with a slash
    at the end; all of these are the same address.
    """
    plain = asked.url.rstrip("/")
    https = "https" + plain.removeprefix("wss")
    spellings = [each for url in (plain, https) for end in ("", "/") for each in _spellings(url + end)]
    _verify(asked, secrets, spellings, [])


def fields_of(asked: Asked) -> list[tuple[str, str]]:
    """The fields of a form. Raises Forged for a body that is none."""
    try:
        return parse_qsl(
            asked.body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(asked.body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Forged("the body is no form") from None


def _verify(asked: Asked, secrets: Secrets, urls: Iterable[str], fields: Iterable[tuple[str, str]]) -> None:
    given = asked.headers.get(SIGNATURE)
    if not given:
        raise Forged(f"{SIGNATURE} is missing")
    algorithm, keys = _keys(asked.headers.get(SETTINGS, ""), secrets)
    text = "".join(name + value for name, value in sorted(set(fields)))
    good = False
    for key in keys:
        for url in urls:
            digest = hmac.new(key.encode(), (url + text).encode(), algorithm).digest()
            # Not `any`: every comparison is made, whichever succeeds.
            good |= same(base64.b64encode(digest).decode(), given)
    if not good:
        raise Forged("the signature is wrong")


def _keys(settings: str, secrets: Secrets) -> tuple[str, tuple[str, ...]]:
    """How it is signed, and the secrets that may have signed it."""
    named = {}
    for part in settings.split(","):
        name, _, value = part.partition("=")
        named[name.strip()] = value.strip()
    algorithm = named.get("algorithm", "HMAC_SHA1").upper()
    if algorithm == "HMAC_SHA1":
        return "sha1", secrets.auth_tokens
    if algorithm != "HMAC_SHA256":
        raise Forged(f"signed by {algorithm[:40]!r}; allowed: HMAC_SHA1, HMAC_SHA256")
    secret = secrets.shared_keys.get(named.get("key", ""))
    if secret is None:
        raise Forged(f"signed with the shared key {named.get('key', '')[:60]!r}, which is not set here")
    return "sha256", (secret,)


def _spellings(url: str) -> list[str]:
    """An address with and without its port: Twilio signs either."""
    parts = urlsplit(url)
    host, _, port = parts.netloc.partition(":")
    both = (host, f"{host}:{port or PORTS.get(parts.scheme, 443)}")
    return [urlunsplit(parts._replace(netloc=netloc)) for netloc in both]
