"""The Vonage routes behind a gate: forged, replayed, expired, reordered and malformed requests have no
effect.

The tokens are made by PyJWT, which is what Vonage's own SDK reads them with.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.clock import utc_now
from calls.gate import Fate, Turned, TurnedAway
from tests.transports.gated import PUBLIC, Asked, GatedPlace
from tests.transports.gatekeeper import Gatekeeper
from transports.phone.office import TakenMessage
from transports.phone.rest import RestAnswer
from transports.vonage.app import routes
from transports.vonage.rest import VonageRest
from transports.vonage.tokens import Application, BadToken, application_token, claims_of

SECRET, API_KEY = "s" * 64, "abcd1234"
KEY = generate_private_key(65537, 2048)
CALL, OTHER_CALL = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab", "aaaaaaaa-bbbb-cccc-dddd-999999999999"
CALL_PATH = f"/vonage/call/{CALL}"


class Place(GatedPlace):
    def __init__(self, gate: Gatekeeper | None = None) -> None:
        self.asked = Asked(RestAnswer(204, {}))
        rest = VonageRest(self.asked)
        super().__init__(lambda front: routes(front, rest=rest, secret=SECRET, api_key=API_KEY), gate)

    def post(self, path: str, body: bytes | None = None, **fields: Any):
        sent = body if body is not None else json.dumps(fields).encode()
        return self.client.post(path, content=sent, headers=bearer(sent))

    def call(self) -> list[dict[str, Any]]:
        answer = self.post("/vonage/answer", uuid=CALL, **{"from": "12025550123", "to": "12025550199"})
        assert answer.status_code == 200
        return answer.json()


def bearer(
    body: bytes, *, secret: str = SECRET, age: float = 0, algorithm: str = "HS256", **claims: Any
) -> dict[str, str]:
    held = {
        "iss": "Vonage",
        "iat": int(utc_now().timestamp() - age),
        "api_key": API_KEY,
        "payload_hash": hashlib.sha256(body).hexdigest(),
        **claims,
    }
    return {"Authorization": f"Bearer {jwt.encode(held, secret, algorithm=algorithm)}"}


def connected(call: str = CALL, content_type: str = "audio/l16;rate=8000") -> str:
    return json.dumps({"event": "websocket:connected", "content-type": content_type, "call": call})


def stream_path(call: str = CALL, token: str = "token-1") -> str:
    return f"/vonage/stream/{quote(call, safe='')}/{quote(token, safe='')}"


def test_an_admitted_call_gets_a_stream_a_net_and_what_is_done_if_the_net_fails() -> None:
    place = Place()
    ncco = place.call()
    assert [action["action"] for action in ncco] == ["connect", "notify", "talk", "record", "talk"]
    (endpoint,) = ncco[0]["endpoint"]
    assert endpoint["uri"] == f"wss://phone.example.com{stream_path()}"
    assert endpoint["content-type"] == "audio/l16;rate=8000"
    assert ncco[1]["eventUrl"] == [PUBLIC.https(f"{CALL_PATH}/after-stream")]
    assert place.stream(stream_path(), connected()) == (None, True)
    (line,) = place.answered
    assert line.admitted is not None and line.admitted.call_id == "call-1"
    assert (line.carrier, line.from_, line.to) == ("vonage", "+12025550123", "+12025550199")


@pytest.mark.parametrize(
    "path",
    [
        stream_path(token="token-2"),
        stream_path(call=OTHER_CALL),
        stream_path(call="CA1/../../Messages"),
        stream_path(call="x/../../../../../v1/Hack?a=b#"),
    ],
)
def test_a_stream_without_its_token_is_not_even_accepted(path: str) -> None:
    place = Place()
    place.call()
    _, accepted = place.stream(path, connected())
    assert not accepted and place.answered == [] and place.gate.entered == []


@pytest.mark.parametrize(
    "messages",
    [
        (connected(call=OTHER_CALL),),
        (connected(content_type="audio/l16;rate=16000"),),
        (connected(call="x" * 40),),
        (b"\0" * 320,),
        ("[" * 5000,),
        ("x" * 100_000,),
        (),
    ],
)
def test_a_stream_that_does_not_say_what_it_should_is_closed(messages: tuple[str | bytes, ...]) -> None:
    place = Place()
    place.call()
    assert place.stream(stream_path(), *messages) == (1008, True)
    assert place.answered == []


def test_a_stream_is_opened_once() -> None:
    place = Place()
    place.call()
    assert place.stream(stream_path(), connected())[0] is None
    assert place.stream(stream_path(), connected()) == (1008, False)


@settings(max_examples=25, deadline=None)
@given(call=st.text(max_size=60), token=st.text(max_size=40))
def test_whatever_a_stream_says_only_the_admitted_call_gets_in(call: str, token: str) -> None:
    place = Place()
    place.call()
    place.stream(stream_path(call, token), connected(call))
    assert place.answered == []


WEBHOOKS = (
    "/vonage/answer",
    "/vonage/events",
    *(f"{CALL_PATH}/{question}" for question in ("after-stream", "after-dial", "dialled/message", "message")),
    *(f"/vonage/leg/x/{question}" for question in ("answered", "brief", "reply", "status")),
)


@pytest.mark.parametrize("path", WEBHOOKS)
def test_what_vonage_did_not_sign_or_signed_long_ago_has_no_effect(path: str) -> None:
    place = Place()
    body = json.dumps({"uuid": CALL, "status": "completed", "recording_url": "https://x/"}).encode()
    wrong = [
        {},
        {"Authorization": "Basic abc"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": f"Bearer {'x' * 10_000}"},
        bearer(body, secret="t" * 64),
        bearer(body, age=400),
        bearer(body, age=-400),
        bearer(body, api_key="other"),
        bearer(body, iat="now"),
        bearer(body, exp=int(utc_now().timestamp()) - 1),
        bearer(body + b" "),
        bearer(body, payload_hash=None),
        bearer(body, algorithm="HS512"),
        {"Authorization": f"Bearer {jwt.encode({'api_key': API_KEY}, '', algorithm='none')}"},
        {"Authorization": f"Bearer {jwt.encode({'api_key': API_KEY}, KEY, algorithm='RS256')}"},
    ]
    for headers in wrong:
        assert place.client.post(path, content=body, headers=headers).status_code == 403
    assert place.untouched and place.asked.sent == []


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"uuid": "CA1/../../Messages"}', b"\xff", b"[" * 9000]
)
@pytest.mark.parametrize("path", ["/vonage/answer", "/vonage/events", f"{CALL_PATH}/message"])
def test_a_signed_body_that_is_none_is_refused(path: str, body: bytes) -> None:
    place = Place()
    assert place.post(path, body).status_code == 400
    assert place.untouched and place.asked.sent == []


@pytest.mark.parametrize("call", ["x", "CA1%2F..%2F..%2FMessages", "%2E%2E"])
def test_an_address_that_names_no_call_is_refused(call: str) -> None:
    place = Place()
    for question in ("after-stream", "message", "after-dial"):
        assert place.post(f"/vonage/call/{call}/{question}", uuid=CALL).status_code in (400, 404)
    assert place.untouched and place.asked.sent == []


def test_a_webhook_that_comes_again_admits_nobody_else() -> None:
    place = Place()
    assert place.call() == place.call()
    assert place.gate.minted == 1


def test_a_call_that_is_over_stays_over_whatever_comes_late_or_twice() -> None:
    place = Place()
    for status in ("completed", "ringing", "completed", "answered"):
        assert place.post("/vonage/events", uuid=CALL, status=status, direction="inbound").status_code == 204
    assert place.gate.ended == [CALL, CALL]


def test_after_its_stream_a_call_of_another_process_does_what_the_gate_says() -> None:
    place = Place()
    place.call()
    after = f"{CALL_PATH}/after-stream"
    place.gate.fated = Fate.HANG_UP
    assert [action["action"] for action in place.post(after).json()] == ["talk"]
    place.gate.fated = Fate.RESCUE
    assert [action["action"] for action in place.post(after).json()] == ["talk", "record", "talk"]
    place.gate.fated = Fate.BACK
    assert place.post(after).json()[0]["endpoint"][0]["uri"].endswith("/token-2")
    # It has come back as often as it may.
    assert [action["action"] for action in place.post(after).json()] == ["talk", "record", "talk"]


def test_a_rescued_caller_is_connected_to_a_person_if_there_is_one() -> None:
    place = Place(Gatekeeper(fated=Fate.RESCUE, somebody="+12025550111"))
    asked = {"payload": {"call": CALL, "to": "+12025550199"}}
    said, connected = place.post(f"{CALL_PATH}/after-stream", **asked).json()
    assert said["action"] == "talk" and connected["endpoint"] == [{"type": "phone", "number": "12025550111"}]
    assert connected["from"] == "12025550199"
    (asked_then,) = connected["eventUrl"]
    answer = place.post(asked_then.removeprefix(PUBLIC.https("")), status="unanswered").json()
    assert [action["action"] for action in answer] == ["talk", "record", "talk"]


@pytest.mark.parametrize(
    ("away", "actions"),
    [
        (TurnedAway(Turned.FULL, say=""), ["talk"]),
        (TurnedAway(Turned.FULL, say="We are busy."), ["talk"]),
        (TurnedAway(Turned.SPENT, say="One moment.", dial="+12025550111"), ["talk", "connect"]),
        (TurnedAway(Turned.DRAINING, say="Leave a message.", message=True), ["talk", "record", "talk"]),
    ],
)
def test_who_is_turned_away_is_told_so(away: TurnedAway, actions: list[str]) -> None:
    ncco = Place(Gatekeeper(turned=away)).call()
    assert [action["action"] for action in ncco] == actions
    assert not away.say or ncco[0]["text"] == away.say


def test_a_message_that_is_told_twice_is_one() -> None:
    place = Place()
    place.call()
    for _ in range(2):
        told = {"recording_url": "https://api.nexmo.com/v1/files/1", "start_time": "", "end_time": ""}
        assert place.post(f"{CALL_PATH}/message", **told).status_code == 204
    assert len(place.messages) == 1


def test_a_message_is_taken_where_the_other_number_does_not_answer() -> None:
    away = TurnedAway(Turned.FULL, say="One moment.", dial="+12025550111", message=True)
    place = Place(Gatekeeper(turned=away))
    asked = place.call()[1]["eventUrl"][0].removeprefix(PUBLIC.base)
    assert place.post(asked, status="answered").status_code == 204
    record = place.post(asked, status="timeout").json()[1]
    place.post(
        record["eventUrl"][0].removeprefix(PUBLIC.base),
        recording_url="https://api.nexmo.com/v1/files/x",
        start_time="2026-03-02T09:15:00Z",
        end_time="2026-03-02T09:15:09Z",
    )
    assert place.messages == [TakenMessage(CALL, "https://api.nexmo.com/v1/files/x", 9)]


def test_our_own_token_is_one_that_vonage_reads() -> None:
    token = application_token(Application("app-1", KEY), utc_now())
    claims = jwt.decode(token, KEY.public_key(), algorithms=["RS256"])
    assert claims["application_id"] == "app-1" and claims["jti"] and claims["exp"] > claims["iat"]


@given(st.text(max_size=200))
def test_a_text_that_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        claims_of(text, SECRET)
