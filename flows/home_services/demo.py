"""Visits to try things with."""

from datetime import date, datetime, time, timedelta

from .dispatch import Dispatch, Place
from .windows import STARTS

NEIGHBOUR = Place("7 Court Street", "11201", "+12125550142")


def seed(dispatch: Dispatch, today: date) -> None:
    """Fill an empty plan: tomorrow morning both technicians are busy from 8 on, and one of them from 10 on.
    On the day after tomorrow, nobody is free before 3 PM."""
    now = datetime.combine(today, time())
    tomorrow, after = today + timedelta(days=1), today + timedelta(days=2)
    busy = [(tomorrow, STARTS[0])] * 2 + [(tomorrow, STARTS[1])]
    busy += [(after, start) for start in STARTS[:3] for _ in range(2)]
    for index, (day, start) in enumerate(busy):
        moment = datetime.combine(day, start)
        dispatch.book(f"demo:{index}", moment, "outlet", NEIGHBOUR, call_id="demo", now=now)
