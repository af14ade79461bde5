import json
from datetime import UTC, datetime

import pytest

from calls.end_reasons import EndReason
from calls.events import (
    AgentSpoke,
    AgentStartedSpeaking,
    CallAnswered,
    CallEnded,
    CallerSpoke,
    CallEvent,
    CallStarted,
    DataCollected,
    Interrupted,
    NodeEntered,
    OutcomeSet,
    ProviderFailed,
    ProviderSwitched,
    RecordingFinished,
    RecordingStarted,
    ResponseMeasured,
    ToolCalled,
    ToolFinished,
)
from calls.record import CallRecord, fold

CALL_ID = "call_abcdefghijklmnopqrst"

STARTED = CallStarted(
    call_id=CALL_ID,
    agent="appointments",
    agent_hash="0123456789abcdef",
    carrier="twilio",
    direction="inbound",
    from_="+15550100",
    to="+15550199",
    started_at="2026-03-01T23:59:58.000Z",
    providers={"tts": "local", "llm": "openai", "stt": "deepgram"},
)

PUBLIC_KEYS = [
    "call_id", "agent", "agent_hash", "carrier", "direction", "carrier_call", "from", "to", "started_at",
    "answered_at",
    "ended_at", "duration_secs", "ended_by", "end_reason", "fault", "outcome", "data", "path", "turns",
    "tools", "transfers", "promises", "summary", "extracted", "providers", "failovers", "waits", "recording",
    "permission", "told", "disclosure_off_because", "journal",
]  # fmt: skip


def ended(reason: EndReason = EndReason.COMPLETED, at_ms: int = 9000) -> CallEnded:
    return CallEnded(at_ms=at_ms, end_reason=reason, ended_at="2026-03-02T00:00:07.250Z")


def caller(text: str, start: int, end: int, **more: object) -> CallerSpoke:
    return CallerSpoke.model_validate({"text": text, "start_ms": start, "end_ms": end} | more)


def agent(text: str, start: int, end: int, *, heard: str | None = None, cut: bool = False) -> AgentSpoke:
    return AgentSpoke(
        text=text, heard=text if heard is None else heard, interrupted=cut, start_ms=start, end_ms=end
    )


def record_of(*events: CallEvent) -> CallRecord:
    return fold([STARTED, *events])


def test_the_json_has_the_public_keys_in_their_order_and_no_others():
    record = record_of(
        NodeEntered(node="greet"),
        agent("Hello.", 100, 900),
        caller("Hi", 1000, 1200),
        ResponseMeasured(total_ms=700, parts={"llm": 700}),
        ToolCalled(tool_call_id="1", name="find", arguments={}),
        RecordingStarted(path="recording.wav", channels=2, sample_rate=8000),
        ended(),
    )
    shown = json.loads(record.to_json())
    assert list(shown) == PUBLIC_KEYS
    assert list(shown["outcome"]) == ["disposition", "resolved"]
    assert list(shown["turns"][0]) == ["index", "node", "caller", "agent", "latency_ms"]
    assert list(shown["turns"][0]["agent"]) == ["text", "heard", "interrupted", "start_ms", "end_ms"]
    assert list(shown["turns"][1]["caller"]) == ["text", "start_ms", "end_ms", "via"]
    assert list(shown["tools"][0]) == [
        "name", "arguments", "ok", "error_kind", "started_ms", "finished_ms",
    ]  # fmt: skip
    assert list(shown["recording"]) == ["path", "channels", "sample_rate", "url"]
    assert list(shown["providers"]) == ["stt", "llm", "tts"]


def test_who_took_over_from_whom_is_on_record():
    switched = ProviderSwitched(kind="llm", provider="local", instead_of="openai", why="no_first_token")
    record = record_of(switched, ended())
    (failover,) = record.failovers
    assert (failover.provider, failover.instead_of, failover.why) == ("local", "openai", "no_first_token")


