"""The carriers: one entry each. Everything else asks this table and never which carrier it is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from configs.server.carriers import CarriersBlock, TelnyxBlock, TwilioBlock, VonageBlock
from transports.phone.office import Front
from transports.phone.survey import Survey
from transports.telnyx import account as telnyx_account
from transports.telnyx.app import routes as telnyx_routes
from transports.telnyx.http_wire import BASE_URL as TELNYX_URL
from transports.telnyx.http_wire import telnyx_wire
from transports.telnyx.rest import TelnyxRest
from transports.telnyx.survey import survey as telnyx_survey
from transports.twilio import account as twilio_account
from transports.twilio.app import routes as twilio_routes
from transports.twilio.http_wire import BASE_URL as TWILIO_URL
from transports.twilio.http_wire import twilio_wire
from transports.twilio.rest import TwilioRest
from transports.twilio.survey import survey as twilio_survey
from transports.vonage import account as vonage_account
from transports.vonage.app import routes as vonage_routes
from transports.vonage.http_wire import BASE_URL as VONAGE_URL
from transports.vonage.http_wire import vonage_wire
from transports.vonage.rest import VonageRest
from transports.vonage.survey import survey as vonage_survey


@dataclass(frozen=True)
class Served:
    """A carrier whose account is set: its routes, and what may be asked of it."""

    router: APIRouter

    close: Callable[[], Awaitable[None]]
    """Let go of connections."""


@dataclass(frozen=True)
class Carrier:
    """One carrier."""

    name: str
    """As in `Line.carrier`, `Arrival.carrier`, in addresses and under `carriers:` of a server's file."""

    title: str

    webhook: str
    """The path that a number's voice webhook points at."""

    events: str
    """The path for notices of calls that are over; the same as `webhook` where the carrier has but one."""

    open: Callable[[Any, Front], Served]
    """Routes for the carrier's block of a server's file. What is not the carrier's is refused where the front
    has a public address. Raises LineUnavailable for an account that cannot be one."""

    survey: Survey
    """How the account and its numbers are set, told by the carrier itself."""

    rest_url: str
    """Where its REST interface is, unless the block says otherwise."""


def _twilio(block: TwilioBlock, front: Front) -> Served:
    account = twilio_account.credentials_of(block)
    rest = TwilioRest(account.account_sid, twilio_wire(account, base_url=block.rest_url or TWILIO_URL))
    router = twilio_routes(front, rest=rest, secrets=account.secrets, account_sid=account.account_sid)
    return Served(router, rest.close)


def _telnyx(block: TelnyxBlock, front: Front) -> Served:
    account = telnyx_account.credentials_of(block)
    rest = TelnyxRest(telnyx_wire(account.api_key, base_url=account.base_url))
    router = telnyx_routes(
        front, rest=rest, connection_id=account.connection_id, public_key=account.public_key
    )
    return Served(router, rest.close)


def _vonage(block: VonageBlock, front: Front) -> Served:
    account = vonage_account.credentials_of(block)
    rest = None
    if account.application is not None:
        rest = VonageRest(vonage_wire(account.application, base_url=account.base_url))
    router = vonage_routes(front, rest=rest, secret=account.signature_secret, api_key=account.api_key)
    return Served(router, rest.close if rest else _nothing)


async def _nothing() -> None:
    """There is nothing to let go of."""


CARRIERS: dict[str, Carrier] = {
    each.name: each
    for each in (
        Carrier(
            name="twilio",
            title="Twilio",
            webhook="/twilio/voice",
            events="/twilio/status",
            open=_twilio,
            survey=twilio_survey,
            rest_url=TWILIO_URL,
        ),
        Carrier(
            name="telnyx",
            title="Telnyx",
            webhook="/telnyx/events",
            events="/telnyx/events",
            open=_telnyx,
            survey=telnyx_survey,
            rest_url=TELNYX_URL,
        ),
        Carrier(
            name="vonage",
            title="Vonage",
            webhook="/vonage/answer",
            events="/vonage/events",
            open=_vonage,
            survey=vonage_survey,
            rest_url=VONAGE_URL,
        ),
    )
}


def open_carriers(block: CarriersBlock, front: Front) -> dict[str, Served]:
    """The carriers that have a block, by name. Raises LineUnavailable."""
    return {name: CARRIERS[name].open(getattr(block, name), front) for name in block.served}
