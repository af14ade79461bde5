"""What Twilio asks and tells about a person's leg, from its first ring to its end."""

from functools import partial

from fastapi import APIRouter, Request, Response, WebSocket

from calls.control import LegEvent
from transports.phone.legs import PersonLeg
from transports.phone.office import Office
from transports.phone.person_stream import take_person
from transports.twilio.answers import answered, briefing, goodbye, opening, question
from transports.twilio.fields import Fields, fields_reader
from transports.twilio.notices import of_answered_by, of_status
from transports.twilio.stream import read_opening
from transports.twilio.webhooks import twiml


def leg_routes(office: Office, account_sid: str | None = None) -> APIRouter:
    """One address per question; each holds the leg's token."""
    router = APIRouter(prefix="/leg/{token}")
    read = fields_reader(office, account_sid)
    wording = office.wording

    def live(token: str, form: Fields) -> PersonLeg | None:
        return office.wanted_leg(token, form.get("CallSid", ""))

    def not_wanted() -> Response:
        return twiml(goodbye(wording.caller_gone, wording))

    @router.post("/answered")
    async def was_answered(token: str, request: Request) -> Response:
        form = await read(request)
        leg = live(token, form)
        if leg is None:
            return not_wanted()
        leg.take(LegEvent.ANSWERED)
        return twiml(opening(leg, wording))

    @router.post("/brief")
    async def brief(token: str, request: Request) -> Response:
        form = await read(request)
        leg = live(token, form)
        if leg is not None:
            await leg.verdict()
            leg = live(token, form)
        return twiml(briefing(leg, wording)) if leg is not None else not_wanted()

    @router.post("/ask")
    async def ask(token: str, request: Request) -> Response:
        form = await read(request)
        leg = live(token, form)
        if leg is None:
            return not_wanted()
        leg.take(LegEvent.BRIEFED)
        return twiml(question(leg, wording))

    @router.post("/reply")
    async def replied(token: str, request: Request) -> Response:
        form = await read(request)
        leg = live(token, form)
        if leg is None:
            return not_wanted()
        answer = leg.reply(form.get("Digits", ""), form.get("SpeechResult", ""))
        if answer is not None:
            leg.take(answer)
        return twiml(answered(leg, answer, wording))

    @router.websocket("/stream")
    async def stream(websocket: WebSocket, token: str) -> None:
        await take_person(websocket, office, token, partial(read_opening, account_sid=account_sid))

    @router.post("/status")
    async def status(token: str, request: Request) -> Response:
        form = await read(request)
        leg = office.leg(token, form.get("CallSid", ""))
        if leg is not None:
            leg.take(*of_status(form))
            if leg.notices.over:
                office.book.forget_leg(leg)
        return Response()

    @router.post("/detected")
    async def detected(token: str, request: Request) -> Response:
        form = await read(request)
        leg = office.leg(token, form.get("CallSid", ""))
        if leg is not None:
            verdict = of_answered_by(form)
            if verdict is not None:
                leg.take(verdict)
            leg.judged()
        return Response()

    return router
