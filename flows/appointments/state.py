"""What the flow remembers: every key that a prompt or `script.yaml` may show, and how it is filled."""

from datetime import date, datetime, time, timedelta
from typing import Any

from calls.desk import Desk
from flows.saying import say_day, say_phone, say_time
from flows.values import e164_or_none

from .calendar import Visit

STATE: dict[str, Any] = {
    "today": "",
    "dates": "",
    "intent": "",
    "caller_phone": "",
    "caller_phone_spoken": "",
    "phone": None,
    "phone_spoken": "",
    "patient_name": "",
    "service": None,
    "day": None,
    "time": None,
    "known": "nothing yet",
    "held": None,
    "request": 0,
    "last": None,
    "summary": "",
    "slot_news": "",
    "alternatives": "",
    "options": [],
    "visit_id": None,
    "visit": "",
    "visits": "",
    "visit_ids": [],
    "visit_services": [],
    "message_intro": "",
    "done": "",
    "disposition": "",
    "achieved": "",
}
"""Every key and its value when the call starts. What the caller has not said yet is None.

`request` counts the requests of the call; `last` is what the last one came to, until the next begins.
"""

DEPENDENTS: dict[str, list[str]] = {
    "service": ["held"],
    "day": ["held"],
    "time": ["held"],
    "phone": ["visit_id", "visit", "visits", "visit_ids", "visit_services"],
}
"""What holds only as long as a value does."""

DATES_SHOWN = 21
"""Days ahead whose dates a language model is told, since it reckons badly."""


def opening_state(desk: Desk) -> dict[str, Any]:
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
    """The office's wall clock, without a zone, as the calendar keeps it."""
    return desk.now().replace(tzinfo=None)


def remember(
    state: dict[str, Any], service: str | None = None, day: date | None = None, at: time | None = None
) -> None:
    """Keep what the caller said of a visit. A new value means that nothing is held any more."""
    if service:
        state["service"] = service
    if day:
        state["day"] = day.isoformat()
    if at:
        state["time"] = at.isoformat(timespec="minutes")
    if service or day or at:
        state["held"] = None
    state["known"] = _known(state)


def set_phone(state: dict[str, Any], phone: str) -> None:
    """From here on the caller is known by this number."""
    state["phone"], state["phone_spoken"] = phone, say_phone(phone)
    state["held"] = None if state["intent"] != "book" else state["held"]


def correct(state: dict[str, Any], name: str, value: Any) -> None:
    """A value that the caller corrects from anywhere in the call."""
    if name == "phone":
        set_phone(state, value)
    else:
        remember(state, **{"at" if name == "time" else name: value})


def pick_visit(state: dict[str, Any], visit: Visit) -> None:
    """The visit that is moved or cancelled."""
    state["visit_id"], state["visit"] = visit.id, yours(visit)
    state["service"] = visit.service
    state["known"] = _known(state)


def forget_request(state: dict[str, Any]) -> None:
    """The request is dealt with. Who calls stays known."""
    for key in ("intent", "service", "day", "time", "known", "held", "summary"):
        state[key] = STATE[key]
    for key in ("slot_news", "alternatives", "visit_id", "visit", "visits"):
        state[key] = STATE[key]
    for key in ("options", "visit_ids", "visit_services"):
        state[key] = []


def describe(visit: Visit) -> str:
    """A visit as it is said."""
    return f"{article(visit.service)} on {when(visit.start)}"


def yours(visit: Visit) -> str:
    """The caller's visit as it is said to them."""
    return f"your {visit.service} on {when(visit.start)}"


def article(service: str) -> str:
    """`a cleaning`, `an exam`."""
    return f"{'an' if service[:1] in 'aeiou' else 'a'} {service}"


def when(start: datetime) -> str:
    """A moment as it is said."""
    return f"{say_day(start.date())} at {say_time(start)}"


def _known(state: dict[str, Any]) -> str:
    parts = []
    if state["service"]:
        parts.append(f"service {state['service']}")
    if state["day"]:
        parts.append(f"day {say_day(date.fromisoformat(state['day']))} ({state['day']})")
    if state["time"]:
        parts.append(f"time {state['time']}")
    return ", ".join(parts) or "nothing yet"
