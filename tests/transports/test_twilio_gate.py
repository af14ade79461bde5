"""The Twilio routes behind a gate: forged, replayed, reordered and malformed requests have no effect."""

import asyncio
import json
import xml.etree.ElementTree as ET
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from calls.gate import Fate, Turned, TurnedAway
from simulation.asgi_socket import AsgiSocket
from tests.transports.gatekeeper import Gatekeeper
from transports.line import Line
from transports.phone.office import Front, TakenMessage
from transports.phone.public import PublicUrl
from transports.twilio.app import routes
from transports.twilio.signature import Secrets

CALL, OTHER_CALL, STREAM, ACCOUNT = "CA" + "1" * 32, "CA" + "9" * 32, "MZ" + "2" * 32, "AC" + "3" * 32
PUBLIC = PublicUrl.of("https://phone.example.com")
TOKEN = "f" * 32
SIGNER = RequestValidator(TOKEN)
FORM = {"CallSid": CALL, "AccountSid": ACCOUNT, "From": "+12025550123", "To": "+12025550199"}


@dataclass
class Place:
    """The routes, their gate, and what reached the agent."""

    gate: Gatekeeper = field(default_factory=Gatekeeper)
    answered: list[Line] = field(default_factory=list)
    messages: list[TakenMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        app = self.app = FastAPI()
        front = Front(
            self.answer, public=PUBLIC, gate=self.gate, on_message=self.take, start_deadline_secs=0.2
        )
        app.include_router(routes(front, secrets=Secrets((TOKEN,)), account_sid=ACCOUNT))
        # The host that a request names is not ours, and nothing may depend on it.
        self.client = TestClient(app, base_url="http://internal:8000")

    async def answer(self, line: Line) -> None:
        self.answered.append(line)

    async def take(self, message: TakenMessage) -> None:
        self.messages.append(message)

    def post(self, path: str, form: dict[str, str], **headers: str):
        signature = SIGNER.compute_signature(PUBLIC.https(path), form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature, **headers})

    def voice(self, **form: str) -> ET.Element:
        response = self.post("/twilio/voice", {**FORM, **form})
        assert response.status_code == 200
        return ET.fromstring(response.text)

    async def stream(self, *messages: str, signed: bool = True) -> int | None:
        """Open a stream, send, and see with what the application closes it; None: it left it to the agent."""
        url = PUBLIC.wss("/twilio/stream")
        headers = {"X-Twilio-Signature": SIGNER.compute_signature(url, {})} if signed else {}
        socket = AsgiSocket(self.app, "/twilio/stream", linger_secs=5, headers=headers)
        with suppress(ConnectionError):
            await socket.opened()
            for message in messages:
                await socket.send(message)
            while await socket.receive() is not None:
                pass
        await socket.close()
        return None if socket.close_code == 1006 else socket.close_code


def start(token: str | None, *, call: str = CALL, stream: str = STREAM, account: str = ACCOUNT) -> str:
    return json.dumps(
        {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": stream,
            "start": {
                "streamSid": stream,
                "accountSid": account,
                "callSid": call,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": {} if token is None else {"token": token, "from": "+19005550000"},
            },
        }
    )


CONNECTED = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})


def closed(place: Place, *messages: str, signed: bool = True) -> int | None:
    return asyncio.run(place.stream(*messages, signed=signed))


def parameters(document: ET.Element) -> dict[str | None, str | None]:
    return {each.get("name"): each.get("value") for each in document.findall("./Connect/Stream/Parameter")}


def test_an_admitted_call_gets_a_stream_a_net_and_what_is_said_if_the_net_fails() -> None:
    place = Place()
    document = place.voice()
    connect = document.find("Connect")
    assert connect is not None
    stream = connect.find("Stream")
    assert stream is not None and stream.get("url") == "wss://phone.example.com/twilio/stream"
    assert parameters(document) == {"token": "token-1"}
    assert str(connect.get("action")).startswith("https://phone.example.com/twilio/call/")
    assert [verb.tag for verb in document] == ["Connect", "Say", "Record", "Hangup"]


