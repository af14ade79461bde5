"""What every use case does alike: know the date and the caller, and say what the call came to.

A flow puts `OFFICE_STATE` into its own `STATE` and gives `opening(desk)` as part of its opening state.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pipecat.flows import FlowManager

from calls.clock import off_loop
from calls.desk import Desk
from flows.saying import say_day, say_phone
from flows.tools import desk_of
from flows.values import e164_or_none

OFFICE_STATE: dict[str, Any] = {
    "today": "",
    "dates": "",
    "caller_phone": "",
    "caller_phone_spoken": "",
    "phone": None,
    "phone_spoken": "",
    "done": "",
    "disposition": "",
    "achieved": "",
}
"""The keys that the functions here fill, with their first values; None = the caller has not said it yet."""

Result = TypeVar("Result")

DATES_SHOWN = 14
"""Days ahead whose dates a language model is told, since it reckons badly."""


def opening(desk: Desk) -> dict[str, Any]:
    """What is known before anybody has spoken: the date, and who calls."""
    today = wall(desk).date()
    days = [today + timedelta(days=ahead) for ahead in range(DATES_SHOWN)]
    phone = e164_or_none(desk.caller) or ""
    return {
        "today": f"{say_day(today)} {today.year}",
        "dates": "; ".join(f"{day:%a} {day:%b} {day.day} = {day.isoformat()}" for day in days),
        "caller_phone": phone,
        "caller_phone_spoken": say_phone(phone) if phone else "",
    }


def wall(desk: Desk) -> datetime:
    """The office's wall clock, without a zone, as an embedded database keeps it."""
    return desk.now().replace(tzinfo=None)


async def stored(work: Callable[[], Result]) -> Result:
    """What `work` gives that reads or writes an embedded database, done off the event loop."""
    return await off_loop(work, name="database")


def set_phone(state: dict[str, Any], phone: str) -> None:
    """From here on the caller is reached at this number (E.164)."""
    state["phone"], state["phone_spoken"] = phone, say_phone(phone)


def note(flow_manager: FlowManager, **facts: Any) -> None:
    """Write facts into the call's record; those that are None are left out."""
    notes = desk_of(flow_manager).notes
    for key, value in facts.items():
        if value is not None:
            notes.note(key, value)


def outcome(flow_manager: FlowManager, disposition: str, *, resolved: bool) -> None:
    """Say what the call came to so far."""
    flow_manager.state["disposition"] = disposition
    desk_of(flow_manager).notes.outcome(disposition, resolved=resolved)


def achieved(flow_manager: FlowManager, disposition: str, *, resolved: bool = True) -> None:
    """Something was done. A later request that comes to nothing does not take it back."""
    flow_manager.state["achieved"] = disposition
    outcome(flow_manager, disposition, resolved=resolved)


def not_achieved(flow_manager: FlowManager, disposition: str) -> None:
    """The request at hand came to nothing so far. What was achieved earlier in the call stays its outcome."""
    if not flow_manager.state["achieved"]:
        outcome(flow_manager, disposition, resolved=False)
