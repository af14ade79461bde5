"""A Twilio media stream → a line."""

import asyncio

from fastapi import WebSocket, WebSocketDisconnect
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams

from transports.errors import StreamRefused
from transports.line import PHONE_HZ, Line
from transports.twilio.messages import Start, is_connected, read_start
from transports.twilio.serializer import WindowedTwilioSerializer
from transports.twilio.transport import PhoneTransport

START_DEADLINE_SECS = 5.0
"""Seconds an open socket has to say which call it is."""

END_SILENCE_SECS = 1
"""Seconds the stream stays open after the last word."""

SEND_TENS_OF_MS = 8
"""Agent audio in one message, in tens of milliseconds. Barge-in clears what was sent, however long."""

MAX_MESSAGE_CHARS = 16_384
"""A `start` message with every parameter Twilio allows stays far below this."""


async def _receive(websocket: WebSocket) -> str:
    try:
        text = await websocket.receive_text()
    except (WebSocketDisconnect, KeyError) as error:
        raise StreamRefused("the socket closed before the stream started") from error
    if len(text) > MAX_MESSAGE_CHARS:
        raise StreamRefused("a message before the stream started is too large")
    return text


async def read_handshake(websocket: WebSocket, deadline_secs: float = START_DEADLINE_SECS) -> Start:
    """Read `connected` and `start` of an accepted socket. Raises StreamRefused."""
    try:
        async with asyncio.timeout(deadline_secs):
            if not is_connected(await _receive(websocket)):
                raise StreamRefused("the first message is not 'connected'")
            return read_start(await _receive(websocket))
    except TimeoutError:
        raise StreamRefused(f"no start message within {deadline_secs:g} s") from None


def twilio_line(websocket: WebSocket, start: Start) -> Line:
    """The line of a stream that has said which call it is."""
    serializer = WindowedTwilioSerializer(
        stream_sid=start.streamSid,
        call_sid=start.start.callSid,
        account_sid=start.start.accountSid,
        # Ending is: close the stream. A REST hang-up races transfers and can hang the pipeline.
        params=WindowedTwilioSerializer.InputParams(auto_hang_up=False),
    )
    transport = PhoneTransport(
        websocket,
        FastAPIWebsocketParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_in_sample_rate=PHONE_HZ,
            audio_out_sample_rate=PHONE_HZ,
            # We send a little ahead of what the caller hears; closing at once would cut the last word.
            audio_out_10ms_chunks=SEND_TENS_OF_MS,
            audio_out_end_silence_secs=END_SILENCE_SECS,
            add_wav_header=False,
            serializer=serializer,
            allowed_origins=[],
        ),
    )
    parameters = start.start.customParameters
    return Line(
        transport=transport,
        carrier="twilio",
        from_=parameters.get("from"),
        to=parameters.get("to"),
    )
