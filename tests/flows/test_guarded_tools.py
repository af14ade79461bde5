"""A tool that keeps failing, in call after call: the breaker answers in its place, until it works again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calls.breaker import BreakerRule, Breakers
from flows.tools.caps import Caps
from flows.tools.guard import Guard

TOOLS = '''
"""A flow with a tool that may be broken."""

from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool

STATE: dict[str, Any] = {}
RUNS: list[str] = []
BROKEN: list[bool] = [True]


@tool(effect="read")
async def look(flow_manager: FlowManager, what: str = "") -> dict[str, Any]:
    """Look something up."""
    RUNS.append(what)
    if BROKEN[0]:
        raise RuntimeError("the password is hunter2")
    return {"say": "Here it is."}
'''

FLOW = """
initial_node: start
nodes:
  start:
    task_messages: [{role: developer, content: Help.}]
    functions: [{name: look}]
"""

Ask = Callable[..., Any]


@pytest.fixture
def ask(tmp_path: Path, text_call: Callable[..., Any]) -> Ask:
    """`await ask(breakers, "a", "b")`: a call in which the model looks for each; what it reads, the tools."""
    folder = tmp_path / tmp_path.name  # a module of its own for each test
    folder.mkdir()
    (folder / "tools.py").write_text(TOOLS)
    (folder / "flow.yaml").write_text(FLOW)

    async def calls(breakers: Breakers, *asked: str) -> tuple[list[str], Any]:
        replies: list[Any] = [("Hello.", [])]
        for what in asked:
            replies += [("", [("look", {"what": what})]), ("I see.", [])]
        guard = Guard(Caps(rounds_per_turn=99, identical_per_call=99), breakers)
        async with text_call(replies=replies, folder=folder, guard=guard) as call:
            for _ in asked:
                await call.say("Please look.")
            return call.results(), call.flow.tools

    return calls


async def test_a_tool_that_keeps_failing_is_not_tried_in_the_next_call_either(ask: Ask) -> None:
    breakers = Breakers(BreakerRule(failures=2, window_secs=60, open_secs=600))
    failed, tools = await ask(breakers, "a", "b")
    assert all('"failed"' in result and "hunter2" not in result for result in failed)
    (refused,), _ = await ask(breakers, "c")
    assert '"unavailable"' in refused and "I haven't done anything" in refused
    assert tools.RUNS == ["a", "b"]


async def test_when_it_works_again_calls_go_through(ask: Ask) -> None:
    breakers = Breakers(BreakerRule(failures=1, window_secs=60, open_secs=0.05))
    _, tools = await ask(breakers, "a")
    tools.BROKEN[0] = False
    results, _ = await ask(breakers, "b", "c")
    assert all("Here it is." in result for result in results)
    assert tools.RUNS == ["a", "b", "c"]
