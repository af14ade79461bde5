"""A tiny agent that speaks the Twilio protocol: enough to test a caller against."""

import asyncio
import base64
import json

from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect

TONE = b"\x10" * 160


class PhoneBot:
    """Answers, plays what it is told to, and keeps all messages."""

    def __init__(self) -> None:
        self.messages: list[dict] = []
        self.forms: list[bytes] = []
        self.plan: list[tuple[float, dict]] = []
        """(seconds after the start, message to send); `{"event": "hang_up"}` ends the call."""
        self.closed = asyncio.Event()
        self.breaks_after: int | None = None
        """How many messages it stands."""
        self.lingers_secs = 0.0
        """How long it takes to let go after a call."""
        self.times: list[float] = []
        self.app = FastAPI()
        self.app.post("/twilio/voice")(self.voice)
        self.app.websocket("/twilio/stream")(self.stream)

    async def voice(self) -> Response:
        return Response(
            '<?xml version="1.0"?><Response><Connect><Stream url="wss://x.test/twilio/stream">'
            '<Parameter name="from" value="+15550100199"/></Stream></Connect></Response>',
            media_type="application/xml",
        )

    async def stream(self, websocket: WebSocket) -> None:
        await websocket.accept()
        loop = asyncio.get_running_loop()
        player: asyncio.Task | None = None
        try:
            while True:
                message = json.loads(await websocket.receive_text())
                self.messages.append(message)
                self.times.append(loop.time())
                if len(self.messages) == self.breaks_after:
                    raise LookupError("no such flow")
                if message["event"] == "start":
                    player = asyncio.create_task(self.play(websocket, message["streamSid"]))
        except (WebSocketDisconnect, RuntimeError):
            if player is not None:
                player.cancel()
        finally:
            await asyncio.sleep(self.lingers_secs)
            self.closed.set()

    async def play(self, websocket: WebSocket, stream_sid: str) -> None:
        began = asyncio.get_running_loop().time()
        for at, message in self.plan:
            await asyncio.sleep(began + at - asyncio.get_running_loop().time())
            if message["event"] == "hang_up":
                await websocket.close()
                return
            await websocket.send_text(json.dumps({"streamSid": stream_sid, **message}))

    def of(self, event: str) -> list[dict]:
        return [message for message in self.messages if message["event"] == event]


def tone(ms: int) -> dict:
    """A media message with that much sound."""
    return {"event": "media", "media": {"payload": base64.b64encode(TONE * (ms // 20)).decode()}}


def mark(name: str) -> dict:
    return {"event": "mark", "mark": {"name": name}}
