"""The application's side of a simulated carrier's account."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter

from simulation.carrier.wire import Desk
from transports.phone.rest import RestClient, Wire


@dataclass(frozen=True)
class Opened:
    """Our routes, and the way from them to the carrier's REST."""

    router: APIRouter
    client: RestClient
    """What the application asks the carrier with; its wire is exchanged where there is a real one."""
    desk: Desk
    wire_to: Callable[[str], Wire]
    """The wire to the carrier's REST at an address."""
