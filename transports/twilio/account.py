"""Whose Twilio account calls are made on, and with which secrets Twilio signs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transports.errors import LineUnavailable
from transports.twilio.signature import Secrets

SID, TOKEN = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"

OTHER_TOKEN = "TWILIO_SECONDARY_AUTH_TOKEN"
"""While the auth token is being replaced, Twilio may sign with either."""

SHARED_KEYS = "TWILIO_SHARED_KEYS"
"""`ID=SECRET`, and more of them after commas: keys that sign by HMAC-SHA256."""

VARIABLES = (SID, TOKEN, OTHER_TOKEN, SHARED_KEYS)


@dataclass(frozen=True)
class Credentials:
    """An account and its secret."""

    account_sid: str
    auth_token: str = field(repr=False)
    other_token: str = field(default="", repr=False)
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> Secrets:
        """What a request may be signed with."""
        tokens = tuple(token for token in (self.auth_token, self.other_token) if token)
        return Secrets(tokens, self.shared_keys)


def credentials_from(environ: Mapping[str, str]) -> Credentials | None:
    """The account of the environment; None if none is set. Raises LineUnavailable for half of one."""
    sid, token = environ.get(SID, "").strip(), environ.get(TOKEN, "").strip()
    if not sid and not token:
        return None
    if not sid or not token:
        missing, given = (SID, TOKEN) if not sid else (TOKEN, SID)
        raise LineUnavailable(f"{given} is set and {missing} is not; set both, or neither for no transfers")
    if not re.fullmatch(r"AC[0-9a-f]{32}", sid):
        raise LineUnavailable(f"{SID} is not an account SID; allowed: AC and 32 hexadecimal digits")
    return Credentials(sid, token, environ.get(OTHER_TOKEN, "").strip(), _keys(environ.get(SHARED_KEYS, "")))


def _keys(text: str) -> dict[str, str]:
    keys = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, secret = part.partition("=")
        if not name or not secret:
            raise LineUnavailable(f"{SHARED_KEYS} is not readable; allowed: ID=SECRET, and more after commas")
        keys[name] = secret
    return keys
