"""The Twilio routes: `POST /twilio/voice` answers the webhook, `WS /twilio/stream` carries the call.

For development: the webhook's signature and the stream's origin are not checked here, so bind it to
localhost or put it behind a tunnel that only you know. `check` is where a signature would be.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, WebSocket
from loguru import logger

from transports.errors import StreamRefused
from transports.line import Line
from transports.twilio.addresses import PREFIX, STREAM
from transports.twilio.answers import to_agent
from transports.twilio.callers import CallerCall
from transports.twilio.leg_webhooks import leg_routes
from transports.twilio.messages import Start
from transports.twilio.office import Check, Fields, Office, OnMessage, log_message
from transports.twilio.rest import TwilioRest
from transports.twilio.stream import START_DEADLINE_SECS, read_handshake, twilio_line
from transports.twilio.webhooks import caller_routes, twiml
from transports.twilio.wording import Wording

POLICY_VIOLATION = 1008

Answer = Callable[[Line], Awaitable[object]]
"""Holds the conversation on a line; returns when the call is over, with its record if there is one."""


def twilio_routes(
    answer: Answer,
    *,
    public_host: str | None = None,
    start_deadline_secs: float = START_DEADLINE_SECS,
    rest: TwilioRest | None = None,
    wording: Wording | None = None,
    check: Check | None = None,
    on_message: OnMessage = log_message,
) -> APIRouter:
    """Routes that hand every call to `answer`. `public_host` is the name Twilio reaches us by.

    With `rest`, every call comes with its control, and persons can be fetched.
    """
    office = Office(
        rest=rest,
        public_host=public_host,
        check=check,
        wording=wording or Wording(),
        on_message=on_message,
    )
    router = APIRouter(prefix=PREFIX)
    router.include_router(caller_routes(office))
    router.include_router(leg_routes(office))
    fields = Depends(office.read)

    @router.post("/voice")
    async def voice(request: Request, form: Annotated[Fields, fields]) -> Response:
        sid = form.get("CallSid", "")
        caller = office.book.caller_of(sid)
        if caller is None:
            caller = CallerCall(
                sid=sid,
                from_=form.get("From", ""),
                to=form.get("To", ""),
                host=public_host or request.headers.get("host", ""),
            )
            office.book.add_caller(caller)
        return twiml(to_agent(caller))

    @router.websocket(STREAM)
    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            start = await read_handshake(websocket, start_deadline_secs)
        except StreamRefused as refused:
            logger.warning(f"Twilio stream refused: {refused}")
            await websocket.close(POLICY_VIOLATION)
            return
        caller = office.book.caller_of(start.start.callSid)
        if caller is None:
            await answer(twilio_line(websocket, start))
        else:
            await _with_control(caller, office, websocket, start, answer)

    return router


async def _with_control(
    caller: CallerCall, office: Office, websocket: WebSocket, start: Start, answer: Answer
) -> None:
    """Let the agent hold the call, and end what it leaves behind at Twilio."""
    control = office.control(caller)
    line = replace(twilio_line(websocket, start), control=control, came_back=caller.answers())
    try:
        caller.record = await answer(line)
    except BaseException:
        caller.failed = True
        raise
    finally:
        caller.agent_done.set()
        if control is not None:
            await control.close()