def test_the_call_that_opens_a_stream_is_the_one_that_was_admitted() -> None:
    place = Place()
    place.voice()
    assert closed(place, CONNECTED, start("token-1")) is None
    (line,) = place.answered
    assert line.admitted is not None and line.admitted.call_id == "call-1"
    # Not what the stream says of itself: what the signed webhook said.
    assert (line.from_, line.to) == ("+12025550123", "+12025550199")


@pytest.mark.parametrize(
    ("messages", "signed"),
    [
        ((CONNECTED, start(None)), True),
        ((CONNECTED, start("token-2")), True),
        ((CONNECTED, start("token-1", call=OTHER_CALL)), True),
        ((CONNECTED, start("token-1")), False),
        ((CONNECTED, start("token-1", call="CA1/../../Messages")), True),
        ((CONNECTED, start("token-1", call="x/../../../../../v1/Hack?a=b#")), True),
        ((CONNECTED, start("token-1", stream="MZ1")), True),
        ((start("token-1"), CONNECTED), True),
        ((CONNECTED, "{" * 5000), True),
        ((CONNECTED,), True),
    ],
    ids=[
        "no token",
        "another token",
        "another call",
        "no signature",
        "path in a sid",
        "deeper path in a sid",
        "no stream",
        "start first",
        "nonsense",
        "nothing",
    ],
)
def test_no_other_stream_reaches_the_agent(messages: tuple[str, ...], signed: bool) -> None:
    place = Place()
    place.voice()
    assert closed(place, *messages, signed=signed) == 1008
    assert (place.answered, place.gate.entered) == ([], [])


def test_a_stream_is_opened_once() -> None:
    place = Place()
    place.voice()
    assert closed(place, CONNECTED, start("token-1")) is None
    assert closed(place, CONNECTED, start("token-1")) == 1008
    assert len(place.answered) == 1


@settings(max_examples=25, deadline=None)
@given(call=st.text(max_size=40), stream=st.text(max_size=40), token=st.text(max_size=40))
def test_whatever_a_start_message_holds_only_the_admitted_call_gets_in(
    call: str, stream: str, token: str
) -> None:
    place = Place()
    place.voice()
    assert closed(place, CONNECTED, start(token, call=call, stream=stream)) == 1008
    assert place.answered == []


WEBHOOKS = (
    "/twilio/voice",
    "/twilio/status",
    "/twilio/call/x/after-stream",
    "/twilio/call/x/after-dial",
    "/twilio/call/x/message",
    "/twilio/away/dialled/message",
    *(
        f"/twilio/leg/x/{question}"
        for question in ("answered", "brief", "ask", "reply", "status", "detected")
    ),
)


