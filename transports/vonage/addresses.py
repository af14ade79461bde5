"""The addresses at which Vonage reaches us."""

from urllib.parse import quote

from transports.phone.callers import CallerCall
from transports.phone.legs import PersonLeg
from transports.phone.public import PublicUrl

PREFIX = "/vonage"
STREAM = "/stream/{call}/{token}"


def stream_address(caller: CallerCall) -> str:
    """Where the media stream goes: it opens for this call alone, with this token alone."""
    token = caller.admitted.token if caller.admitted is not None else caller.token
    return caller.public.wss(f"{PREFIX}/stream/{quote(caller.sid, safe='')}/{quote(token, safe='')}")


def caller_address(public: PublicUrl, sid: str, question: str) -> str:
    """`question`: `after-stream`, `after-dial`, `message`, or `dialled/...` of a call that did not get in."""
    return public.https(f"{PREFIX}/call/{quote(sid, safe='')}/{question}")


def leg_stream_address(leg: PersonLeg) -> str:
    """Where the media stream of a person goes whom the caller meets here."""
    return leg.public.wss(f"{PREFIX}/leg/{leg.token}/stream")


def leg_address(leg: PersonLeg, question: str) -> str:
    """`question`: `answered`, `brief`, `ask`, `reply` or `status`."""
    return leg.public.https(f"{PREFIX}/leg/{leg.token}/{question}")
