"""Looking for a time: is it free, and if not, why and what else is there."""

from datetime import date, datetime
from functools import partial
from typing import Any

from calls.clock import off_loop
from calls.desk import Desk
from flows.saying import say_day, say_list, say_phone, say_time
from flows.tools.envelope import Refused

from . import hours
from .calendar import Calendar
from .state import article, wall, when

ALTERNATIVES = 3
"""How many other times are offered; more cannot be remembered by ear."""


async def look(desk: Desk, start: datetime) -> tuple[str, list[datetime]]:
    """`free` and nothing else, or why not (`taken`, `closed`, `past` ...) with other times."""
    calendar: Calendar = desk.resources
    now = wall(desk)
    status = hours.trouble(start, now)
    if status is None and await off_loop(partial(calendar.is_free, start), name="calendar"):
        return "free", []
    near = now if status in ("past", "too_far") else start
    others = await off_loop(partial(calendar.free_slots, near, now, ALTERNATIVES), name="calendar")
    return (status or "taken"), others


def hold(state: dict[str, Any], start: datetime) -> str:
    """Keep a free slot in mind to be read back, and give the sentence. Nobody else is kept from it."""
    state["day"], state["time"] = start.date().isoformat(), start.strftime("%H:%M")
    state["held"] = start.isoformat(timespec="minutes")
    state["slot_news"], state["alternatives"], state["options"] = "", "", []
    state["summary"] = summary(state)
    return state["summary"]


def summary(state: dict[str, Any]) -> str:
    """The read-back of what is about to be booked or moved."""
    at = when(datetime.fromisoformat(state["held"]))
    if state["intent"] == "move":
        return f"moving {state['visit']} to {at}"
    return f"{article(state['service'])} on {at}, under the phone number {say_phone(state['phone'])}"


def refusal(state: dict[str, Any], start: datetime, status: str, others: list[datetime]) -> Refused:
    """No, and why, and the other times, which are remembered in the order they are said."""
    days = {slot.date() for slot in others}
    wanted_day = start.date().isoformat()
    state["held"], state["time"] = None, None
    # The day stays known only if every time on offer is on it: "ten o'clock" then says all.
    state["day"] = days.pop().isoformat() if len(days) == 1 else None
    state["options"] = [slot.isoformat(timespec="minutes") for slot in others]
    state["slot_news"] = _news(start, status)
    state["alternatives"] = spoken(others)
    needs = ["time"] if state["day"] == wanted_day else ["time", "day"]
    facts: dict[str, Any] = {"alternatives": state["options"], "needs": needs}
    if not others:
        say = f"{state['slot_news']} I have no other time to offer."
        return Refused(say, status="full", **facts)
    say = f"{state['slot_news']} I have {state['alternatives']}. Which would you like?"
    return Refused(say, status=status, **facts)


def complete(state: dict[str, Any]) -> None:
    """Fill in the day or the time from the times on offer, if what is known fits only one of them."""
    options = [datetime.fromisoformat(option) for option in state["options"]]
    fitting = [
        slot
        for slot in options
        if state["day"] in (None, slot.date().isoformat()) and state["time"] in (None, slot.strftime("%H:%M"))
    ]
    if len(fitting) == 1 and (state["day"] or state["time"]):
        state["day"], state["time"] = fitting[0].date().isoformat(), fitting[0].strftime("%H:%M")


def spoken(slots: list[datetime]) -> str:
    """`Tuesday, March 3rd at 9 AM or 10 AM, or Friday, March 6th at 2 PM`: each day once, then its times."""
    days: dict[date, list[str]] = {}
    for slot in slots:
        days.setdefault(slot.date(), []).append(say_time(slot))
    return ", or ".join(f"{say_day(day)} at {say_list(times)}" for day, times in days.items())


def _news(start: datetime, status: str) -> str:
    return {
        "taken": f"I'm sorry, {when(start)} is already taken.",
        "closed": f"We're closed at {say_time(start)} on {say_day(start.date())}."
        " We're open Monday to Friday, 9 to 5, and the last visit starts at 4:30.",
        "past": f"{when(start)} has already passed.",
        "off_grid": "Visits start on the hour and on the half hour.",
        "too_far": "I can only book about six months ahead.",
        "same": f"That is when your visit is already: {when(start)}.",
    }[status]
