"""The first messages of a Twilio stream."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transports.errors import StreamRefused
from transports.phone.stream import is_connected
from transports.twilio.messages import read_start

CALL, STREAM, ACCOUNT = "CA" + "1" * 32, "MZ" + "2" * 32, "AC" + "3" * 32


def start(**changes: Any) -> str:
    body = {
        "streamSid": STREAM,
        "accountSid": ACCOUNT,
        "callSid": CALL,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"from": "+12025550123"},
    }
    return json.dumps(
        {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": body["streamSid"],
            "start": {**body, **changes},
        }
    )


def test_a_genuine_start_is_read() -> None:
    message = read_start(start())
    assert message.start.callSid == CALL
    assert message.start.customParameters == {"from": "+12025550123"}


@pytest.mark.parametrize(
    "sid",
    [
        "CA1/../../Messages",
        "x/../../../../../v1/Hack?a=b#",
        "CA" + "1" * 32 + "\n",
        "CA" + "G" * 32,
        "ca" + "1" * 32,
        "",
    ],
)
def test_a_call_sid_that_could_become_a_path_is_refused(sid: str) -> None:
    with pytest.raises(StreamRefused, match=r"start\.callSid"):
        read_start(start(callSid=sid))


@given(st.text())
def test_no_text_is_taken_for_a_call_sid_but_a_call_sid(sid: str) -> None:
    try:
        accepted = read_start(start(callSid=sid)).start.callSid
    except StreamRefused:
        return
    assert accepted.isalnum()
    assert len(accepted) == 34


@given(st.one_of(st.text(), st.binary().map(lambda b: b.decode("latin-1"))))
def test_any_message_is_either_a_start_or_refused(text: str) -> None:
    is_connected(text)
    with pytest.raises(StreamRefused):
        read_start(text)


@pytest.mark.parametrize("fmt", [{"encoding": "audio/l16", "sampleRate": 8000, "channels": 1}, {}])
def test_another_media_format_is_refused(fmt: dict[str, Any]) -> None:
    with pytest.raises(StreamRefused, match="mediaFormat"):
        read_start(start(mediaFormat=fmt))


def test_a_refusal_never_repeats_what_was_sent() -> None:
    with pytest.raises(StreamRefused) as refused:
        read_start(start(callSid="4111111111111111"))
    assert "4111" not in str(refused.value)


def test_a_stream_that_names_two_streams_is_refused() -> None:
    message = json.loads(start())
    message["streamSid"] = "MZ" + "9" * 32
    with pytest.raises(StreamRefused, match="two streams"):
        read_start(json.dumps(message))
