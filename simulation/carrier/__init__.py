"""The simulated carrier: a caller on a media stream, and a Twilio behind it with REST and webhooks."""

from simulation.carrier.caller import ProtocolBroken, TwilioCaller

__all__ = ["ProtocolBroken", "TwilioCaller"]
