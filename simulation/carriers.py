"""The simulated carriers: one entry each, as `transports/carriers.py` has the real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulation.carrier.caller import TwilioCaller
from simulation.carrier.network import FakeTwilio
from simulation.carrier.opened import Opened
from simulation.carrier.opening import open_twilio
from simulation.carrier.stream_caller import StreamCaller
from simulation.carrier.switch import FakeCarrier
from simulation.carrier.telnyx.caller import TelnyxCaller
from simulation.carrier.telnyx.network import FakeTelnyx
from simulation.carrier.telnyx.opening import open_telnyx
from simulation.carrier.vonage.caller import VonageCaller
from simulation.carrier.vonage.network import FakeVonage
from simulation.carrier.vonage.opening import open_vonage
from simulation.page_caller import PageCaller
from simulation.wideband import WidebandCaller
from transports.phone.office import Front


@dataclass(frozen=True)
class Kit:
    """A carrier, and the callers at its other end."""

    carrier: type[FakeCarrier]

    open: Callable[[Any, Front], Opened]
    """Our routes for an account of such a carrier."""

    caller: type[StreamCaller]

    live: type[StreamCaller] | None = None
    """The caller in real time, where that is another."""


KITS: dict[str, Kit] = {
    "twilio": Kit(FakeTwilio, open_twilio, TwilioCaller),
    "telnyx": Kit(FakeTelnyx, open_telnyx, TelnyxCaller),
    "vonage": Kit(FakeVonage, open_vonage, VonageCaller),
    # WebRTC knows no clock but the real one. On the virtual clock it is the rates and the pipeline of a
    # browser's line, without the network between. Twilio rings people.
    "webrtc": Kit(FakeTwilio, open_twilio, WidebandCaller, live=PageCaller),
}


def open_account(carrier: FakeCarrier, front: Front) -> Opened:
    """Our routes for a simulated carrier's account."""
    kit = next(kit for kit in KITS.values() if isinstance(carrier, kit.carrier))
    return kit.open(carrier, front)
