"""Tools for the advisor's visit."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from pipecat.flows import FlowManager
from pydantic import Field

from flows.office import achieved, note, stored, wall
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from flows.values import Clock, Day

from . import state as memory
from . import steps
from .crm import SlotTaken

Name = Annotated[str, Field(min_length=2, max_length=80)]
Which = Literal["first", "second", "third"]


@tool(effect="read")
async def check_slot(
    flow_manager: FlowManager, day: Day | None = None, time: Clock | None = None
) -> dict[str, Any]:
    """See whether the advisor can come at a time, or offer others. Also for corrections.

    Args:
        day: The day wanted.
        time: The time wanted.
    """
    state = flow_manager.state
    memory.remember_time(state, day, time)
    _complete(state)
    missing = [key for key in ("day", "time") if not state[key]]
    if missing:
        say = f"What {missing[0]} would suit you?"
        raise Refused(say, status="incomplete", retryable=True, needs=missing)
    return await steps.check(flow_manager, datetime.fromisoformat(f"{state['day']}T{state['time']}"))


def _complete(state: dict[str, Any]) -> None:
    """Fill in the day or the time from the times on offer, if what is known fits only one of them."""
    options = [datetime.fromisoformat(option) for option in state["options"]]
    fitting = [
        slot
        for slot in options
        if state["day"] in (None, slot.date().isoformat()) and state["time"] in (None, slot.strftime("%H:%M"))
    ]
    if len(fitting) == 1 and (state["day"] or state["time"]):
        state["day"], state["time"] = fitting[0].date().isoformat(), fitting[0].strftime("%H:%M")


@tool(effect="read")
async def pick_offer(flow_manager: FlowManager, which: Which | None = None) -> dict[str, Any]:
    """The caller takes one of the times that were just offered.

    Args:
        which: Which of them, in the order they were said. Leave it out if there was only one.
    """
    start = steps.which(flow_manager.state["options"], which)
    memory.remember_time(flow_manager.state, start.date(), start.time())
    return await steps.check(flow_manager, start)


@tool(effect="read")
async def give_name(flow_manager: FlowManager, name: Name) -> dict[str, Any]:
    """The caller said, or corrected, their name.

    Args:
        name: Their full name.
    """
    flow_manager.state["caller_name"] = name
    return await steps.next_step(flow_manager)


@tool(effect="write", idempotent=True, intent=steps.meeting, read_back=steps.meeting_question)
async def book_meeting(flow_manager: FlowManager) -> dict[str, Any]:
    """Book the visit that was just read back. Only after the caller said yes to the read-back."""
    desk, what = desk_of(flow_manager), steps.meeting(flow_manager)
    start = datetime.fromisoformat(what["start"])
    key, lead = idempotency_key(flow_manager), steps.lead_of(flow_manager)
    order = (key, lead, steps.region_key(flow_manager), start, wall(desk))
    try:
        number = await stored(partial(desk.resources.book, *order))
    except SlotTaken:
        # Somebody else was faster. This raises the refusal with the other times.
        return await steps.check(flow_manager, start)
    return _booked(flow_manager, start, {"meeting_id": number, "start": what["start"]})


def _booked(flow_manager: FlowManager, start: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    state = flow_manager.state
    note(flow_manager, **facts, phone=state["phone"], name=state["caller_name"], advisor=state["advisor"])
    achieved(flow_manager, "meeting_booked")
    state["done"] = f"{state['advisor']} will visit you on {memory.when(start)}."
    memory.forget_time(state)
    return {"status": "booked", "say": state["done"], **facts}
