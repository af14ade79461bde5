"""`@tool`: whatever happens inside, the model gets an honest envelope and nothing else."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import pytest
from loguru import logger
from pipecat.flows import NO_RESPONSE, TRANSITION_IN_YAML, FlowManager
from pipecat.flows.types import FlowsDirectFunctionWrapper
from pydantic import Field

from calls.desk import Desk
from calls.events import AgentSpoke
from calls.ledger_book import Ledger
from flows.tools import ToolDefinitionError, spec_of, tool
from flows.tools.confirming import propose
from flows.tools.envelope import Refused
from flows.values import Day, Phone

Size = Literal["small", "large"]


def manager(timeout: float = 5.0) -> Any:
    """A call in which the caller has said one thing."""
    desk = Desk(
        call_id="call-1", caller=None, timezone=ZoneInfo("America/New_York"), notes=Notes(),
        resources=None, data_dir=Path(), tool_timeout_secs=timeout, ledger=Ledger("call-1"),
    )  # fmt: skip
    words = [{"role": "user", "content": "do it"}]
    return SimpleNamespace(
        worker=SimpleNamespace(app_resources=desk), state={}, words=words, get_current_context=lambda: words
    )


def caller_says(place: Any, text: str) -> None:
    place.words.append({"role": "user", "content": text})


def agent_says(place: Any, text: str, *, heard: str | None = None) -> None:
    """The agent says it; `heard`: the caller cut it off after these words."""
    event = AgentSpoke(
        text=text, heard=text if heard is None else heard, interrupted=heard is not None, start_ms=0, end_ms=1
    )
    place.worker.app_resources.heard.take(event)


class Notes:
    """Nobody reads them here."""

    def note(self, key: str, value: Any) -> None: ...

    def outcome(self, disposition: str, *, resolved: bool) -> None: ...


@tool(effect="read")
async def order(
    flow_manager: FlowManager,
    size: Size,
    count: Annotated[int, Field(ge=1, le=9)] = 1,
    day: Day | None = None,
) -> dict[str, Any]:
    """Order something.

    Args:
        size: How large.
        count: How many.
        day: For when.
    """
    return {"order": f"{count} {size} {day}"}


async def call(function: Any, timeout: float = 5.0, **arguments: Any) -> dict[str, Any]:
    """The result of a tool in a call of its own; a write has been read back and agreed to."""
    place, spec = manager(timeout), spec_of(function)
    if spec is not None and spec.changes_the_world and spec.confirm == "read_back":
        propose(place, function, **arguments)
        agent_says(place, "Shall I do that?")
        caller_says(place, "yes please")
    return await call_in(place, function, **arguments)


async def call_in(place: Any, function: Any, **arguments: Any) -> dict[str, Any]:
    """The result of a tool, called as Pipecat calls it."""
    result, then = await FlowsDirectFunctionWrapper(function).invoke(arguments, place)
    assert then is TRANSITION_IN_YAML
    return result


async def test_a_good_call_is_ok_and_has_a_status() -> None:
    assert await call(order, size="small") == {"ok": True, "status": "ok", "order": "1 small None"}


async def test_arguments_are_made_into_what_the_annotations_say() -> None:
    result = await call(order, size="large", count="2", day="2026-03-03")
    assert result["order"] == "2 large 2026-03-03"


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ({"size": "huge"}, {"size"}),
        ({}, {"size"}),
        ({"size": "small", "count": 10}, {"count"}),
        ({"size": "small", "day": "February 30th"}, {"day"}),
        ({"size": "small", "colour": "red"}, {"colour"}),
        ({"size": "huge", "count": "many"}, {"size", "count"}),
    ],
)
async def test_arguments_that_do_not_fit_are_named_and_may_be_given_again(
    arguments: dict[str, Any], wrong: set[str]
) -> None:
    result = await call(order, **arguments)
    assert (result["ok"], result["error_kind"], result["retryable"]) == (False, "invalid_arguments", True)
    assert result["status"] == "invalid_arguments"
    assert set(result["problems"]) == wrong
    assert result["say"].endswith("?")


async def test_an_optional_argument_that_the_model_left_empty_is_not_given() -> None:
    assert (await call(order, size="small", count="", day=None))["order"] == "1 small None"


async def test_a_phone_number_is_kept_in_one_form() -> None:
    @tool(effect="read")
    async def dial(flow_manager: FlowManager, phone: Phone) -> dict[str, Any]:
        """Dial."""
        return {"phone": phone}

    assert (await call(dial, phone="(212) 555-0142"))["phone"] == "+12125550142"
    assert (await call(dial, phone="555 01"))["error_kind"] == "invalid_arguments"


async def test_a_refusal_says_no_with_its_facts() -> None:
    @tool(effect="write", confirm="request")
    async def book(flow_manager: FlowManager) -> dict[str, Any]:
        """Book."""
        raise Refused("It is taken.", status="taken", alternatives=["10:00"])

    assert await call(book) == {
        "ok": False,
        "status": "taken",
        "error_kind": "refused",
        "retryable": False,
        "say": "It is taken.",
        "alternatives": ["10:00"],
    }


@pytest.mark.parametrize(("effect", "unknown"), [("read", False), ("write", True), ("irreversible", True)])
async def test_an_exception_is_hidden_from_the_model_and_its_text_from_the_log(
    effect: Literal["read", "write", "irreversible"], unknown: bool
) -> None:
    @tool(effect=effect)
    async def broken(flow_manager: FlowManager, card: str) -> dict[str, Any]:
        """Break."""
        raise RuntimeError(f"database at 10.0.0.1 refused {card}")

    lines: list[str] = []
    sink = logger.add(lines.append, level="DEBUG", format="{message} {extra} {exception}")
    try:
        result = await call(broken, card="4111 1111")
    finally:
        logger.remove(sink)
    assert (result["ok"], result["error_kind"], result["status"]) == (False, "failed", "failed")
    assert ("outcome" in result) is unknown
    assert "10.0.0.1" not in str(result) and "4111" not in str(result)
    assert any("RuntimeError" in line and "test_tool.py" in line for line in lines)
    assert not any("4111" in line or "10.0.0.1" in line for line in lines)


@pytest.mark.parametrize(
    ("effect", "idempotent", "retryable"),
    [("read", False, True), ("write", False, False), ("write", True, True), ("irreversible", False, False)],
)
async def test_a_timeout_tells_what_is_unknown_and_whether_to_try_again(
    effect: Literal["read", "write", "irreversible"], idempotent: bool, retryable: bool
) -> None:
    @tool(effect=effect, idempotent=idempotent)
    async def slow(flow_manager: FlowManager) -> dict[str, Any]:
        """Sleep."""
        await asyncio.sleep(30)
        return {}

    result = await call(slow, timeout=0.02)
    assert (result["ok"], result["error_kind"], result["retryable"]) == (False, "timeout", retryable)
    assert result.get("outcome") == (None if effect == "read" else "unknown")
    assert ("can't say whether" in result["say"]) is (effect != "read")


async def test_a_tool_s_own_deadline_comes_before_the_agent_s() -> None:
    @tool(effect="read", timeout_secs=0.02)
    async def slow(flow_manager: FlowManager) -> dict[str, Any]:
        """Sleep."""
        await asyncio.sleep(30)
        return {}

    assert (await call(slow))["error_kind"] == "timeout"
    assert FlowsDirectFunctionWrapper(slow).timeout_secs == pytest.approx(3.02)


async def test_a_read_is_dropped_when_its_call_is_cancelled() -> None:
    seen: list[str] = []

    @tool(effect="read")
    async def look(flow_manager: FlowManager) -> dict[str, Any]:
        """Look."""
        await asyncio.sleep(0.05)
        seen.append("looked")
        return {}

    await cancelled(look)
    await asyncio.sleep(0.1)
    assert seen == []


async def test_a_write_in_progress_is_finished_when_its_call_is_cancelled() -> None:
    seen: list[str] = []

    @tool(effect="write")
    async def write(flow_manager: FlowManager) -> dict[str, Any]:
        """Write."""
        await asyncio.sleep(0.05)
        seen.append("written")
        return {}

    await cancelled(write)
    assert seen == ["written"]


async def cancelled(function: Any) -> None:
    """Call a tool, and end the call in the middle of it."""
    running = asyncio.create_task(call(function))
    await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_tool_may_stay_silent() -> None:
    @tool(effect="read")
    async def note(flow_manager: FlowManager) -> tuple[dict[str, Any], Any]:
        """Note."""
        return {"noted": True}, NO_RESPONSE

    result, then = await note(manager())
    assert (result["ok"], result["noted"]) == (True, True)
    assert then is NO_RESPONSE


def test_only_reads_are_cancelled_by_barge_in() -> None:
    @tool(effect="write")
    async def write(flow_manager: FlowManager) -> dict[str, Any]:
        """Write."""
        return {}

    assert FlowsDirectFunctionWrapper(order).cancel_on_interruption is True
    assert FlowsDirectFunctionWrapper(write).cancel_on_interruption is False


def test_pipecat_still_reads_name_words_and_parameters_of_a_tool() -> None:
    schema = FlowsDirectFunctionWrapper(order).to_function_schema()
    assert (schema.name, schema.description) == ("order", "Order something.")
    assert (list(schema.properties), schema.required) == (["size", "count", "day"], ["size"])
    assert schema.properties["count"]["description"] == "How many."


def test_the_schema_tells_choices_formats_and_bounds() -> None:
    spec = spec_of(order)
    assert spec is not None
    parameters = spec.parameters()
    assert parameters["size"] == {"enum": ["small", "large"], "type": "string"}
    assert (parameters["count"]["minimum"], parameters["count"]["maximum"]) == (1, 9)
    assert (parameters["day"]["type"], parameters["day"]["format"]) == ("string", "date")


def test_what_cannot_be_a_tool_is_refused_when_it_is_defined() -> None:
    with pytest.raises(ToolDefinitionError, match="must be an async function"):

        @tool(effect="read")
        def plain(flow_manager: FlowManager) -> Any: ...

    with pytest.raises(ToolDefinitionError, match="'when' needs an annotation"):

        @tool(effect="read")
        async def bare(flow_manager: FlowManager, when) -> Any: ...  # type: ignore[no-untyped-def]

    with pytest.raises(ToolDefinitionError, match="must be named 'flow_manager'"):

        @tool(effect="read")
        async def first(params: Any) -> Any: ...


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"effect": "read", "read_back": str}, "a read has no read_back"),
        ({"effect": "irreversible", "confirm": "request"}, "what is irreversible is read back"),
        ({"effect": "write", "undo": lambda flow_manager, result: None}, "undo must be an async function"),
    ],
)
def test_promises_that_do_not_go_together_are_refused(given: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ToolDefinitionError, match=wrong):

        @tool(**given)
        async def act(flow_manager: FlowManager) -> dict[str, Any]:
            """Act."""
            return {}
