"""When somebody is there. Pure: a wall clock in, yes or no out."""

from datetime import date, datetime, time, timedelta

from configs.schema.destinations import WEEKDAYS, DestinationBlock, OpenBlock

MIDNIGHT_AFTER = "24:00"
LOOK_AHEAD_DAYS = 15


def is_open(destination: DestinationBlock, now: datetime) -> bool:
    """Whether somebody is there at `now`, a time in the zone of the business."""
    if not destination.open:
        return now.date() not in destination.closed_on
    wall = now.replace(tzinfo=None)
    return any(
        opens <= wall < closes
        for day in (now.date() - timedelta(days=1), now.date())
        for opens, closes in _hours_of(destination, day)
    )


def opens_next(destination: DestinationBlock, now: datetime) -> datetime | None:
    """When somebody is there again, as wall-clock time; None if not within two weeks."""
    wall = now.replace(tzinfo=None)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = now.date() + timedelta(days=ahead)
        if not destination.open and day not in destination.closed_on:
            return max(wall, datetime.combine(day, time()))
        later = [opens for opens, closes in _hours_of(destination, day) if closes > wall]
        if later:
            return max(wall, min(later))
    return None


def _hours_of(destination: DestinationBlock, day: date) -> list[tuple[datetime, datetime]]:
    """The hours that begin on a day, as wall-clock times."""
    if day in destination.closed_on:
        return []
    name = WEEKDAYS[day.weekday()]
    return [_span(block, day) for block in destination.open if name in block.days]


def _span(block: OpenBlock, day: date) -> tuple[datetime, datetime]:
    opens, closes = _moment(day, block.opens), _moment(day, block.closes)
    return opens, closes if closes > opens else closes + timedelta(days=1)


def _moment(day: date, text: str) -> datetime:
    if text == MIDNIGHT_AFTER:
        return datetime.combine(day, time()) + timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(text))
