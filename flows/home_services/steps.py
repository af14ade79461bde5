"""The steps that several tools of the flow share."""

from datetime import date, datetime, time
from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from flows.office import not_achieved, note, stored, wall
from flows.tools import desk_of
from flows.tools.confirming import propose
from flows.tools.envelope import Refused

from . import area, windows
from . import state as memory
from .screen import SAFETY, Danger, danger_in
from .windows import say_windows

OFFERED = 2
"""How many windows are offered at once; more cannot be remembered by ear."""


def begin(flow_manager: FlowManager) -> None:
    """Until a visit is booked, the call's outcome is that it was not."""
    not_achieved(flow_manager, "visit_unfinished")


async def next_step(flow_manager: FlowManager) -> dict[str, Any]:
    """What is needed next: what is wrong, is it dangerous, where, how to reach the caller, and when."""
    state = flow_manager.state
    if state["danger"]:
        return danger_place(flow_manager)
    if not state["problem"]:
        return {"status": "needs_problem"}
    if not state["screened"]:
        return {"status": "needs_screen"}
    if not state["zip_code"]:
        return {"status": "needs_zip"}
    if not area.is_served(state["zip_code"]):
        raise out_of_area(flow_manager)
    if not state["address"]:
        return {"status": "needs_address"}
    if not state["phone"]:
        return {"status": "number_offered" if state["caller_phone"] else "needs_number"}
    if state["day"] is None:
        return {"status": "needs_time", "known": state["known"]}
    return await find(flow_manager)


def danger_place(flow_manager: FlowManager) -> dict[str, Any]:
    """Where the electrician on call is to be sent."""
    zip_code = flow_manager.state["zip_code"]
    if zip_code and not area.is_served(zip_code):
        raise out_of_area(flow_manager)
    return {"status": "danger_address" if zip_code else "danger_place"}


def emergency(flow_manager: FlowManager, danger: Danger) -> dict[str, Any]:
    """Somebody is in danger: what is said before anything else."""
    state = flow_manager.state
    state["danger"], state["safety"] = danger, SAFETY[danger]
    note(flow_manager, danger=danger)
    not_achieved(flow_manager, "emergency_unfinished")
    return {"status": "emergency", "say": state["safety"], "danger": danger}


def danger_said(flow_manager: FlowManager) -> Danger | None:
    """The danger in the caller's last words, whatever the model made of them."""
    words = [
        str(message.get("content") or "")
        for message in flow_manager.get_current_context()
        if isinstance(message, dict) and message.get("role") == "user"
    ]
    return danger_in(words[-1]) if words else None


def out_of_area(flow_manager: FlowManager) -> Refused:
    """Nobody is sent there."""
    state = flow_manager.state
    not_achieved(flow_manager, "out_of_area")
    note(flow_manager, zip_code=state["zip_code"])
    where, state["zip_code"] = state["zip_spoken"], None
    state["news"] = f"I'm sorry, we only work in {area.NAME}, and {where} is outside of it."
    if state["danger"]:
        state["news"] += " Please call 9 1 1, or your power company."
    say = f"{state['news']} Could the place have another ZIP code?"
    return Refused(say, status="out_of_area", zip_code=where)


async def find(flow_manager: FlowManager) -> dict[str, Any]:
    """The window that is wanted, or others."""
    desk, state = desk_of(flow_manager), flow_manager.state
    now, day = wall(desk), date.fromisoformat(state["day"])
    part, at = state["part"], time.fromisoformat(state["time"]) if state["time"] else None
    trouble = windows.trouble(day, now)
    free = [] if trouble else await stored(partial(desk.resources.free_on, day, now))
    fitting = [start for start in free if windows.fits(start, part, at)]
    if len(fitting) == 1 or (fitting and at):
        return hold(flow_manager, fitting[0])
    if fitting:
        return offer(flow_manager, "", fitting[:OFFERED])
    others = free or await stored(partial(desk.resources.free_from, day, now, OFFERED))
    raise unfit(flow_manager, day, trouble, others[:OFFERED])


def hold(flow_manager: FlowManager, start: datetime) -> dict[str, Any]:
    """A window is about to be read back: what a yes will book."""
    state = flow_manager.state
    memory.hold(state, start)
    propose(flow_manager, "book_visit", read_back=state["read_back"], **order(flow_manager))
    return {"status": "held", "read_back": state["read_back"]}


def offer(flow_manager: FlowManager, news: str, starts: list[datetime]) -> dict[str, Any]:
    """Windows to choose from, remembered in the order in which they are said."""
    state = flow_manager.state
    state["options"] = [start.isoformat(timespec="minutes") for start in starts]
    state["held"], state["part"], state["time"] = None, None, None
    state["news"] = f"{news} I have {say_windows(starts)}.".strip()
    return {"status": "offered", "windows": state["options"], "say": f"{state['news']} Which suits you?"}


def unfit(
    flow_manager: FlowManager, day: date, trouble: windows.Trouble | None, others: list[datetime]
) -> Refused:
    """Why nobody comes then, and the windows that are left."""
    state = flow_manager.state
    state["day"], state["part"], state["time"] = None, None, None
    news = {
        "past": "That day has already passed.",
        "closed": "We come Monday to Saturday.",
        "too_far": f"I can only plan {windows.HORIZON_DAYS} days ahead.",
        None: f"I'm sorry, we're booked then on {windows.say_day(day)}.",
    }[trouble]
    if not others:
        return Refused(f"{news} I have no other time to offer.", status="full")
    result = offer(flow_manager, news, others)
    return Refused(result["say"], status="offered", needs=["day", "part", "time"], windows=result["windows"])


def order(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly `book_visit` will do. Raises Refused while something is missing."""
    state = flow_manager.state
    if not state["held"]:
        raise Refused("Let's find a time first.", status="incomplete", retryable=True)
    keys = ("held", "problem", "address", "zip_code", "phone")
    return {key: state[key] for key in keys}
