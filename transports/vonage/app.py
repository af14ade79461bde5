"""The Vonage routes: `POST /vonage/answer` answers the webhook, `WS /vonage/stream/...` carries the call.

The application's answer method and event method are to be POST: only a body is signed whole.
"""

from functools import partial

from fastapi import APIRouter, HTTPException, Request, Response, WebSocket

from calls.clock import utc_now
from calls.gate import TurnedAway
from transports.phone.book import Book
from transports.phone.callers import CallerCall
from transports.phone.office import Front, Office
from transports.phone.proof import Asked
from transports.phone.public import PublicUrl
from transports.phone.stream import Ticket, take_ticketed
from transports.vonage.addresses import PREFIX, STREAM
from transports.vonage.answers import away, to_agent
from transports.vonage.control import VonageControl
from transports.vonage.leg_webhooks import leg_routes
from transports.vonage.messages import CALL_ID
from transports.vonage.ncco import e164
from transports.vonage.rest import OVER, VonageRest
from transports.vonage.signature import verify
from transports.vonage.stream import read_opening
from transports.vonage.webhooks import caller_routes, hook_reader, obeyed


def routes(
    front: Front, *, rest: VonageRest | None, secret: str | None = None, api_key: str = ""
) -> APIRouter:
    """The routes. With `secret`, whatever is not Vonage's is refused and has no effect.

    Without `rest` calls are answered, and have no control.
    """

    def control(caller: CallerCall, book: Book) -> VonageControl | None:
        return VonageControl(caller, rest, book, front.wording) if rest is not None else None

    def prove(asked: Asked, key: str) -> None:
        verify(asked, key, api_key, utc_now())

    proof = partial(prove, key=secret) if secret is not None else None
    office = Office(carrier="vonage", front=front, prove=proof, control=control)
    router = APIRouter(prefix=PREFIX)
    router.include_router(caller_routes(office))
    if rest is not None:
        router.include_router(leg_routes(office, rest))
    read = hook_reader(office)

    @router.post("/answer")
    async def answer(request: Request) -> Response:
        hook = await read(request)
        if hook.uuid is None:
            raise HTTPException(400)
        host, to = request.headers.get("host", ""), e164(hook.to)
        caller = await office.announced(hook.uuid, e164(hook.from_), to, host)
        if isinstance(caller, TurnedAway):
            public = front.public or PublicUrl.of_host(host)
            return obeyed(away(caller, public, hook.uuid, to, front.wording))
        return obeyed(to_agent(caller, front.wording))

    @router.post("/events")
    async def events(request: Request) -> Response:
        hook = await read(request)
        # Whatever comes late or twice: a call that is over stays over.
        if hook.uuid is not None and hook.status in OVER and hook.direction != "outbound":
            await office.over(hook.uuid)
        return Response(status_code=204)

    @router.websocket(STREAM)
    async def stream(websocket: WebSocket, call: str, token: str) -> None:
        await take_ticketed(websocket, office, read_opening, Ticket(call, token), CALL_ID)

    return router
