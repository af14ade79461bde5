"""The Telnyx routes behind a gate: forged, replayed, expired, reordered and malformed requests have no
effect."""

import base64
import json
import uuid
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.clock import utc_now
from calls.gate import Fate, Turned, TurnedAway
from tests.transports.gated import Asked, GatedPlace
from tests.transports.gatekeeper import Gatekeeper
from transports.phone.office import TakenMessage
from transports.phone.rest import RestAnswer
from transports.telnyx.app import routes
from transports.telnyx.rest import TelnyxRest
from transports.telnyx.state import State, Then, read_state

KEY = Ed25519PrivateKey.generate()
CALL, OTHER_CALL = "v3:" + "A" * 40, "v3:" + "B" * 40
STREAM = "32de0dea-53cb-4b21-89a4-9e1819c043bc"
CONNECTED = json.dumps({"event": "connected", "version": "1.0.0"})
OK = RestAnswer(200, {"data": {"result": "ok"}})


class Place(GatedPlace):
    def __init__(self, gate: Gatekeeper | None = None, answer: RestAnswer = OK) -> None:
        self.asked = Asked(answer)
        rest = TelnyxRest(self.asked)
        public_key = KEY.public_key().public_bytes_raw()
        super().__init__(
            lambda front: routes(front, rest=rest, connection_id="1", public_key=public_key), gate
        )

    def tell(
        self, kind: str, *, path: str = "/telnyx/events", event: str | None = None, **payload: Any
    ) -> int:
        return self.post(body_of(kind, event or str(uuid.uuid4()), **payload), path=path)

    def post(self, body: bytes, *, path: str = "/telnyx/events", age: int = 0, key: Any = KEY) -> int:
        moment = str(int(utc_now().timestamp()) - age)
        signature = base64.b64encode(key.sign(f"{moment}|".encode() + body)).decode()
        headers = {"telnyx-signature-ed25519": signature, "telnyx-timestamp": moment}
        return self.client.post(path, content=body, headers=headers).status_code

    @property
    def actions(self) -> list[str]:
        return [path.rsplit("/", 1)[-1] for _, path, _ in self.asked.sent]


def body_of(kind: str, event: str = "e-1", **payload: Any) -> bytes:
    held = {"call_control_id": CALL, "direction": "incoming", "from": "+12025550123", "to": "+12025550199"}
    data = {"event_type": kind, "id": event, "payload": {**held, **payload}}
    return json.dumps({"data": data}).encode()


def start(call: str = CALL, stream: str = STREAM, encoding: str = "PCMU") -> str:
    held = {
        "call_control_id": call,
        "from": "+19005550000",
        "to": "+1",
        "media_format": {"encoding": encoding, "sample_rate": 8000, "channels": 1},
    }
    return json.dumps({"event": "start", "sequence_number": "1", "start": held, "stream_id": stream})


def stream_path(call: str = CALL, token: str = "token-1") -> str:
    return f"/telnyx/stream/{quote(call, safe='')}/{quote(token, safe='')}"


def test_an_admitted_call_is_answered_onto_a_stream_that_opens_for_it_alone() -> None:
    place = Place()
    assert place.tell("call.initiated") == 200
    ((method, path, body),) = place.asked.sent
    assert (method, path) == ("POST", f"/v2/calls/{quote(CALL, safe='')}/actions/answer")
    assert body["stream_url"] == f"wss://phone.example.com{stream_path()}"
    assert (body["stream_bidirectional_mode"], body["stream_bidirectional_codec"]) == ("rtp", "PCMU")
    assert body["webhook_url"] == "https://phone.example.com/telnyx/events"
    assert place.stream(stream_path(), CONNECTED, start()) == (None, True)
    (line,) = place.answered
    assert line.admitted is not None and line.admitted.call_id == "call-1"
    assert (line.carrier, line.from_, line.to) == ("telnyx", "+12025550123", "+12025550199")


@pytest.mark.parametrize(
    "path",
    [
        stream_path(token="token-2"),
        stream_path(call=OTHER_CALL),
        stream_path(call="v3:../../Messages"),
        stream_path(call="x/../../../../../v1/Hack?a=b#"),
    ],
)
def test_a_stream_without_its_token_is_not_even_accepted(path: str) -> None:
    place = Place()
    place.tell("call.initiated")
    _, accepted = place.stream(path, CONNECTED, start())
    assert not accepted and place.answered == [] and place.gate.entered == []


