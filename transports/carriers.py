"""The carriers: one entry each. Everything else asks this table and never which carrier it is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from transports.phone.office import Front
from transports.phone.rest import NumberSetting
from transports.twilio import account as twilio_account
from transports.twilio.app import routes as twilio_routes
from transports.twilio.http_wire import twilio_wire
from transports.twilio.rest import TwilioRest


@dataclass(frozen=True)
class Served:
    """A carrier whose account is set: its routes, and what may be asked of it."""

    router: APIRouter

    numbers: Callable[[], Awaitable[Sequence[NumberSetting]]]
    """The account's numbers and their webhooks, from the carrier itself. Raises RestRefused."""

    close: Callable[[], Awaitable[None]]
    """Let go of connections."""


@dataclass(frozen=True)
class Carrier:
    """One carrier."""

    name: str
    """As in `Line.carrier`, `Arrival.carrier` and in addresses."""

    title: str

    webhook: str
    """The path that a number's voice webhook points at."""

    events: str
    """The path for notices of calls that are over; the same as `webhook` where the carrier has but one."""

    variables: tuple[str, ...]
    """Environment variables of its account."""

    account: Callable[[Mapping[str, str]], Any]
    """The account of an environment; None where none is set. Raises LineUnavailable for half of one."""

    open: Callable[[Any, Front], Served]
    """Routes for an account that `account` gave. What is not the carrier's is refused where the front has a
    public address."""


def _twilio(account: twilio_account.Credentials, front: Front) -> Served:
    rest = TwilioRest(account.account_sid, twilio_wire(account))
    router = twilio_routes(front, rest=rest, secrets=account.secrets)
    return Served(router, rest.numbers, rest.close)


CARRIERS: dict[str, Carrier] = {
    each.name: each
    for each in (
        Carrier(
            name="twilio",
            title="Twilio",
            webhook="/twilio/voice",
            events="/twilio/status",
            variables=twilio_account.VARIABLES,
            account=twilio_account.credentials_from,
            open=_twilio,
        ),
    )
}
