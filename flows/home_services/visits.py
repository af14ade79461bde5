"""Tools for the visit: find a window, choose one, book it after a yes to the read-back."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Literal

from pipecat.flows import FlowManager

from flows.office import achieved, note, stored, wall
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from flows.values import Clock, Day

from . import state as memory
from . import steps
from .dispatch import WindowTaken
from .windows import Part, say_window

Which = Literal["first", "second"]


@tool(effect="read")
async def find_window(
    flow_manager: FlowManager, day: Day | None = None, part: Part | None = None, time: Clock | None = None
) -> dict[str, Any]:
    """See when an electrician can come. Also for corrections: pass only what has changed.

    Args:
        day: The day wanted.
        part: The part of the day wanted.
        time: The time wanted, if they said one.
    """
    state = flow_manager.state
    memory.remember_time(state, day, part, time)
    if not state["day"]:
        say = "What day would suit you?"
        raise Refused(say, status="needs_time", retryable=True, needs=["day"])
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def soonest_window(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants the first visit there is, whenever it is."""
    desk = desk_of(flow_manager)
    now = wall(desk)
    starts = await stored(partial(desk.resources.free_from, now.date(), now, steps.OFFERED))
    if not starts:
        raise Refused("I'm sorry, I have no time to offer.", status="full")
    return steps.offer(flow_manager, "The first times are these.", starts)


@tool(effect="read")
async def pick_window(flow_manager: FlowManager, which: Which | None = None) -> dict[str, Any]:
    """The caller takes one of the windows that were just offered.

    Args:
        which: Which of them, in the order they were said. Leave it out if there was only one.
    """
    state = flow_manager.state
    options = state["options"]
    index = 0 if len(options) == 1 else ("first", "second").index(which) if which else None
    if index is None or index >= len(options):
        raise Refused("Which of the two suits you?", status="offered", retryable=True, needs=["which"])
    return steps.hold(flow_manager, datetime.fromisoformat(options[index]))


async def _take_back(flow_manager: FlowManager, result: Mapping[str, Any]) -> None:
    """A corrected visit takes the place of this one."""
    desk = desk_of(flow_manager)
    await stored(partial(desk.resources.cancel, result["visit_id"], wall(desk)))


def _request(flow_manager: FlowManager) -> str:
    """One visit for one problem at one place."""
    state = flow_manager.state
    return f"{state['problem']} at {state['address']}"


def _read_back(flow_manager: FlowManager) -> str:
    return f"{flow_manager.state['read_back']} Shall I book it?"


@tool(
    effect="write",
    idempotent=True,
    intent=steps.order,
    read_back=_read_back,
    undo=_take_back,
    request=_request,
)
async def book_visit(flow_manager: FlowManager) -> dict[str, Any]:
    """Book the visit that was just read back. Only after the caller said yes to the read-back."""
    desk, state = desk_of(flow_manager), flow_manager.state
    start, place = datetime.fromisoformat(state["held"]), memory.place_of(state)
    order = (idempotency_key(flow_manager), start, state["problem"], place)
    work = partial(desk.resources.book, *order, call_id=desk.call_id, now=wall(desk))
    try:
        visit = await stored(work)
    except WindowTaken:
        near = partial(desk.resources.free_from, start.date(), wall(desk), steps.OFFERED)
        raise steps.unfit(flow_manager, start.date(), None, await stored(near)) from None
    facts = {"visit_id": visit.id, "start": state["held"], "problem": visit.problem}
    note(flow_manager, **facts, address=place.address, zip_code=place.zip_code, phone=place.phone)
    achieved(flow_manager, "visit_booked")
    state["done"] = f"You're booked for {say_window(start)}."
    memory.forget_visit(state)
    return {"status": "visit_booked", "say": state["done"], **facts}
