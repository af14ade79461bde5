"""The simulated carriers: callers on media streams, and a Twilio behind them with REST and webhooks."""

from simulation.carrier.caller import TwilioCaller
from simulation.carrier.stream_caller import ProtocolBroken, StreamCaller

__all__ = ["ProtocolBroken", "StreamCaller", "TwilioCaller"]
