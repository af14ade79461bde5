"""Patients and visits to try things with."""

from datetime import date, datetime, time, timedelta

from . import hours
from .calendar import Calendar

PATIENTS = {
    "+12125550142": "Maria Lopez",
    "+12125550167": "James Chen",
    "+12125550188": "Ada Moreno",
}


def seed(calendar: Calendar, today: date) -> None:
    """Fill an empty calendar. Days are counted from `today`: the first is the next open day after it.

    Maria has a cleaning on the first day at 10:00. James has a checkup on the second day at 14:00 and a
    filling on the fourth at 9:30. Ada has none. On the third day nothing but 16:30 is free.
    """
    first, second, third, fourth = _open_days_after(today, 4)
    maria, james, _ = PATIENTS
    now = datetime.combine(today, time())
    for phone, name in PATIENTS.items():
        calendar.add_patient(phone, name)
    visits = [
        (datetime.combine(first, time(10)), "cleaning", maria),
        (datetime.combine(second, time(14)), "checkup", james),
        (datetime.combine(fourth, time(9, 30)), "filling", james),
    ]
    visits += [(slot, "checkup", f"+1212555{1000 + n}") for n, slot in enumerate(hours.slots_of(third)[:-1])]
    for start, service, phone in visits:
        calendar.book(f"demo:{start.isoformat()}", start, service, phone, PATIENTS.get(phone, ""), now=now)


def _open_days_after(today: date, count: int) -> list[date]:
    days: list[date] = []
    current = today
    while len(days) < count:
        current += timedelta(days=1)
        if hours.slots_of(current):
            days.append(current)
    return days
