"""What the flow remembers: every key that a prompt or `script.yaml` may show, and how it is filled."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.handoff.tools import HANDOFF_STATE
from flows.office import OFFICE_STATE
from flows.saying import say_day, say_digits, say_phone
from flows.tools.envelope import Refused
from spoken.address import Address, parse_address

from .dispatch import Place
from .windows import say_window

Problem = Literal["outage", "breaker", "outlet", "lights", "installation", "other"]

Street = Annotated[str, Field(min_length=3, max_length=200)]
"""Street and number, with the apartment if there is one."""

_AGAIN: dict[str, Any] = {"status": "incomplete", "retryable": True, "needs": ["address"]}

STATE: dict[str, Any] = {
    **HANDOFF_STATE,
    **OFFICE_STATE,
    "problem": None,
    "screened": False,
    "danger": "",
    "safety": "",
    "zip_code": None,
    "zip_spoken": "",
    "address": None,
    "day": None,
    "part": None,
    "time": None,
    "known": "nothing yet",
    "held": None,
    "window": "",
    "read_back": "",
    "news": "",
    "options": [],
}
"""Every key and its value when the call starts. What the caller has not said yet is None."""

_VISIT = ("problem", "screened", "day", "part", "time", "known", "held", "window", "read_back", "news")

ABOUT: dict[Problem, str] = {
    "outage": "the power outage",
    "breaker": "the breaker",
    "outlet": "the outlet",
    "lights": "the lights",
    "installation": "the installation",
    "other": "the electrical problem",
}
"""A problem as it is said."""

FEE = "89 dollars"
"""What a visit costs; it is taken off the repair."""


def forget_visit(state: dict[str, Any]) -> None:
    """The visit is dealt with. Who calls, and from where, stays known."""
    for key in _VISIT:
        state[key] = STATE[key]
    state["options"] = []


def remember_time(state: dict[str, Any], day: date | None, part: str | None, at: time | None) -> None:
    """Keep when the caller wants somebody. A new wish means that nothing is held any more."""
    if day:
        state["day"] = day.isoformat()
    if part or at:
        state["part"], state["time"] = part, at and at.isoformat(timespec="minutes")
    if day or part or at:
        state["held"] = None
    parts = [say_day(date.fromisoformat(state["day"]))] if state["day"] else []
    parts += [str(state[key]) for key in ("part", "time") if state[key]]
    state["known"] = ", ".join(parts) or "nothing yet"


def set_zip(state: dict[str, Any], zip_code: str) -> None:
    """Where the problem is. A new ZIP code means another address."""
    if state["zip_code"] not in (None, zip_code):
        state["address"] = None
    state["zip_code"], state["zip_spoken"] = zip_code, say_digits(zip_code)


def set_address(state: dict[str, Any], text: str) -> None:
    """Street and number, as they are written on a job: `12 Court Street`.

    Raises:
        Refused: The number or the street is missing.
    """
    said = parse_address(text) or Address()
    if not said.street:
        raise Refused("What's the street, and the house number?", **_AGAIN)
    if not said.number:
        raise Refused(f"What's the house number in {said.street}?", **_AGAIN)
    state["address"] = ", ".join(part for part in (f"{said.number} {said.street}", said.unit) if part)


def place_of(state: dict[str, Any]) -> Place:
    """Where somebody is to be sent, once it is known."""
    return Place(state["address"], state["zip_code"], state["phone"])


def hold(state: dict[str, Any], start: datetime) -> None:
    """Keep a window in mind to be read back. Nobody else is kept from it."""
    state["held"], state["window"] = start.isoformat(timespec="minutes"), say_window(start)
    state["day"], state["part"], state["time"] = start.date().isoformat(), None, None
    state["news"], state["options"] = "", []
    where, phone = f"{state['address']}, {state['zip_spoken']}", say_phone(state["phone"])
    state["read_back"] = (
        f"An electrician comes for {ABOUT[state['problem']]} on {state['window']}, to {where}."
        f" We reach you on {phone}. The visit is {FEE}, and that comes off the repair."
    )
