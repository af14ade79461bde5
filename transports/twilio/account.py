"""Whose Twilio account calls are made on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from transports.errors import LineUnavailable

SID, TOKEN = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """An account and its secret."""

    account_sid: str
    auth_token: str = field(repr=False)


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


def masked(number: str) -> str:
    """A telephone number as a log may show it: its last two digits."""
    return f"…{number[-2:]}"
