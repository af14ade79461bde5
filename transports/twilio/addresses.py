"""The addresses at which Twilio reaches us. Each of a call holds a token that only Twilio was told."""

from transports.phone.callers import CallerCall
from transports.phone.legs import PersonLeg
from transports.phone.public import PublicUrl

PREFIX = "/twilio"
STREAM = "/stream"


def stream_address(caller: CallerCall) -> str:
    """Where the media stream goes."""
    return caller.public.wss(f"{PREFIX}{STREAM}")


def caller_address(caller: CallerCall, question: str) -> str:
    """`question`: `after-stream`, `after-dial` or `message`."""
    return caller.public.https(f"{PREFIX}/call/{caller.token}/{question}")


def leg_address(leg: PersonLeg, question: str) -> str:
    """`question`: `answered`, `brief`, `ask`, `reply`, `status` or `detected`."""
    return leg.public.https(f"{PREFIX}/leg/{leg.token}/{question}")


def leg_stream_address(leg: PersonLeg) -> str:
    """Where the media stream of a person goes whom the caller meets here."""
    return leg.public.wss(f"{PREFIX}/leg/{leg.token}/stream")


def away_address(public: PublicUrl, question: str) -> str:
    """Of a call that did not get in. `question`: `dialled/...`, or `message`, which is every call's."""
    return public.https(
        f"{PREFIX}/call/away/message" if question == "message" else f"{PREFIX}/away/{question}"
    )
