"""The Twilio routes: `POST /twilio/voice` answers the webhook, `WS /twilio/stream` carries the call.

For development: the webhook's signature and the stream's origin are not checked here, so bind it to
localhost or put it behind a tunnel that only you know.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response, WebSocket
from loguru import logger

from transports.errors import StreamRefused
from transports.line import Line
from transports.twilio.stream import START_DEADLINE_SECS, read_handshake, twilio_line
from transports.twilio.webhooks import answer_twiml

POLICY_VIOLATION = 1008
MAX_BODY_BYTES = 65_536

Answer = Callable[[Line], Awaitable[object]]
"""Holds the conversation on a line; returns when the call is over."""


def twilio_routes(
    answer: Answer, *, public_host: str | None = None, start_deadline_secs: float = START_DEADLINE_SECS
) -> APIRouter:
    """Routes that hand every call to `answer`. `public_host` is the name Twilio reaches us by."""
    router = APIRouter(prefix="/twilio")

    @router.post("/voice")
    async def voice(request: Request) -> Response:
        body = await request.body()
        if len(body) > MAX_BODY_BYTES:
            return Response(status_code=413)
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        host = public_host or request.headers.get("host", "")
        twiml = answer_twiml(
            stream_url=f"wss://{host}/twilio/stream",
            parameters={"from": form.get("From", ""), "to": form.get("To", "")},
        )
        return Response(twiml, media_type="application/xml")

    @router.websocket("/stream")
    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            start = await read_handshake(websocket, start_deadline_secs)
        except StreamRefused as refused:
            logger.warning(f"Twilio stream refused: {refused}")
            await websocket.close(POLICY_VIOLATION)
            return
        await answer(twilio_line(websocket, start))

    return router
