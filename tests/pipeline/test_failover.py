"""Whole calls with providers that fail: what the caller hears, measured from sound on the carrier's side."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from calls.end_reasons import EndReason
from simulation.faults import Fault
from tests.pipeline.broken_calls import Heard, call

PIPELINES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "openai": {"llm": ("openai", "local")},
    "elevenlabs": {"tts": ("elevenlabs", "local")},
    "deepgram": {"stt": ("deepgram", "local")},
}
HOURS = "We're open Monday to Friday"


def promises_hold(heard: Heard) -> bool:
    """First sound within 2 s, never more than 4 s of silence after a turn, both turns answered."""
    answered = [text for text in heard.said if HOURS in text]
    return heard.opening_secs <= 2.0 and max(heard.silences) <= 4.0 and len(answered) == 2


@pytest.mark.parametrize(
    ("provider", "fault", "why"),
    [
        ("openai", Fault("stall_first"), "no_first_token"),
        ("openai", Fault("bad_tool_json"), "unknown"),
        ("elevenlabs", Fault("connect_stall"), "no_audio"),
        ("elevenlabs", Fault("stall_mid", after=3), "cut_off"),
        ("elevenlabs", Fault("mute"), "no_audio"),
        ("deepgram", Fault("mute"), "mute"),
        ("deepgram", Fault("http_500"), "server"),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_a_provider_that_fails_is_replaced_and_both_turns_are_answered(tmp_path: Path, provider, fault, why):
    heard = call(tmp_path, {provider: fault}, pipeline=PIPELINES[provider])
    assert promises_hold(heard), (heard.opening_secs, heard.silences, heard.said)
    assert heard.record.failovers[0].provider == "local"
    assert heard.record.failovers[0].why == why
    assert heard.of("provider_failed")[0].provider == provider
    assert heard.of("deadline_spoken") == []


def test_without_anybody_to_take_over_the_caller_is_told_to_wait_and_then_goodbye(tmp_path: Path):
    stalls = {"openai": Fault("stall_first", from_secs=2)}
    heard = call(tmp_path, stalls, pipeline={"llm": ("openai",)}, questions=1, stays=30)
    said = heard.record.waits
    assert [wait.step for wait in said] == [1, 2, 3]
    asked = next(turn.caller for turn in heard.record.turns if turn.caller)
    after = [(wait.at_ms - asked.end_ms) / 1000 for wait in said]
    assert after == pytest.approx([3.0, 7.0, 12.0], abs=0.3)
    assert heard.silences[0] <= 3.5
    assert heard.record.end_reason is EndReason.LLM_FAILED
    assert heard.record.fault == "provider:openai"
    assert len(heard.fakes["openai"].asked) >= 3  # the greeting, the question, and the question once more


def test_where_a_person_can_be_fetched_nobody_is_told_goodbye(tmp_path: Path):
    heard = call(
        tmp_path,
        {"openai": Fault("stall_first", from_secs=2)},
        pipeline={"llm": ("openai",)},
        questions=1,
        stays=40,
        agent="appointments-desk",
        given='people: {"+12125550142": {after_secs: 4}},',
    )
    assert [wait.step for wait in heard.record.waits] == [1, 2]
    (transfer,) = heard.record.transfers
    assert (transfer.reason, transfer.outcome) == ("agent_failed", "connected")
    assert heard.record.end_reason is EndReason.TRANSFERRED


def test_a_voice_that_blocks_the_start_of_the_pipeline_does_not_silence_the_call(tmp_path: Path):
    heard = call(tmp_path, {"elevenlabs": Fault("connect_stall")}, pipeline={"tts": ("elevenlabs",)})
    assert heard.opening_secs <= 2.0
    assert heard.record.waits[0].step == 1