@pytest.mark.parametrize(
    "messages",
    [
        (CONNECTED, start(call=OTHER_CALL)),
        (CONNECTED, start(encoding="G722")),
        (CONNECTED, start(stream="../x")),
        (start(), CONNECTED),
        (CONNECTED, "[" * 5000),
        ("[" * 5000,),
        (CONNECTED, "x" * 100_000),
        (CONNECTED,),
    ],
)
def test_a_stream_that_does_not_say_what_it_should_is_closed(messages: tuple[str, ...]) -> None:
    place = Place()
    place.tell("call.initiated")
    assert place.stream(stream_path(), *messages) == (1008, True)
    assert place.answered == []


def test_a_stream_is_opened_once() -> None:
    place = Place()
    place.tell("call.initiated")
    assert place.stream(stream_path(), CONNECTED, start())[0] is None
    assert place.stream(stream_path(), CONNECTED, start()) == (1008, False)


@settings(max_examples=25, deadline=None)
@given(call=st.text(max_size=60), token=st.text(max_size=40))
def test_whatever_a_stream_says_only_the_admitted_call_gets_in(call: str, token: str) -> None:
    place = Place()
    place.tell("call.initiated")
    place.stream(stream_path(call, token), CONNECTED, start(call))
    assert place.answered == []


@settings(max_examples=25, deadline=None)
@given(call=st.text(max_size=60))
def test_whatever_a_signed_event_calls_its_call_no_other_address_is_asked(call: str) -> None:
    place = Place()
    place.tell("call.initiated", call_control_id=call)
    assert [path for _, path, _ in place.asked.sent if not path.startswith("/v2/calls/v")] == []


@pytest.mark.parametrize(
    "kind", ["call.initiated", "call.hangup", "streaming.stopped", "call.recording.saved"]
)
@pytest.mark.parametrize("path", ["/telnyx/events", "/telnyx/leg/x"])
def test_what_telnyx_did_not_sign_or_signed_long_ago_has_no_effect(kind: str, path: str) -> None:
    place = Place()
    body = body_of(kind)
    assert place.client.post(path, content=body).status_code == 403
    assert place.post(body, path=path, key=Ed25519PrivateKey.generate()) == 403
    assert place.post(body, path=path, age=400) == 403
    assert place.post(body, path=path, age=-400) == 403
    moment = str(int(utc_now().timestamp()))
    signature = base64.b64encode(KEY.sign(f"{moment}|".encode() + body)).decode()
    for headers in (
        {"telnyx-signature-ed25519": signature, "telnyx-timestamp": str(int(moment) + 1)},
        {"telnyx-signature-ed25519": signature, "telnyx-timestamp": "soon"},
        {"telnyx-signature-ed25519": signature, "telnyx-timestamp": "9" * 5000},
        {"telnyx-signature-ed25519": "!", "telnyx-timestamp": moment},
        {"telnyx-signature-ed25519": signature},
    ):
        assert place.client.post(path, content=body, headers=headers).status_code == 403
    changed = body.replace(b"+12025550123", b"+12025550124")
    headers = {"telnyx-signature-ed25519": signature, "telnyx-timestamp": moment}
    assert place.client.post(path, content=changed, headers=headers).status_code == 403
    assert place.untouched and place.asked.sent == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"data": 1}',
        b'{"data": {"payload": {"call_control_id": "x"}}}',
        b"[" * 9000,
    ],
)
def test_a_signed_body_that_is_no_event_is_refused(body: bytes) -> None:
    place = Place()
    assert place.post(body) == 400
    assert place.untouched and place.asked.sent == []


def test_what_only_one_process_knows_is_asked_of_that_process() -> None:
    place = Place(Gatekeeper(home="/w/one"))
    place.tell("call.initiated")
    body = place.asked.sent[0][2]
    assert body["stream_url"] == f"wss://phone.example.com/w/one{stream_path()}"
    assert body["webhook_url"] == "https://phone.example.com/w/one/telnyx/events"


