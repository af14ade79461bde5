import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.events import AgentSpoke, CallerSpoke, SilenceNoticed
from calls.turns import Turns, rounded_latency


def spoken(text: str, start_ms: int, end_ms: int) -> AgentSpoke:
    return AgentSpoke(text=text, heard=text, interrupted=False, start_ms=start_ms, end_ms=end_ms)


MS = st.floats(0, 60_000, allow_nan=False)


@given(st.lists(MS, min_size=1, max_size=12))
def test_rounded_parts_still_add_up_to_the_rounded_total(values: list[float]):
    parts = {f"part{index}": value for index, value in enumerate(values)}
    rounded = rounded_latency(sum(values), parts)
    total = rounded.pop("total")
    assert round(sum(rounded.values()), 1) == total
    assert total == pytest.approx(sum(values), abs=0.051)
    for name, value in rounded.items():
        assert value == pytest.approx(parts[name], abs=0.21)


def test_no_float_noise_is_left():
    assert rounded_latency(0.1 + 0.2, {"a": 0.1, "b": 0.2}) == {"total": 0.3, "a": 0.1, "b": 0.2}


def test_a_question_into_silence_is_a_turn_of_its_own() -> None:
    turns = Turns()
    turns.agent_spoke(spoken("How can I help?", 0, 1000), "greet")
    turns.silence(SilenceNoticed(at_ms=9000, step=1))
    turns.agent_spoke(spoken("Are you still there?", 9100, 9900), "greet")
    turns.caller_spoke(CallerSpoke(text="yes", start_ms=11_000, end_ms=11_400), "greet")
    turns.agent_spoke(spoken("What can I do?", 12_000, 13_000), "greet")
    assert [turn.agent.text for turn in turns.turns if turn.agent] == [
        "How can I help?",
        "Are you still there?",
        "What can I do?",
    ]
    assert [turn.caller.text if turn.caller else None for turn in turns.turns] == [None, None, "yes"]
    assert [turn.index for turn in turns.turns] == [0, 1, 2]
