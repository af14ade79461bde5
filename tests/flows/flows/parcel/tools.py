"""The tools of the parcel desk."""

from typing import Annotated, Any, Literal

from pipecat.flows import FlowManager
from pydantic import Field

from flows.saying import say_day
from flows.tools import desk_of, tool
from flows.tools.confirming import propose
from flows.tools.envelope import Failed
from flows.values import Day

Size = Literal["small", "large"]
PRICES = {"small": "5 dollars", "large": "9 dollars"}

STATE: dict[str, Any] = {"size": None, "day": None, "price": "", "note": None, "done": "", "message": ""}
DEPENDENTS = {"size": ["price"], "day": []}


@tool(effect="read")
async def want_pickup(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants a parcel to be picked up."""
    return {}


@tool(effect="read")
async def want_tracking(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to know where a parcel is."""
    return {}


@tool(effect="read")
async def set_size(flow_manager: FlowManager, size: Size) -> dict[str, Any]:
    """The size of the parcel.

    Args:
        size: Small or large.
    """
    flow_manager.state["size"], flow_manager.state["price"] = size, PRICES[size]
    return {"status": "set"}


@tool(effect="read")
async def size_help(flow_manager: FlowManager) -> dict[str, Any]:
    """What counts as large."""
    return {"say": "Everything that is longer than a shoe box is large."}


@tool(effect="read")
async def set_day(flow_manager: FlowManager, day: Day) -> dict[str, Any]:
    """The day of the pickup.

    Args:
        day: The day.
    """
    flow_manager.state["day"] = day.isoformat()
    return {"status": "set", "day_spoken": say_day(day)}


@tool(effect="read")
async def set_note(
    flow_manager: FlowManager, note: Annotated[str, Field(max_length=80)] | None = None
) -> dict[str, Any]:
    """A note for the driver.

    Args:
        note: In the caller's words; leave it out if there is none.
    """
    state = flow_manager.state
    state["note"] = note
    propose(flow_manager, "order_pickup", size=state["size"], day=state["day"])
    return {"status": "set"}


def _order(flow_manager: FlowManager) -> dict[str, Any]:
    return {"size": flow_manager.state["size"], "day": flow_manager.state["day"]}


@tool(effect="write", idempotent=True, intent=_order)
async def order_pickup(flow_manager: FlowManager) -> dict[str, Any]:
    """Order the pickup that was read back."""
    desk, state = desk_of(flow_manager), flow_manager.state
    state["done"] = "The pickup is ordered."
    desk.notes.note("order", f"{state['size']} {state['day']} {state['price']} {state['note']}")
    desk.notes.outcome("ordered", resolved=True)
    return {"status": "ordered", "say": state["done"]}


@tool(effect="read")
async def look_up(flow_manager: FlowManager) -> dict[str, Any]:
    """Where the caller's parcel is. It never works here."""
    raise Failed("the depot does not answer")


@tool(effect="read")
async def ask_for_person(flow_manager: FlowManager, reason: str = "") -> dict[str, Any]:
    """The caller wants a person, or needs what no other tool does.

    Args:
        reason: Why, in one word.
    """
    flow_manager.state["message"] = reason
    desk_of(flow_manager).notes.note("reason", reason)
    desk_of(flow_manager).notes.outcome("message_unfinished", resolved=False)
    return {}


@tool(effect="write", confirm="request")
async def leave_message(
    flow_manager: FlowManager, text: Annotated[str, Field(min_length=2, max_length=300)]
) -> dict[str, Any]:
    """Take a message.

    Args:
        text: In the caller's words.
    """
    flow_manager.state["done"] = "I've written that down."
    desk_of(flow_manager).notes.outcome("message_taken", resolved=False)
    return {"status": "taken", "say": "I've written that down."}


@tool(effect="read")
async def end_call(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller is finished."""
    return {}
