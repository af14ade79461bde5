"""What Vonage asks and tells about a person's leg, from its first ring to its end."""

from fastapi import APIRouter, Request, Response, WebSocket
from loguru import logger

from calls.control import LegEvent
from transports.phone.callers import CallerCall, Place, Step, after_person
from transports.phone.legs import PersonLeg
from transports.phone.office import Office
from transports.phone.person_stream import take_person
from transports.phone.rest import RestRefused
from transports.vonage.answers import answered, briefing, goodbye, next_ncco, opening
from transports.vonage.messages import Hook, pressed, said
from transports.vonage.notices import of_status
from transports.vonage.rest import VonageRest
from transports.vonage.stream import read_opening
from transports.vonage.webhooks import hook_reader, obeyed


def leg_routes(office: Office, rest: VonageRest) -> APIRouter:
    """One address per question; each holds the leg's token."""
    router = APIRouter(prefix="/leg/{token}")
    read = hook_reader(office)
    wording = office.wording

    def sid_in(hook: Hook) -> str | None:
        named = hook.uuid or hook.payload.get("call")
        return str(named) if named is not None else None

    def live(token: str, hook: Hook) -> PersonLeg | None:
        return office.wanted_leg(token, sid_in(hook))

    def not_wanted() -> Response:
        return obeyed(goodbye(wording.caller_gone, wording))

    @router.post("/answered")
    async def was_answered(token: str, request: Request) -> Response:
        hook = await read(request)
        leg = live(token, hook)
        if leg is None:
            return not_wanted()
        leg.take(LegEvent.ANSWERED)
        return obeyed(opening(leg, hook.uuid or "", wording))

    @router.post("/brief")
    async def brief(token: str, request: Request) -> Response:
        hook = await read(request)
        leg = live(token, hook)
        if leg is not None:
            await leg.verdict()
            leg = live(token, hook)
        return obeyed(briefing(leg, wording)) if leg is not None else not_wanted()

    @router.post("/reply")
    async def replied(token: str, request: Request) -> Response:
        hook = await read(request)
        leg = live(token, hook)
        if leg is None:
            return not_wanted()
        answer = leg.reply(pressed(hook), said(hook))
        leg.take(answer or LegEvent.BRIEFED)
        return obeyed(answered(leg, answer, wording))

    @router.websocket("/stream")
    async def stream(websocket: WebSocket, token: str) -> None:
        await take_person(websocket, office, token, read_opening)

    @router.post("/status")
    async def status(token: str, request: Request) -> Response:
        hook = await read(request)
        leg = office.leg(token, sid_in(hook))
        if leg is not None:
            events = of_status(hook.status)
            leg.take(*events)
            if LegEvent.HUMAN in events or LegEvent.MACHINE in events:
                leg.judged()
            if leg.notices.over:
                office.book.forget_leg(leg)
                await _left(leg)
        return Response(status_code=204)

    async def _left(leg: PersonLeg) -> None:
        """The person is gone; a caller who was with them does what was agreed."""
        caller = _with(office, leg)
        if caller is None:
            return
        step = office.settled(caller, after_person(caller))
        if step is Step.RETURN and await office.again(caller.sid, "") is None:
            step = Step.MESSAGE
        ncco = next_ncco(caller, step, wording)
        try:
            await rest.redirect_call(caller.sid, ncco or [])
        except RestRefused as refused:
            logger.info(f"{caller.sid} is no longer there ({refused})")

    return router


def _with(office: Office, leg: PersonLeg) -> CallerCall | None:
    """The caller who is together with a person."""
    caller = office.book.caller_of(leg.caller) if leg.joined else None
    return caller if caller is not None and caller.place is Place.CONFERENCE else None
