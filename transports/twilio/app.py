"""The Twilio routes: `POST /twilio/voice` answers the webhook, `WS /twilio/stream` carries the call.

With secrets and a public address, every request and every stream proves that it is Twilio's, and the gate
says who gets in. Without them the routes are for development: bind them to localhost, or put them behind a
tunnel that only you know.
"""

from functools import partial

from fastapi import APIRouter, Request, Response, WebSocket

from calls.gate import TurnedAway
from transports.phone.book import Book
from transports.phone.callers import CallerCall
from transports.phone.office import (
    START_DEADLINE_SECS,
    Answer,
    Front,
    Office,
    OnMessage,
    log_message,
)
from transports.phone.public import PublicUrl
from transports.phone.stream import take_stream
from transports.phone.switchroom import Switchroom
from transports.phone.wording import Wording
from transports.twilio.addresses import PREFIX, STREAM
from transports.twilio.answers import away_document, to_agent
from transports.twilio.away import away_routes
from transports.twilio.control import TwilioControl
from transports.twilio.fields import call_sid, fields_reader
from transports.twilio.leg_webhooks import leg_routes
from transports.twilio.rest import OVER, TwilioRest
from transports.twilio.signature import Secrets, verify, verify_stream
from transports.twilio.stream import read_opening
from transports.twilio.webhooks import caller_routes, twiml


def twilio_routes(
    answer: Answer,
    *,
    public_host: str | None = None,
    start_deadline_secs: float = START_DEADLINE_SECS,
    rest: TwilioRest | None = None,
    wording: Wording | None = None,
    on_message: OnMessage = log_message,
    switchroom: Switchroom | None = None,
) -> APIRouter:
    """Routes for development, that hand every call to `answer`. `public_host` is the name Twilio reaches us
    by.

    With `rest`, every call comes with its control, and persons can be fetched: by `switchroom` for callers in
    a browser as well. Nobody proves anything here; see `routes`.
    """
    front = Front(
        answer=answer,
        public=PublicUrl.of_host(public_host) if public_host else None,
        wording=wording or Wording(),
        on_message=on_message,
        start_deadline_secs=start_deadline_secs,
        switchroom=switchroom or Switchroom(),
    )
    return routes(front, rest=rest)


def routes(
    front: Front,
    *,
    rest: TwilioRest | None = None,
    secrets: Secrets | None = None,
    account_sid: str | None = None,
) -> APIRouter:
    """The routes. With `secrets`, whatever is not Twilio's is refused and has no effect.

    With `account_sid`, so is what is of another account.
    """

    def control(caller: CallerCall, book: Book) -> TwilioControl | None:
        return TwilioControl(caller, rest, book, front.wording) if rest is not None else None

    office = Office(
        carrier="twilio",
        front=front,
        prove=partial(verify, secrets=secrets) if secrets is not None else None,
        prove_stream=partial(verify_stream, secrets=secrets) if secrets is not None else None,
        control=control,
    )
    router = APIRouter(prefix=PREFIX)
    router.include_router(caller_routes(office, account_sid))
    router.include_router(leg_routes(office, account_sid))
    router.include_router(away_routes(office, account_sid))
    read = fields_reader(office, account_sid)

    @router.post("/voice")
    async def voice(request: Request) -> Response:
        form = await read(request)
        host = request.headers.get("host", "")
        caller = await office.announced(call_sid(form), form.get("From", ""), form.get("To", ""), host)
        if isinstance(caller, TurnedAway):
            return twiml(away_document(caller, front.public or PublicUrl.of_host(host)))
        return twiml(to_agent(caller, office.wording))

    @router.post("/status")
    async def status(request: Request) -> Response:
        form = await read(request)
        # Whatever comes late or twice: a call that is over stays over.
        if form.get("CallStatus") in OVER:
            await office.over(call_sid(form))
        return Response(status_code=204)

    @router.websocket(STREAM)
    async def stream(websocket: WebSocket) -> None:
        await take_stream(websocket, office, partial(read_opening, account_sid=account_sid))

    return router
