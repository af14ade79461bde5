"""How a simulated caller understands the agent: what is asked, and which days, times and numbers were said.

Independent of how the agent understands callers, so that both cannot share a mistake.
"""

import calendar
import re
from datetime import date, datetime, time

from simulation.goal import Heard, Topic

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_WHEN = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|(?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<half>[ap])\.?m\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d(?:[ ,.\-]*\d){6,14}")
_SENTENCE = re.compile(r"[^.?!]*(?:[.](?=\d)[^.?!]*)*[.?!]+|[^.?!]+$")

_TOPICS: tuple[tuple[Topic, str], ...] = (
    ("read_back", r"shall i (book|do|move|cancel)|should i (book|move|cancel)|is that (right|correct)"),
    ("read_back", r"would you like me to (book|move|cancel)"),
    ("own_number", r"calling from|the right one|right number"),
    ("anything_else", r"anything else|something else"),
    ("person", r"take a message|leave a message|speak to (a person|someone|somebody)"),
    ("message", r"what is it about|what should i (write|put) down"),
    ("different", r"should be different|the right service, day, time"),
    ("another_number", r"under another number"),
    ("number", r"phone number|ten digits|area code|which number"),
    ("offer", r"which (of the times )?would you like|which (of them|one|time) (would|do|suits)"),
    ("service", r"visit for|(which|what) service|what kind of"),
    ("day", r"(what|which) day"),
    ("time", r"(what|which) time"),
    ("go_on", r"go on|and the rest"),
    ("still_there", r"still there|still here|hear (you|me|anything)"),
    ("wait", r"(one|a) moment|let me (look|check|see)"),
    ("help", r"(can|may) i (help|do for you)|book, move or cancel"),
    ("bye", r"goodbye|good bye"),
)


def listen(text: str, today: date) -> Heard:
    """What the agent's words come to for a caller for whom it is `today`."""
    numbers = _NUMBER.findall(text)
    digits = re.sub(r"\D", "", numbers[-1]) if numbers else ""
    topic = _topic(text)
    before, offering, after = text.partition(" I have ") if topic == "offer" else ("", "", "")
    refused = tuple(_moments(before, today)) if offering else ()
    return Heard(topic, text, tuple(_moments(after if offering else text, today)), refused, digits)


def _topic(text: str) -> Topic:
    """By the last question; where nothing is asked, by everything."""
    questions = [one.strip() for one in _SENTENCE.findall(text) if one.strip().endswith("?")]
    for part in (*questions[-1:], text):
        for topic, pattern in _TOPICS:
            if re.search(pattern, part, re.IGNORECASE):
                return topic
    return "unknown"


def _moments(text: str, today: date) -> list[datetime]:
    """Each time of day with the day said last before it."""
    found: list[datetime] = []
    day: date | None = None
    for match in _WHEN.finditer(text):
        if match["month"]:
            day = _ahead(_MONTHS[match["month"].lower()], int(match["day"]), today)
        elif day is not None and 1 <= int(match["hour"]) <= 12:
            hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
            found.append(datetime.combine(day, time(hour, int(match["minute"] or 0))))
    return found


def _ahead(month: int, day: int, today: date) -> date | None:
    """The next such day from today on; None for one that does not exist."""
    for year in range(today.year, today.year + 5):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None
