"""The simulated carriers: one entry each, as `transports/carriers.py` has the real ones."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.carrier.caller import TwilioCaller
from simulation.carrier.network import FakeTwilio
from simulation.carrier.stream_caller import StreamCaller
from simulation.carrier.switch import FakeCarrier
from simulation.carrier.telnyx.caller import TelnyxCaller
from simulation.carrier.telnyx.network import FakeTelnyx


@dataclass(frozen=True)
class Kit:
    """A carrier, and the callers at its other end."""

    carrier: Callable[..., FakeCarrier]
    """(rng, people, moods)"""

    caller: type[StreamCaller]


KITS: dict[str, Kit] = {
    "twilio": Kit(FakeTwilio, TwilioCaller),
    "telnyx": Kit(FakeTelnyx, TelnyxCaller),
}
