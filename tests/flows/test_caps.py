"""Caps: how often tools may be called before something goes round in circles; and the guard that stops it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calls.breaker import BreakerRule, Breakers
from flows.tools.caps import Caps
from flows.tools.guard import Guard
from processors.tool_rounds import ToolRounds


def caps(rounds: int = 2, identical: int = 2) -> Caps:
    return Caps(rounds_per_turn=rounds, identical_per_call=identical)


def test_a_turn_has_so_many_rounds_and_no_more() -> None:
    counted = caps(rounds=2, identical=99)
    verdicts = []
    for _ in range(3):
        counted.round_started()
        verdicts.append(counted.count("look", {}))
    assert verdicts == [None, None, "rounds"]


def test_a_word_of_the_caller_starts_the_count_again() -> None:
    counted = caps(rounds=1)
    counted.round_started()
    counted.round_started()
    assert counted.count("look", {}) == "rounds"
    counted.turn_started()
    counted.round_started()
    assert counted.count("look", {}) is None


def test_tools_called_at_once_are_one_round() -> None:
    counted = caps(rounds=1, identical=99)
    counted.round_started()
    assert [counted.count("look", {"n": n}) for n in range(5)] == [None] * 5


def test_the_same_call_is_made_so_often_in_a_call_and_no_more() -> None:
    counted = caps(rounds=9, identical=2)
    verdicts = [counted.count("look", {"b": 1, "a": [2]}) for _ in range(2)]
    assert [*verdicts, counted.count("look", {"a": [2], "b": 1})] == [None, None, "identical"]
    assert counted.count("look", {"a": [2], "b": 2}) is None
    assert counted.count("see", {"a": [2], "b": 1}) is None


def test_beyond_the_rounds_the_agent_speaks_once_and_the_model_is_not_asked() -> None:
    counted = caps(rounds=1, identical=99)
    guard = Guard(counted, Breakers())
    counted.round_started()
    assert guard.stop("look", {}) is None
    counted.round_started()
    first, second = guard.stop("look", {}), guard.stop("look", {"n": 1})
    assert first and second
    assert first.silent and second.silent
    assert first.aloud and second.aloud is None
    assert first.result["ok"] is False and first.result["error_kind"] == "exceeded"
    counted.turn_started()
    counted.round_started()
    assert guard.stop("look", {}) is None


def test_a_repeated_call_is_refused_and_the_model_may_say_so() -> None:
    guard = Guard(caps(rounds=9, identical=1), Breakers())
    assert guard.stop("look", {"n": 1}) is None
    stopped = guard.stop("look", {"n": 1})
    assert stopped and not stopped.silent and stopped.aloud is None
    assert stopped.result["status"] == "exceeded" and not stopped.result["retryable"]


def test_a_tool_that_keeps_failing_is_answered_for_at_once() -> None:
    guard = Guard(caps(99, 99), Breakers(BreakerRule(failures=2)))
    for kind in ("timeout", "failed"):
        assert guard.stop("look", {}) is None
        guard.finished("look", {"ok": False, "error_kind": kind})
    stopped = guard.stop("look", {})
    assert stopped and stopped.result["error_kind"] == "unavailable" and stopped.result["say"]


@pytest.mark.parametrize("kind", ["refused", "invalid_arguments", "cancelled", "unknown"])
def test_what_says_nothing_of_the_tool_does_not_open_its_breaker(kind: str) -> None:
    guard = Guard(caps(99, 99), Breakers(BreakerRule(failures=2)))
    for _ in range(5):
        assert guard.stop("look", {}) is None
        guard.finished("look", {"ok": False, "error_kind": kind})
    assert guard.stop("look", {}) is None


LOOPING = '''
"""A flow with one tool."""

from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool

STATE: dict[str, Any] = {}
RUNS: list[str] = []


@tool(effect="read")
async def look(flow_manager: FlowManager, what: str = "") -> dict[str, Any]:
    """Look something up."""
    RUNS.append(what)
    return {"seen": what}
'''

FLOW = """
initial_node: start
nodes:
  start:
    task_messages: [{role: developer, content: Help.}]
    functions: [{name: look}]
"""


@pytest.fixture
def looping(tmp_path: Path) -> Path:
    folder = tmp_path / "looping"
    folder.mkdir()
    (folder / "tools.py").write_text(LOOPING)
    (folder / "flow.yaml").write_text(FLOW)
    return folder


def look(n: int) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    return "", [("look", {"what": str(n)})]


async def test_a_model_that_calls_on_and_on_is_stopped_and_the_agent_says_something(
    looping: Path, text_call: Callable[..., Any]
) -> None:
    counted = caps(rounds=3, identical=99)
    replies = [("Hello.", []), *(look(n) for n in range(20))]
    async with text_call(
        replies=replies, folder=looping, guard=Guard(counted, Breakers()), behind=[ToolRounds(counted)]
    ) as call:
        await call.say("Where is it?")
        runs = list(call.flow.tools.RUNS)
        assert runs == ["0", "1", "2"]
        assert "exceeded" in call.results()[-1]
        assert call.watch.aloud == [
            "I'm sorry, I'm going round in circles here. Please tell me once more what you need."
        ]
        assert len(call.tools()) == 4, "the model was not asked again"
        counted.turn_started()  # as for a typed turn, which Pipecat does not tell of
        await call.say("Please look again.")
        assert len(call.flow.tools.RUNS) == 6, "a word of the caller is a new turn"