def test_an_ordinary_call_is_told_in_full():
    record = record_of(
        CallAnswered(answered_at="2026-03-01T23:59:59.000Z"),
        RecordingStarted(path="recording.wav", channels=2, sample_rate=8000),
        DataCollected(key="name", value="Ann"),
        DataCollected(key="name", value="Anne"),
        OutcomeSet(disposition="asked", resolved=False),
        OutcomeSet(disposition="booked", resolved=True),
        ended(),
    )
    folder = f"calls/2026-03-01/{CALL_ID}"
    assert (record.from_, record.to) == ("+15550100", "+15550199")
    assert record.answered_at == "2026-03-01T23:59:59.000Z"
    assert record.ended_at == "2026-03-02T00:00:07.250Z"
    assert record.duration_secs == 9.25
    assert (record.end_reason, record.ended_by, record.fault) == ("completed", "agent", "none")
    assert (record.outcome.disposition, record.outcome.resolved) == ("booked", True)
    assert record.data == {"name": "Anne"}
    assert record.recording is not None
    assert record.recording.path == f"{folder}/recording.wav"
    assert record.journal == f"{folder}/journal.jsonl"


def test_the_greeting_is_a_turn_without_a_caller():
    record = record_of(NodeEntered(node="greet"), agent("Hello.", 100, 900), caller("Hi", 1000, 1200))
    assert [(turn.index, turn.node, turn.caller is None) for turn in record.turns] == [
        (0, "greet", True),
        (1, "greet", False),
    ]


def test_a_turn_keeps_the_node_in_which_the_caller_spoke():
    record = record_of(
        NodeEntered(node="greet"),
        agent("Hello.", 100, 900),
        caller("Book", 1000, 1200),
        NodeEntered(node="collect"),
        agent("When?", 1900, 2400),
        caller("Monday", 3000, 3400),
    )
    assert [turn.node for turn in record.turns] == ["greet", "greet", "collect"]
    assert record.path == ["greet", "collect"]


def test_utterances_of_one_turn_are_joined():
    record = record_of(
        caller("Book", 1000, 1200),
        agent("One moment.", 1900, 2400),
        agent("It is done for you.", 3000, 4100, heard="It is", cut=True),
    )
    (turn,) = record.turns
    assert turn.agent is not None
    assert turn.agent.model_dump() == {
        "text": "One moment. It is done for you.",
        "heard": "One moment. It is",
        "interrupted": True,
        "start_ms": 1900,
        "end_ms": 4100,
    }


def test_an_answer_that_was_cut_off_belongs_to_the_turn_it_answered():
    record = record_of(
        caller("Book", 1000, 1200),
        Interrupted(),
        caller("No, cancel", 2500, 3200),
        agent("Which day would you like?", 1900, 2700, heard="Which day", cut=True),
        agent("Cancelled.", 3900, 4500),
    )
    first, second = record.turns
    assert first.agent is not None and first.agent.heard == "Which day"
    assert second.agent is not None and second.agent.text == "Cancelled."


def test_a_greeting_told_after_the_caller_spoke_still_comes_first():
    record = record_of(caller("Hi", 1000, 1200), agent("Hello, how", 100, 1100, cut=True))
    assert [(turn.index, turn.caller is None) for turn in record.turns] == [(0, True), (1, False)]


def test_two_caller_turns_without_an_answer_between_stay_two():
    record = record_of(caller("Hello?", 1000, 1200), caller("Anyone?", 3000, 3300, via="text"))
    assert [turn.agent for turn in record.turns] == [None, None]
    assert record.turns[1].caller is not None and record.turns[1].caller.via == "text"


def test_latency_joins_the_turn_and_the_first_measure_counts():
    record = record_of(
        caller("Book", 1000, 1200),
        ResponseMeasured(total_ms=700.04, parts={"llm": 500.04, "tts": 200.0}),
        AgentStartedSpeaking(),
        agent("One moment.", 1900, 2400),
        ResponseMeasured(total_ms=9000, parts={"llm": 9000}),
    )
    assert record.turns[0].latency_ms == {"total": 700.0, "llm": 500.0, "tts": 200.0}


def test_a_latency_before_any_turn_has_no_place():
    assert record_of(ResponseMeasured(total_ms=1, parts={})).turns == []


