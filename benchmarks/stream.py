"""One call over Twilio Media Streams: a packet every 20 ms; what comes back goes to the conversation."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.conversation import Conversation

TICK_SECS = 0.02


@dataclass
class Line:
    """How the generator itself did on this call."""

    lateness_ms: list[float] = field(default_factory=list)
    """How late each packet was sent."""

    dropped: bool = False
    """Whether the server closed the stream before the caller hung up."""

    packets_in: int = 0


async def hold(
    port: int, path: str, converse: Callable[[float], Conversation], until: float, line: Line
) -> Conversation:
    """Dial, talk until `until` (monotonic seconds) or until the conversation has finished, hang up."""
    # Twilio offers no compression and answers pings itself.
    async with connect(f"ws://127.0.0.1:{port}{path}", compression=None, ping_interval=None) as socket:
        stream_sid = f"MZ{secrets.token_hex(16)}"
        await socket.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        began = time.monotonic()
        conversation = converse(began)
        await socket.send(json.dumps(_start(stream_sid)))
        hearing = asyncio.create_task(_hear(socket, conversation, line))
        try:
            await _talk(socket, stream_sid, conversation, began, until, line)
            await socket.send(json.dumps({"event": "stop", "streamSid": stream_sid}))
        except ConnectionClosed:
            line.dropped = True
        finally:
            hearing.cancel()
        return conversation


def _start(stream_sid: str) -> dict[str, object]:
    body = {
        "accountSid": f"AC{secrets.token_hex(16)}",
        "streamSid": stream_sid,
        "callSid": f"CA{secrets.token_hex(16)}",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"from": "+12125550199", "to": "+15550100100"},
    }
    return {"event": "start", "sequenceNumber": "1", "start": body, "streamSid": stream_sid}


async def _talk(
    socket: ClientConnection,
    stream_sid: str,
    conversation: Conversation,
    began: float,
    until: float,
    line: Line,
) -> None:
    chunk = 0
    while not conversation.finished:
        due = began + (chunk + 1) * TICK_SECS
        if due > until:
            return
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        now = time.monotonic()
        line.lateness_ms.append((now - due) * 1000)
        payload = base64.b64encode(conversation.packet(now)).decode()
        chunk += 1
        await socket.send(
            f'{{"event":"media","sequenceNumber":"{chunk + 1}","streamSid":"{stream_sid}","media":{{'
            f'"track":"inbound","chunk":"{chunk}","timestamp":"{(chunk - 1) * 20}","payload":"{payload}"}}}}'
        )


async def _hear(socket: ClientConnection, conversation: Conversation, line: Line) -> None:
    try:
        async for text in socket:
            now = time.monotonic()
            message = json.loads(text)
            if message["event"] == "media":
                line.packets_in += 1
                conversation.media(base64.b64decode(message["media"]["payload"]), now)
            elif message["event"] == "clear":
                conversation.clear(now)
    except ConnectionClosed:
        line.dropped = True
