"""The addresses at which Twilio reaches us. Each holds a token that only Twilio was told."""

from transports.twilio.callers import CallerCall
from transports.twilio.legs import PersonLeg

PREFIX = "/twilio"
STREAM = "/stream"


def stream_address(caller: CallerCall) -> str:
    """Where the media stream goes."""
    return f"wss://{caller.host}{PREFIX}{STREAM}"


def caller_address(caller: CallerCall, question: str) -> str:
    """`question`: `after-stream`, `after-dial` or `message`."""
    return f"https://{caller.host}{PREFIX}/call/{caller.token}/{question}"


def leg_address(leg: PersonLeg, question: str) -> str:
    """`question`: `answered`, `brief`, `ask`, `reply`, `status` or `detected`."""
    return f"https://{leg.host}{PREFIX}/leg/{leg.token}/{question}"
