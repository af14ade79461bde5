"""A corrected write is done first, and then the earlier one is taken back."""

import asyncio
from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool


def table(undo_fails: bool = False, request: Any = None) -> tuple[Any, list[str]]:
    """A tool that reserves with an undo, and the log of what happened."""
    log: list[str] = []

    async def give_up(flow_manager: FlowManager, result: Any) -> None:
        if undo_fails:
            raise RuntimeError("it does not answer")
        log.append(f"undo {result['time']}")

    @tool(effect="write", read_back=lambda flow_manager, time: f"At {time}", undo=give_up, request=request)
    async def reserve(flow_manager: FlowManager, time: str) -> dict[str, Any]:
        """Reserve."""
        log.append(f"do {time}")
        return {"time": time, "say": f"Reserved for {time}."}

    return reserve, log


async def test_a_correction_is_done_first_and_then_the_earlier_one_is_undone(place: Any) -> None:
    reserve, log = table()
    await place.agreed(reserve, time="six")
    result = await place.agreed(reserve, time="seven")
    assert log == ["do six", "do seven", "undo six"]
    assert [(item["outcome"], item["was"]["time"]) for item in result["replaced"]] == [("undone", "six")]
    assert place.states == ["undone", "done", "done"]
    assert (await place.agreed(reserve, time="six"))["ok"]
    assert log[3:] == ["do six", "undo seven"]


async def test_a_correction_waits_for_what_is_on_its_way_and_then_replaces_it(place: Any) -> None:
    log: list[str] = []

    async def give_up(flow_manager: FlowManager, result: Any) -> None:
        log.append(f"undo {result['time']}")

    @tool(effect="write", read_back=lambda flow_manager, time: f"At {time}", undo=give_up)
    async def reserve(flow_manager: FlowManager, time: str) -> dict[str, Any]:
        """Reserve."""
        log.append(f"begin {time}")
        await asyncio.sleep(0.05)
        log.append(f"do {time}")
        return {"time": time}

    await place.call(reserve, time="six")
    place.caller_says("yes")
    first = asyncio.create_task(place.call(reserve, time="six"))
    await asyncio.sleep(0.01)
    place.caller_says("no wait, seven")
    assert (await place.agreed(reserve, time="seven"))["ok"]
    assert (await first)["ok"]
    assert log == ["begin six", "do six", "begin seven", "do seven", "undo six"]
    assert place.states == ["undone", "done", "done"]


async def test_an_undo_that_fails_is_told(place: Any) -> None:
    reserve, _ = table(undo_fails=True)
    await place.agreed(reserve, time="six")
    result = await place.agreed(reserve, time="seven")
    assert result["ok"] and result["replaced"][0]["outcome"] == "unknown"
    assert result["say"] == "Reserved for seven. What was done before may still stand."
    assert place.states == ["done", "done", "unknown"]


async def test_another_request_is_no_correction(place: Any) -> None:
    reserve, log = table(request=lambda flow_manager: flow_manager.state["request"])
    for number, time in enumerate(("six", "seven")):
        place.state["request"] = number
        assert "replaced" not in await place.agreed(reserve, time=time)
    assert log == ["do six", "do seven"]


async def test_what_is_withdrawn_while_it_waits_for_the_earlier_one_is_not_sent(place: Any) -> None:
    log: list[str] = []

    async def give_up(flow_manager: FlowManager, result: Any) -> None:
        log.append(f"undo {result['time']}")

    @tool(effect="write", read_back=lambda flow_manager, time: f"At {time}", undo=give_up)
    async def reserve(flow_manager: FlowManager, time: str) -> dict[str, Any]:
        """Reserve."""
        await asyncio.sleep(0.05)
        log.append(f"do {time}")
        return {"time": time}

    await place.call(reserve, time="six")
    place.caller_says("yes")
    first = asyncio.create_task(place.call(reserve, time="six"))
    await asyncio.sleep(0.01)
    place.caller_says("no wait, seven")
    asyncio.get_running_loop().call_later(0.01, place.ledger.withdraw, "the caller went back")
    result = await place.agreed(reserve, time="seven")
    assert (result["ok"], result["status"]) == (False, "interrupted")
    assert (await first)["ok"] and log == ["do six"]
    assert place.states == ["done", "failed"]
