"""The carrier's own records: one row per leg, to compare with ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simulation.carrier.leg import CarrierLeg


@dataclass(frozen=True)
class CdrRow:
    """One leg. Moments are the wall clock's."""

    sid: str
    parent: str | None
    direction: str
    from_: str
    to: str
    status: str
    created: datetime
    answered: datetime | None
    ended: datetime | None
    secs: int
    """From the answer to the end, rounded up."""
    conference: str | None
    """Name of the conference it was last in."""
    met: bool
    """Whether it was ever together with another leg, in a conference or by a dial."""
    answered_by: str | None
    ended_by: str | None
    """`caller`, `person`, `api`, `document`, `conference`, `carrier` or `stream`."""


def rows(legs: Iterable[CarrierLeg]) -> list[CdrRow]:
    """The records, in the order in which the legs came about."""
    return [
        CdrRow(
            sid=leg.sid,
            parent=leg.parent,
            direction=leg.direction,
            from_=leg.from_,
            to=leg.to,
            status=leg.status,
            created=leg.created,
            answered=leg.answered,
            ended=leg.ended,
            secs=leg.secs,
            conference=leg.conference,
            met=leg.met,
            answered_by=leg.answered_by,
            ended_by=leg.ended_by,
        )
        for leg in legs
    ]
