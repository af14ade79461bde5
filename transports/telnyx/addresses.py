"""The addresses at which Telnyx reaches us."""

from urllib.parse import quote

from transports.phone.callers import CallerCall
from transports.phone.legs import PersonLeg

PREFIX = "/telnyx"
STREAM = "/stream/{call}/{token}"


def stream_address(caller: CallerCall) -> str:
    """Where the media stream goes: it opens for this call alone, with this token alone."""
    token = caller.admitted.token if caller.admitted is not None else caller.token
    return caller.public.wss(f"{PREFIX}/stream/{quote(caller.sid, safe='')}/{quote(token, safe='')}")


def events_address(caller: CallerCall) -> str:
    """Where everything else of the call is told: to the process that has it."""
    return caller.public.https(f"{PREFIX}/events")


def leg_stream_address(leg: PersonLeg) -> str:
    """Where the media stream of a person goes whom the caller meets here."""
    return leg.public.wss(f"{PREFIX}/leg/{leg.token}/stream")


def leg_address(leg: PersonLeg) -> str:
    """Where a person's leg is told of."""
    return leg.public.https(f"{PREFIX}/leg/{leg.token}")
