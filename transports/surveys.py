"""Who is asked how an account is set: one entry for each carrier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from transports.phone.survey import AccountFacts
from transports.telnyx import survey as telnyx
from transports.twilio import survey as twilio
from transports.vonage import survey as vonage


class Ask(Protocol):
    """Asks a carrier for an account and its numbers."""

    async def __call__(self, block: Any, numbers: Sequence[str], environ: Mapping[str, str]) -> AccountFacts:
        """`block`: the carrier's own of the server file. `numbers`: those that are asked about; none = the
        first fifty. Raises RestRefused, and LookupError where something that must be known is not set."""
        ...


@dataclass(frozen=True)
class Surveyed:
    """One carrier."""

    ask: Ask

    rest_url: str
    """Where its REST interface is, unless the block says otherwise."""


SURVEYS: dict[str, Surveyed] = {
    "twilio": Surveyed(twilio.survey, twilio.BASE_URL),
    "telnyx": Surveyed(telnyx.survey, telnyx.BASE_URL),
    "vonage": Surveyed(vonage.survey, vonage.API_URL),
}
