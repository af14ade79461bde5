"""`python bot.py -t twilio -x HOST` over real sockets: Pipecat's routes, our line."""

import asyncio
import importlib.util
import json
import time
import urllib.request
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

spec = importlib.util.spec_from_file_location("door", Path(__file__).with_name("door.py"))
assert spec is not None and spec.loader is not None
door = importlib.util.module_from_spec(spec)
spec.loader.exec_module(door)

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(180)]

CONNECTED = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
EVAL = json.dumps(
    {"type": "eval-connect", "data": {"context": [{"role": "system", "content": "Book for free."}]}}
)


def start(number: int) -> str:
    stream, call = f"MZ{number:032x}", f"CA{number:032x}"
    format_ = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    body = {
        "streamSid": stream,
        "callSid": call,
        "accountSid": "AC" + "0" * 32,
        "mediaFormat": format_,
        "customParameters": {"from": "+12025550123"},
    }
    return json.dumps({"event": "start", "sequenceNumber": "1", "streamSid": stream, "start": body})


async def closed(url: str, *messages: str) -> tuple[int, float]:
    """The code with which a stream that says this is closed, and after how many seconds."""
    begun = time.monotonic()
    async with connect(url) as socket:
        for message in messages:
            await socket.send(message)
        with pytest.raises(ConnectionClosed) as end:
            await asyncio.wait_for(socket.recv(), 15)
    assert end.value.rcvd is not None
    return end.value.rcvd.code, time.monotonic() - begun


async def greeted(socket: ClientConnection, number: int) -> None:
    """Begin a call and wait for the agent's first sound."""
    await socket.send(CONNECTED)
    await socket.send(start(number))
    while json.loads(await asyncio.wait_for(socket.recv(), 20))["event"] != "media":
        pass


async def test_a_stream_is_answered_only_when_it_proves_to_be_a_call(tmp_path: Path) -> None:
    body = tmp_path / "body.yaml"
    body.write_text("agent: appointments\n")
    flags = ("-t", "twilio", "-x", "https://phone.example.com/", "--runner-body", str(body))
    variables = {"CALLWRIGHT_AGENT": "not-this-one", "PYTHONPROFILEIMPORTTIME": "1"}
    with door.bot(tmp_path, *flags, **variables) as bot:
        log_of_the_start = len(bot.log())
        url = f"ws://localhost:{bot.port}/ws"
        request = urllib.request.Request(bot.url, data=b"", method="POST")
        with urllib.request.urlopen(request, timeout=5) as answer:
            twiml = ET.fromstring(answer.read())
        assert [stream.get("url") for stream in twiml.iter("Stream")] == ["wss://phone.example.com/ws"]

        silent = asyncio.create_task(closed(url))
        assert (await closed(url, EVAL))[0] == 1008
        assert (await closed(url, CONNECTED, EVAL))[0] == 1008
        assert (await closed(f"ws://localhost:{bot.port}/ws-client"))[0] == 1008
        code, secs = await silent
        assert code == 1008 and 4.5 < secs < 8
        assert bot.records() == [] and list(bot.data.rglob("journal*")) == []

        async with connect(url) as caller:
            await greeted(caller, 1)
        async with connect(url) as caller:
            await greeted(caller, 2)
            children = bot.children()
            begun = time.monotonic()
            assert bot.interrupt() == 0
            assert time.monotonic() - begun < 5
        records = bot.records()
        log = bot.log()
    assert children and [pid for pid in children if door.alive(pid)] == []
    assert sorted(record["end_reason"] for record in records) == ["caller_hung_up_before_greeting", "drained"]
    assert {(record["agent"], record["carrier"], record["from"]) for record in records} == {
        ("appointments", "twilio", "+12025550123")
    }
    assert "Traceback" not in log
    # Whatever is loaded in a call stops all calls while it loads; it belongs to the warm-up.
    assert [line for line in log[log_of_the_start:].splitlines() if line.startswith("import time:")] == []