def test_tools_are_matched_by_their_call():
    record = record_of(
        ToolCalled(at_ms=10, tool_call_id="a", name="find", arguments={"day": "monday"}),
        ToolCalled(at_ms=20, tool_call_id="b", name="book", arguments={}),
        ToolFinished(at_ms=30, tool_call_id="b", name="book", ok=False, error_kind="refused"),
        ToolFinished(at_ms=40, tool_call_id="a", name="find", ok=True),
        ToolCalled(at_ms=50, tool_call_id="a", name="find", arguments={"day": "tuesday"}),
        ToolFinished(at_ms=60, tool_call_id="a", name="find", ok=True),
    )
    assert [
        (tool.name, tool.arguments, tool.ok, tool.error_kind, tool.started_ms, tool.finished_ms)
        for tool in record.tools
    ] == [
        ("find", {"day": "monday"}, True, None, 10, 40),
        ("book", {}, False, "refused", 20, 30),
        ("find", {"day": "tuesday"}, True, None, 50, 60),
    ]


def test_a_tool_that_the_end_cut_off_is_not_ok():
    record = record_of(ToolCalled(at_ms=10, tool_call_id="a", name="book", arguments={}), ended())
    (tool,) = record.tools
    assert (tool.ok, tool.error_kind, tool.finished_ms) == (False, "unfinished", None)


def test_a_tool_of_which_only_the_end_is_known_is_kept():
    record = record_of(ToolFinished(at_ms=30, tool_call_id="x", name="book", ok=True))
    assert [(tool.name, tool.ok, tool.started_ms) for tool in record.tools] == [("book", True, 30)]


@pytest.mark.parametrize("reason", EndReason)
def test_every_end_reason_says_who_ended_and_whose_fault(reason: EndReason):
    record = record_of(ended(reason))
    assert (record.end_reason, record.ended_by, record.fault) == (reason, reason.ended_by, reason.fault)


def test_the_provider_at_fault_is_the_last_of_its_kind_that_failed():
    failures = [
        ProviderFailed(kind=kind, provider=name, category="server", message="")
        for kind, name in [("llm", "openai"), ("llm", "groq"), ("tts", "elevenlabs")]
    ]
    assert record_of(*failures, ended(EndReason.LLM_FAILED)).fault == "provider:groq"
    assert record_of(*failures, ended(EndReason.TOOL_FAILED)).fault == "provider:elevenlabs"
    assert record_of(*failures, ended(EndReason.COMPLETED)).fault == "none"


def test_a_call_that_never_ended_crashed_at_its_last_event():
    record = record_of(NodeEntered(at_ms=61_500, node="greet"))
    assert (record.end_reason, record.ended_by, record.fault) == ("crashed", "system", "us")
    assert record.ended_at == "2026-03-02T00:00:59.500Z"
    assert record.duration_secs == 61.5


def test_a_call_that_goes_on_has_no_end_yet():
    now = datetime(2026, 3, 2, 0, 0, 3, tzinfo=UTC)
    record = fold([STARTED, NodeEntered(at_ms=100, node="greet")], now=now)
    assert (record.end_reason, record.ended_by, record.fault, record.ended_at) == (None,) * 4
    assert record.duration_secs == 5.0


def test_folding_does_not_change_the_events_or_remember_them():
    events = [STARTED, ToolCalled(tool_call_id="a", name="book", arguments={"x": [1]}), agent("Hi", 1, 2)]
    before = [event.model_copy(deep=True) for event in events]
    assert fold(events).to_json() == fold(events).to_json()
    assert events == before


@pytest.mark.parametrize("events", [[], [NodeEntered(node="greet")]])
def test_a_call_that_does_not_begin_is_no_call(events: list[CallEvent]):
    with pytest.raises(ValueError, match="begins with call_started"):
        fold(events)


def test_a_record_reads_back_from_its_own_json():
    record = record_of(caller("Hi", 1, 2), ended())
    assert CallRecord.model_validate_json(record.to_json()) == record


def test_a_recording_that_was_taken_elsewhere_is_told() -> None:
    record = record_of(
        RecordingStarted(path="recording.wav", channels=2, sample_rate=8000),
        RecordingFinished(path="recording.flac", url="s3://calls/call_x/recording.flac"),
        ended(),
    )
    assert record.recording is not None
    assert record.recording.path.endswith("/recording.flac")
    assert record.recording.url == "s3://calls/call_x/recording.flac"
