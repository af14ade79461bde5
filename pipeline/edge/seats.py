"""The calls that a process has let in, in memory: the truth while the database is slow or away."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from calls.admission.deciding import Counts
from calls.admission.tokens import LIFE_SECS
from calls.admission.visit import Visit
from calls.end_reasons import EndReason
from calls.gate import Admitted

MOST_SEATS = 1024
"""Calls remembered. Of those that are over, the oldest is forgotten first."""

BEGIN_SECS = 15.0
"""Seconds between the token and the conversation; afterwards the call counts as lost on the way."""


class At(StrEnum):
    """How far a call is."""

    WAITING = "waiting"
    """It was admitted, and its stream has not come."""
    ENTERED = "entered"
    """Its stream has come, and nobody holds it yet."""
    HELD = "held"
    """An agent holds it."""
    LEFT = "left"
    """Its record is made; or another process has it."""


@dataclass(eq=False)
class Seat:
    """One visit as this process knows it."""

    visit: Visit
    admitted: Admitted
    since: datetime
    """When it came where it is."""
    at: At = At.WAITING
    is_elsewhere: bool = False
    """Whether its stream went to another process."""
    late: bool = False
    """Whether it was let in without the database."""
    unsaved: bool = False
    """Whether the database does not know what this knows."""
    reason: EndReason | None = None
    """How it ended."""
    hang_up: Callable[[], object] | None = None
    """Ends the call that is held, because the carrier says that it is over."""

    def __post_init__(self) -> None:
        self.left = asyncio.Event()
        """Set once the record is made."""

    def moved(self, at: At, now: datetime) -> None:
        """It is somewhere else now."""
        self.at, self.since = at, now
        if at is At.LEFT:
            self.left.set()

    def closed(self, reason: EndReason, now: datetime) -> None:
        """Its record is made."""
        self.reason = reason
        secs = max(0.0, (now - self.visit.admitted_at).total_seconds())
        self.visit = replace(self.visit, closed_at=now, end_reason=reason.value, secs=secs)
        self.moved(At.LEFT, now)

    def went_elsewhere(self, now: datetime) -> None:
        """Another process has it; its record is made there."""
        self.is_elsewhere = True
        self.moved(At.LEFT, now)

    def is_lost(self, now: datetime) -> bool:
        """Whether what it waits for will not come any more."""
        patience = {At.WAITING: LIFE_SECS + BEGIN_SECS, At.ENTERED: BEGIN_SECS}.get(self.at)
        return patience is not None and now - self.since > timedelta(seconds=patience)


class Seats:
    """All of them, by the carrier's id and by ours."""

    def __init__(self) -> None:
        self._by_carrier: dict[tuple[str, str], Seat] = {}
        self._by_call: dict[str, Seat] = {}
        self.on_add: Callable[[], object] = lambda: None
        """Called when there is one more."""

    def __iter__(self) -> Iterator[Seat]:
        return iter(list(self._by_call.values()))

    def add(self, seat: Seat, now: datetime) -> None:
        """A new one. It takes the place of an earlier visit of the same call."""
        seat.since = now
        self._by_carrier[seat.visit.carrier, seat.visit.carrier_call] = seat
        self._by_call[seat.visit.call_id] = seat
        if len(self._by_call) > MOST_SEATS:
            self._forget_oldest()
        self.on_add()

    def _forget_oldest(self) -> None:
        for seat in self._by_call.values():
            if seat.at is At.LEFT and not seat.unsaved:
                self.remove(seat)
                return

    def remove(self, seat: Seat) -> None:
        """Forget one."""
        self._by_call.pop(seat.visit.call_id, None)
        key = (seat.visit.carrier, seat.visit.carrier_call)
        if self._by_carrier.get(key) is seat:
            del self._by_carrier[key]

    def of(self, carrier: str, carrier_call: str) -> Seat | None:
        """The latest visit of a carrier's call."""
        return self._by_carrier.get((carrier, carrier_call))

    def by_call(self, call_id: str) -> Seat | None:
        """The visit with our id."""
        return self._by_call.get(call_id)

    @property
    def active(self) -> int:
        """Calls that are waited for or held."""
        return sum(seat.at is not At.LEFT for seat in self._by_call.values())

    def counts(self, visit: Visit) -> Counts:
        """What goes on here of the agent, the number and the tenant of another visit."""
        going_on = [
            seat.visit
            for seat in self._by_call.values()
            if seat.at is not At.LEFT and seat.visit.call_id != visit.call_id
        ]
        return Counts(
            agent=sum(one.agent == visit.agent for one in going_on),
            number=sum(one.number == visit.number for one in going_on),
            tenant=sum(one.tenant == visit.tenant for one in going_on),
        )
