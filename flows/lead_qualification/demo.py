"""Leads and meetings to try things with."""

from datetime import date, datetime, time, timedelta
from typing import Any

from . import meetings
from .crm import Crm

ADA, MARIA = "+12125550188", "+12125550142"
_HOT: dict[str, Any] = {"budget": "high", "timing": "now", "authority": "alone", "score": 100, "grade": "hot"}


def seed(crm: Crm, today: date) -> None:
    """Fill empty books. Days are counted from `today`: the first is the next working day after it.

    Maria, of New York, has a visit of Rosa's on the second day at 10. Rosa is busy the whole of the first day
    but for 4 PM. Nobody knows Ada yet.
    """
    first, second = _working_days_after(today, 2)
    now = datetime.combine(today, time())
    maria = {
        "phone": MARIA,
        "name": "Maria Lopez",
        "email": "",
        "need": "panels",
        "zip_code": "10027",
        **_HOT,
    }
    crm.book("demo:maria", maria, "new_york", datetime.combine(second, time(10)), now)
    for number, slot in enumerate(meetings.slots_of(first)[:-1]):
        somebody = {**maria, "phone": f"+1212555{1000 + number}", "name": f"Lead {number}"}
        crm.book(f"demo:{number}", somebody, "new_york", slot, now)


def _working_days_after(today: date, count: int) -> list[date]:
    days: list[date] = []
    current = today
    while len(days) < count:
        current += timedelta(days=1)
        if meetings.slots_of(current):
            days.append(current)
    return days