def test_an_event_that_is_told_twice_has_its_effect_once() -> None:
    place = Place()
    for _ in range(3):
        assert place.tell("call.initiated", event="same") == 200
    assert place.actions == ["answer"]


def test_an_event_whose_command_failed_has_its_effect_when_it_is_told_again() -> None:
    place = Place(answer=RestAnswer(400, {}))
    assert place.tell("call.initiated", event="same") == 503
    place.asked.answer = OK
    assert place.tell("call.initiated", event="same") == 200
    first, again = (body["command_id"] for _, _, body in place.asked.sent)
    assert first == again, "so Telnyx does it once, whatever became of the first"


def test_a_command_for_a_call_that_is_over_is_not_asked_for_again() -> None:
    place = Place(answer=RestAnswer(422, {"errors": [{"code": "90018"}]}))
    assert place.tell("streaming.stopped") == 200


@pytest.mark.parametrize(
    ("fated", "actions"),
    [(Fate.HANG_UP, ["hangup"]), (Fate.RESCUE, ["speak"]), (Fate.BACK, ["streaming_start"])],
)
def test_after_its_stream_a_call_of_another_process_does_what_the_gate_says(
    fated: Fate, actions: list[str]
) -> None:
    place = Place()
    place.tell("call.initiated")
    place.asked.sent.clear()
    place.gate.fated = fated
    assert place.tell("streaming.stopped") == 200
    assert place.actions == actions


def test_a_rescued_caller_leaves_a_message_whichever_process_is_told() -> None:
    place = Place(Gatekeeper(fated=Fate.RESCUE))
    place.tell("streaming.stopped")
    state = place.asked.sent[-1][2]["client_state"]
    other = Place()
    other.tell("call.speak.ended", client_state=state)
    assert other.actions == ["record_start"]
    other.tell(
        "call.recording.saved",
        recording_urls={"mp3": "https://s3.example.com/m.mp3"},
        recording_started_at="2026-03-02T09:15:00Z",
        recording_ended_at="2026-03-02T09:15:09Z",
    )
    assert other.messages == [TakenMessage(CALL, "https://s3.example.com/m.mp3", 9)]
    other.tell("call.speak.ended", client_state=other.asked.sent[-1][2]["client_state"])
    assert other.actions == ["record_start", "speak", "hangup"]


def test_a_rescued_caller_is_connected_to_a_person_if_there_is_one() -> None:
    place = Place(Gatekeeper(fated=Fate.RESCUE, somebody="+12025550111"))
    place.tell("streaming.stopped")
    assert place.actions == ["speak"]
    other = Place()
    other.tell("call.speak.ended", client_state=place.asked.sent[-1][2]["client_state"])
    assert other.actions == ["transfer"]
    assert other.asked.sent[-1][2]["to"] == "+12025550111"


def test_a_call_that_is_over_stays_over_whatever_comes_late() -> None:
    place = Place()
    for kind in ("call.hangup", "call.answered", "call.hangup"):
        assert place.tell(kind) == 200
    assert place.gate.ended == [CALL, CALL] and place.asked.sent == []


@pytest.mark.parametrize(
    ("away", "actions"),
    [
        (TurnedAway(Turned.FULL, say=""), ["reject"]),
        (TurnedAway(Turned.FULL, say="We are busy."), ["answer", "speak", "hangup"]),
        (TurnedAway(Turned.SPENT, say="One moment.", dial="+12025550111"), ["answer", "speak", "transfer"]),
        (
            TurnedAway(Turned.DRAINING, say="Leave a message.", message=True),
            ["answer", "speak", "record_start"],
        ),
    ],
)
def test_who_is_turned_away_is_told_so(away: TurnedAway, actions: list[str]) -> None:
    place = Place(Gatekeeper(turned=away))
    place.tell("call.initiated")
    for kind in ("call.answered", "call.speak.ended"):
        place.tell(kind, client_state=place.asked.sent[-1][2].get("client_state"))
    assert place.actions == actions


@given(st.text(max_size=200))
def test_a_state_that_is_none_of_ours_is_an_empty_one(text: str) -> None:
    assert read_state(text) == State()


def test_a_state_comes_back_as_it_was() -> None:
    state = State(Then.INSTEAD, caller=CALL, say="é", dial="+12025550111", message=True)
    assert read_state(state.text) == state
