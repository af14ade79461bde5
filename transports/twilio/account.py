"""Whose Twilio account calls are made on, and with which secrets Twilio signs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from configs.server.carriers import TwilioBlock
from transports.errors import LineUnavailable
from transports.twilio.signature import Secrets

SID, TOKEN = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """An account and its secret."""

    account_sid: str
    auth_token: str = field(repr=False)
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> Secrets:
        """What a request may be signed with."""
        return Secrets((self.auth_token,), self.shared_keys)


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
    return Credentials(sid, token)


def credentials_of(block: TwilioBlock) -> Credentials:
    """The account of a server's file."""
    return Credentials(block.account_sid, block.auth_token, block.signing_keys)
