"""The Twilio routes, driven through the ASGI app."""

import json
import time
import xml.etree.ElementTree as ET

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from transports.line import PHONE_HZ, Line
from transports.phone.stream import POLICY_VIOLATION
from transports.twilio.app import twilio_routes

CALL, STREAM, ACCOUNT = "CA" + "1" * 32, "MZ" + "2" * 32, "AC" + "3" * 32
CONNECTED = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
START = json.dumps(
    {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": STREAM,
        "start": {
            "streamSid": STREAM,
            "accountSid": ACCOUNT,
            "callSid": CALL,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"from": "+12025550123", "to": "+12025550199"},
        },
    }
)


@pytest.fixture
def answered() -> list[Line]:
    return []


@pytest.fixture
def client(answered: list[Line]) -> TestClient:
    async def answer(line: Line) -> None:
        answered.append(line)

    app = FastAPI()
    app.include_router(twilio_routes(answer, public_host="phone.example.com", start_deadline_secs=0.2))
    return TestClient(app)


def refused(client: TestClient, *messages: str) -> int:
    with client.websocket_connect("/twilio/stream") as socket:
        for message in messages:
            socket.send_text(message)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    return closed.value.code


def test_a_genuine_stream_becomes_a_line(client: TestClient, answered: list[Line]) -> None:
    with client.websocket_connect("/twilio/stream") as socket:
        socket.send_text(CONNECTED)
        socket.send_text(START)
        deadline = time.monotonic() + 5
        while not answered and time.monotonic() < deadline:
            time.sleep(0.01)
    (line,) = answered
    assert (line.carrier, line.from_, line.to) == ("twilio", "+12025550123", "+12025550199")
    assert line.audio_in_hz == line.audio_out_hz == PHONE_HZ
    assert not line.page


@pytest.mark.parametrize(
    "messages",
    [
        (START,),
        (CONNECTED, CONNECTED),
        (CONNECTED, START.replace(CALL, "CA1/../../Messages")),
        (CONNECTED, "not json"),
        (json.dumps({"type": "eval-connect"}),),
        (CONNECTED, "x" * 100_000),
        (CONNECTED,),
        (),
    ],
    ids=[
        "start first",
        "connected twice",
        "path in a sid",
        "not json",
        "eval client",
        "huge",
        "no start",
        "nothing",
    ],
)
def test_anything_else_is_closed_and_never_answered(
    client: TestClient, answered: list[Line], messages: tuple[str, ...]
) -> None:
    assert refused(client, *messages) == POLICY_VIOLATION
    assert answered == []


def test_the_webhook_connects_the_call_to_the_stream(client: TestClient) -> None:
    response = client.post("/twilio/voice", data={"From": '+1"<x>&', "To": "+12025550199", "CallSid": CALL})
    stream = ET.fromstring(response.text).find("./Connect/Stream")
    assert stream is not None
    assert stream.get("url") == "wss://phone.example.com/twilio/stream"
    parameters = {p.get("name"): p.get("value") for p in stream.findall("Parameter")}
    assert parameters == {"from": '+1"<x>&', "to": "+12025550199"}


def test_a_huge_webhook_is_refused(client: TestClient) -> None:
    assert client.post("/twilio/voice", content=b"a" * 70_000).status_code == 413
