"""What the flow remembers: every key that a prompt or `script.yaml` may show, and how it is filled."""

from datetime import date, datetime
from typing import Any

from calls.desk import Desk
from flows.handoff.tools import HANDOFF_STATE
from flows.office import OFFICE_STATE, opening, set_phone
from flows.saying import say_day, say_list, say_time

from . import rules

STATE: dict[str, Any] = {
    **OFFICE_STATE,
    **HANDOFF_STATE,
    "need": None,
    "zip_code": None,
    "budget": None,
    "timing": None,
    "authority": None,
    "score": None,
    "advisor": "",
    "region": "",
    "known": "nothing yet",
    "caller_name": None,
    "email": "",
    "email_spoken": "",
    "meeting": "",
    "day": None,
    "time": None,
    "held": None,
    "summary": "",
    "slot_news": "",
    "alternatives": "",
    "options": [],
}
"""Every key and its value when the call starts. What the caller has not said yet is None."""

FACTS = ("need", "zip_code", "budget", "timing", "authority")
"""What a lead is judged by."""


def opening_state(desk: Desk) -> dict[str, Any]:
    """What is known before anybody has spoken. Leads are kept under the number they call from."""
    known = opening(desk)
    if known["caller_phone"]:
        set_phone(known, known["caller_phone"])
    return known


def remember(state: dict[str, Any], **said: str | None) -> None:
    """Keep what the caller said of themselves. What nobody said stays as it is."""
    for key, value in said.items():
        if value and value != state[key]:
            state[key] = value
            # It was worked out of other facts.
            state["score"] = state["held"] = None
    state["known"] = ", ".join(f"{key} {state[key]}" for key in FACTS if state[key]) or "nothing yet"


def set_region(state: dict[str, Any], region: rules.Region) -> None:
    """Who the lead is for."""
    state["region"], state["advisor"] = region.name, region.advisor


def remember_time(state: dict[str, Any], day: date | None, at: Any) -> None:
    """Keep when the caller wants the visit. A new value means that nothing is held any more."""
    if day:
        state["day"] = day.isoformat()
    if at:
        state["time"] = at.isoformat(timespec="minutes")
    if day or at:
        state["held"] = None


def forget_time(state: dict[str, Any]) -> None:
    """No time is wanted any more."""
    for key in ("day", "time", "held", "summary", "slot_news", "alternatives"):
        state[key] = STATE[key]
    state["options"] = []


def when(start: datetime) -> str:
    """`Tuesday, March 3rd at 9 AM`"""
    return f"{say_day(start.date())} at {say_time(start)}"


def offered(slots: list[datetime]) -> str:
    """`Tuesday, March 3rd at 9 AM or 10 AM, or Friday, March 6th at 2 PM`: each day once."""
    days: dict[date, list[str]] = {}
    for slot in slots:
        days.setdefault(slot.date(), []).append(say_time(slot))
    return ", or ".join(f"{say_day(day)} at {say_list(times)}" for day, times in days.items())
