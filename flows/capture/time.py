"""Times of day, and moments: a day with a time."""

from datetime import datetime
from typing import Any

from flows.capture.base import CaptureType
from spoken.base import Setting
from spoken.date import DateKind
from spoken.day_answer import read_moment, read_time
from spoken.reading import Reading
from spoken.time import TimeKind


def time_keys(keys: str, setting: Setting) -> Reading:
    """Hours and minutes in three or four keys, an hour alone in one or two."""
    digits = keys.rstrip("#")
    hour, minute = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    if len(digits) > 4 or not hour or int(hour) > 23 or int(minute) > 59:
        return Reading(problem="impossible")
    return read_time(f"{int(hour)}:{minute}", setting) if int(hour) > 12 else _by_hours(hour, minute, setting)


def _by_hours(hour: str, minute: str, setting: Setting) -> Reading:
    said = hour.lstrip("0") or "12"
    return read_time(f"at {said} {minute}" if minute != "00" else f"at {said}", setting)


def say_moment(value: Any) -> str:
    """`Tuesday, March third at ten thirty a m`."""
    moment = datetime.fromisoformat(str(value))
    return f"{DateKind().spoken(moment.date())} at {TimeKind().spoken(f'{moment:%H:%M}')}"


TIME = CaptureType(
    name="time",
    read=read_time,
    say=TimeKind().spoken,
    ask=("At what time?", "At what time exactly? For example, half past two."),
    keys=time_keys,
    other_ways={
        "keypad": "Please key in the hour and the minutes, for example two, three, zero.",
        "person": "I can't get the time right. Let me get somebody who can help.",
    },
    reasons={
        "several": "I heard more than one time.",
        "unclear": "I need one particular time.",
        "impossible": "There is no such time.",
    },
    schema={
        "type": "string",
        "description": "24-hour time as HH:MM, or the caller's own words for it",
    },
)
"""Kept as `HH:MM`, 24 hours."""

MOMENT = CaptureType(
    name="moment",
    read=read_moment,
    say=say_moment,
    ask=("What day and time would suit you?", "Please say the day and the time."),
    other_ways={"person": "I can't get the time right. Let me get somebody who can help."},
    reasons={
        "past": "That has already passed.",
        "impossible": "There is no such time: the clocks change that night, or the day does not exist.",
        "several": "I heard more than one.",
    },
    missing={"time": "And at what time?", "day": "On which day?"},
    schema={
        "type": "string",
        "format": "date-time",
        "description": "Day and time as YYYY-MM-DDTHH:MM, or the caller's own words for them",
    },
)
"""Kept as `YYYY-MM-DDTHH:MM±HH:MM`, in the zone of the business."""
