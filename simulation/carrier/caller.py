"""A caller on the other end of Twilio Media Streams, message for message as Twilio sends them."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, ClassVar

from simulation.carrier.json_stream import media, obey, read_message
from simulation.carrier.stream_caller import ProtocolBroken, StreamCaller
from simulation.dialling import Dialled, read_twiml, sid
from simulation.mulaw import RATE


@dataclass
class TwilioCaller(StreamCaller):
    """One call. Without a carrier it only asks the webhook and opens the stream."""

    media_format: ClassVar[dict[str, Any]] = {"encoding": "audio/x-mulaw", "sampleRate": RATE, "channels": 1}

    def __post_init__(self) -> None:
        super().__post_init__()
        drawn = sid("AC", self.rng)
        self.account_sid = str(getattr(self.carrier, "account_sid", drawn))
        self._sequence = 0

    def _new_ids(self) -> tuple[str, str]:
        return sid("CA", self.rng), sid("MZ", self.rng)

    async def _dial_alone(self) -> None:
        form = {"CallSid": self.call_sid, "AccountSid": self.account_sid, "From": self.from_, "To": self.to}
        form |= {"CallStatus": "ringing", "Direction": "inbound", "ApiVersion": "2010-04-01"}
        await self.start_stream(read_twiml(await self.exchange.post("/twilio/voice", form)))

    async def _begin(self, dialled: Dialled) -> None:
        await self._transmit(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        start = {
            "accountSid": self.account_sid,
            "streamSid": self.stream_sid,
            "callSid": self.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": self.media_format,
            "customParameters": dialled.parameters,
        }
        self._started_at = asyncio.get_running_loop().time()
        await self._transmit(self._numbered("start", start=start))

    def _media(self, payload: bytes) -> str:
        return self._numbered("media", media=media(self._chunk, payload))

    def _mark_back(self, name: str) -> str:
        return self._numbered("mark", mark={"name": name})

    def _key(self, digit: str) -> str:
        return self._numbered("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def _goodbye(self) -> str:
        return self._numbered("stop", stop={"accountSid": self.account_sid, "callSid": self.call_sid})

    def _numbered(self, event: str, **body: Any) -> str:
        self._sequence += 1
        message = {
            "event": event,
            "streamSid": self.stream_sid,
            **body,
            "sequenceNumber": str(self._sequence),
        }
        return json.dumps(message, separators=(",", ":"))

    def _obey(self, message: str | bytes) -> None:
        read, kind = read_message(message)
        if read.get("streamSid") != self.stream_sid:
            raise ProtocolBroken(
                f"a message for stream {read.get('streamSid')!r}; this call is {self.stream_sid}"
            )
        obey(self, read, kind)