@pytest.mark.parametrize("path", WEBHOOKS)
def test_what_twilio_did_not_sign_has_no_effect(path: str) -> None:
    place = Place()
    form = {**FORM, "CallStatus": "completed", "RecordingUrl": "https://x/", "RecordingDuration": "3"}
    for headers in ({}, {"X-Twilio-Signature": "AAAA"}):
        assert place.client.post(path, data=form, headers=headers).status_code == 403
    # Signed, but for another of our addresses.
    signature = SIGNER.compute_signature(PUBLIC.https("/twilio/other"), form)
    answer = place.client.post(path, data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    # Signed for the host that the request names, which is not the one that is configured.
    signature = SIGNER.compute_signature(f"http://internal:8000{path}", form)
    answer = place.client.post(path, data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert (place.gate.admitted, place.gate.ended, place.gate.asked_fate, place.messages) == ({}, [], [], [])


@pytest.mark.parametrize("path", [path for path in WEBHOOKS if "/leg/" not in path and "/away/" not in path])
@pytest.mark.parametrize("sid", ["", "CA1/../../Messages", "x/../../../../../v1/Hack?a=b#", CALL + "\n"])
def test_a_signed_request_that_names_no_call_is_refused(path: str, sid: str) -> None:
    place = Place()
    answer = place.post(path, {**FORM, "CallSid": sid, "CallStatus": "completed"})
    assert answer.status_code == 400
    assert (place.gate.admitted, place.gate.ended, place.gate.asked_fate, place.messages) == ({}, [], [], [])


@pytest.mark.parametrize("body", [b"\xff\xfe", b"no form at all", b"&".join([b"a=b"] * 600)])
def test_a_body_that_is_no_form_is_refused(body: bytes) -> None:
    place = Place()
    answer = place.client.post("/twilio/voice", content=body, headers={"X-Twilio-Signature": "AAAA"})
    assert answer.status_code == 403


def test_a_huge_body_is_not_read_to_its_end() -> None:
    place = Place()
    assert place.client.post("/twilio/voice", content=b"a" * 70_000).status_code == 413


def test_a_webhook_that_comes_again_is_answered_alike_and_admits_nobody_else() -> None:
    place = Place()
    first, again = place.voice(), place.voice()
    assert ET.tostring(first) == ET.tostring(again)
    assert place.gate.minted == 1


def test_a_call_that_is_over_stays_over_whatever_comes_late_or_twice() -> None:
    place = Place()
    for status in ("completed", "ringing", "completed", "in-progress"):
        assert place.post("/twilio/status", {**FORM, "CallStatus": status}).status_code == 204
    assert place.gate.ended == [CALL, CALL]


def after_stream(place: Place) -> ET.Element:
    answer = place.post(f"/twilio/call/{'x' * 32}/after-stream", FORM)
    assert answer.status_code == 200
    return ET.fromstring(answer.text)


def test_after_its_stream_a_call_of_another_process_does_what_the_gate_says() -> None:
    place = Place()
    place.voice()
    place.gate.fated = Fate.HANG_UP
    assert [verb.tag for verb in after_stream(place)] == ["Hangup"]
    place.gate.fated = Fate.RESCUE
    assert [verb.tag for verb in after_stream(place)] == ["Say", "Record", "Hangup"]
    place.gate.fated = Fate.BACK
    assert parameters(after_stream(place)) == {"token": "token-2"}
    # It has come back as often as it may.
    assert [verb.tag for verb in after_stream(place)] == ["Say", "Record", "Hangup"]


def test_a_rescued_caller_is_connected_to_a_person_if_there_is_one() -> None:
    place = Place(Gatekeeper(fated=Fate.RESCUE, somebody="+12025550111"))
    document = after_stream(place)
    assert [verb.tag for verb in document] == ["Say", "Dial"]
    dial = document.find("Dial")
    assert dial is not None and "+12025550111" in "".join(dial.itertext())
    assert dial.get("action", "").endswith("/dialled/message")


@pytest.mark.parametrize(
    ("away", "verbs"),
    [
        (TurnedAway(Turned.FULL, say=""), ["Reject"]),
        (TurnedAway(Turned.FULL, say="We are busy."), ["Say", "Hangup"]),
        (TurnedAway(Turned.SPENT, say="One moment.", dial="+12025550111"), ["Say", "Dial"]),
        (TurnedAway(Turned.DRAINING, say="Leave a message.", message=True), ["Say", "Record", "Hangup"]),
    ],
)
def test_who_is_turned_away_is_told_so(away: TurnedAway, verbs: list[str]) -> None:
    place = Place(Gatekeeper(turned=away))
    document = place.voice()
    assert [verb.tag for verb in document] == verbs
    say = document.find("Say")
    assert (say.text if say is not None else "") == away.say


def test_a_message_is_taken_where_the_other_number_does_not_answer() -> None:
    away = TurnedAway(Turned.FULL, say="One moment.", dial="+12025550111", message=True)
    place = Place(Gatekeeper(turned=away))
    dial = place.voice().find("Dial")
    assert dial is not None and dial.findtext("Number") == "+12025550111"
    path = str(dial.get("action")).removeprefix(PUBLIC.base)
    verbs = ET.fromstring(place.post(path, {**FORM, "DialCallStatus": "completed"}).text)
    assert [verb.tag for verb in verbs] == ["Hangup"]
    verbs = ET.fromstring(place.post(path, {**FORM, "DialCallStatus": "no-answer"}).text)
    assert [verb.tag for verb in verbs] == ["Say", "Record", "Hangup"]
    record = verbs.find("Record")
    assert record is not None
    path = str(record.get("action")).removeprefix(PUBLIC.base)
    place.post(path, {**FORM, "RecordingUrl": "https://api.twilio.com/x", "RecordingDuration": "7"})
    assert place.messages == [TakenMessage(CALL, "https://api.twilio.com/x", 7)]
