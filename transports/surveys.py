"""Who is asked how an account is set: one entry for each carrier."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transports.phone.survey import AccountFacts
from transports.telnyx import survey as telnyx
from transports.twilio import survey as twilio
from transports.vonage import survey as vonage


@dataclass(frozen=True)
class Surveyed:
    """One carrier."""

    ask: Callable[[Any, Sequence[str], Mapping[str, str]], Awaitable[AccountFacts]]
    """Takes the carrier's block of the server file, the numbers that are asked about (none: all), and the
    environment. Raises RestRefused, and LookupError where something that must be known is not set."""

    rest_url: str
    """Where its REST interface is, unless the block says otherwise."""


SURVEYS: dict[str, Surveyed] = {
    "twilio": Surveyed(twilio.survey, twilio.BASE_URL),
    "telnyx": Surveyed(telnyx.survey, telnyx.BASE_URL),
    "vonage": Surveyed(vonage.survey, vonage.API_URL),
}
