"""The Telnyx routes: `POST /telnyx/events` is told of every call, `WS /telnyx/stream/...` carries it."""

from datetime import datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request, Response, WebSocket

from calls.clock import utc_now
from transports.phone.book import Book
from transports.phone.callers import CallerCall
from transports.phone.office import Front, Office
from transports.phone.once import Once
from transports.phone.person_stream import take_person
from transports.phone.proof import Asked
from transports.phone.rest import RestRefused
from transports.phone.stream import Ticket, take_ticketed
from transports.telnyx.addresses import PREFIX, STREAM
from transports.telnyx.answers import Commands
from transports.telnyx.control import TelnyxControl
from transports.telnyx.leg_webhooks import LegDesk
from transports.telnyx.messages import CALL_ID, Event, read_event
from transports.telnyx.rest import TelnyxRest
from transports.telnyx.signature import verify
from transports.telnyx.stream import read_opening
from transports.telnyx.webhooks import CallerDesk, excused


def routes(
    front: Front, *, rest: TelnyxRest, connection_id: str | None, public_key: bytes | None = None
) -> APIRouter:
    """The routes. With `public_key`, whatever is not Telnyx's is refused and has no effect."""
    commands = Commands(rest, front.wording)

    def control(caller: CallerCall, book: Book) -> TelnyxControl:
        return TelnyxControl(caller, commands, connection_id, book)

    def prove(asked: Asked, key: bytes, now: datetime | None = None) -> None:
        verify(asked, key, now or utc_now())

    proof = partial(prove, key=public_key) if public_key is not None else None
    office = Office(carrier="telnyx", front=front, prove=proof, control=control)
    callers = CallerDesk(office, commands)
    legs = LegDesk(office, commands, callers)
    once = Once()
    router = APIRouter(prefix=PREFIX)

    async def read(request: Request) -> Event | None:
        body = await office.read(request)
        try:
            event = read_event(body)
        except (ValueError, RecursionError):
            raise HTTPException(400) from None
        return event if event is not None and once.take(event.id) else None

    async def told(request: Request, token: str | None) -> Response:
        event = await read(request)
        if event is None:
            return Response()
        host = request.headers.get("host", "")
        try:
            if token is None:
                await callers.take(event, host)
            else:
                await legs.take(token, event, host)
        except RestRefused as refused:
            if not excused(refused):
                # Telnyx tells it again, and every command is done once.
                once.forget(event.id)
                raise HTTPException(503) from None
        return Response()

    @router.post("/events")
    async def events(request: Request) -> Response:
        return await told(request, None)

    @router.post("/leg/{token}")
    async def leg_events(token: str, request: Request) -> Response:
        return await told(request, token)

    @router.websocket("/leg/{token}/stream")
    async def person_stream(websocket: WebSocket, token: str) -> None:
        await take_person(websocket, office, token, read_opening)

    @router.websocket(STREAM)
    async def stream(websocket: WebSocket, call: str, token: str) -> None:
        await take_ticketed(websocket, office, read_opening, Ticket(call, token), CALL_ID)

    return router
