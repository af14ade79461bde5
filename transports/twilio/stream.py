"""A Twilio media stream: its first messages, and its line."""

from fastapi import WebSocket

from transports.errors import StreamRefused
from transports.line import Line
from transports.phone.stream import Opening, is_connected, phone_line, receive
from transports.twilio.answers import TOKEN
from transports.twilio.messages import Start, read_start
from transports.twilio.serializer import WindowedTwilioSerializer


async def read_opening(websocket: WebSocket, account_sid: str | None = None) -> Opening:
    """Read `connected` and `start` of an accepted socket. Raises StreamRefused, also for another account."""
    start = await read_handshake(websocket)
    if account_sid is not None and start.start.accountSid != account_sid:
        raise StreamRefused("it is of another account")
    parameters = start.start.customParameters
    return Opening(
        sid=start.start.callSid,
        serializer=_serializer(start),
        token=parameters.get(TOKEN),
        from_=parameters.get("from", ""),
        to=parameters.get("to", ""),
    )


async def read_handshake(websocket: WebSocket) -> Start:
    """The `start` message, after `connected`. Raises StreamRefused."""
    if not is_connected(await receive(websocket)):
        raise StreamRefused("the first message is not 'connected'")
    return read_start(await receive(websocket))


def twilio_line(websocket: WebSocket, start: Start) -> Line:
    """The line of a stream that has said which call it is, where nobody is asked whether it may enter."""
    parameters = start.start.customParameters
    serializer = _serializer(start)
    return phone_line(websocket, serializer, "twilio", parameters.get("from", ""), parameters.get("to", ""))


def _serializer(start: Start) -> WindowedTwilioSerializer:
    return WindowedTwilioSerializer(
        stream_sid=start.streamSid,
        call_sid=start.start.callSid,
        account_sid=start.start.accountSid,
        # Ending is: close the stream. A REST hang-up races transfers and can hang the pipeline.
        params=WindowedTwilioSerializer.InputParams(auto_hang_up=False),
    )
