"""A carrier in memory, for transfers on a virtual clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from calls.control import CallerGone, ControlError, Leg, LegEvent, OnLeg, Terms

Reaction = list[tuple[float, LegEvent]]
"""What a telephone does once it is called: seconds after the one before, and the event."""

RINGS = (0.4, LegEvent.RINGING)
PICKS_UP = [RINGS, (6.0, LegEvent.ANSWERED), (1.0, LegEvent.HUMAN), (8.0, LegEvent.BRIEFED)]
ENDS = {LegEvent.NO_ANSWER, LegEvent.BUSY, LegEvent.REJECTED, LegEvent.ENDED, LegEvent.FAILED}

REST_SECS = 0.15
"""What a request to the carrier takes."""


@dataclass
class MemoryControl:
    """A carrier's control over one call: telephones react as they are told, and legs are counted."""

    reactions: list[Reaction | Exception] = field(default_factory=list)
    """One for each call to a person, in order."""
    parties: int | Exception = 2
    """What a join comes to."""
    rest_secs: float = REST_SECS
    join_secs: float = 0.8
    closes_stream: bool = True
    on_close: Callable[[], object] = lambda: None
    """Called when the carrier takes the caller out of the stream."""
    log: list[tuple[str, str]] = field(default_factory=list)
    """Deed and number or leg, in order."""
    live: set[str] = field(default_factory=set)
    """Legs of persons that are up."""
    met: set[str] = field(default_factory=set)
    """Legs that are with the caller."""
    briefs: list[str] = field(default_factory=list)
    terms: list[Terms] = field(default_factory=list)
    caller_there: bool = True
    taking: bool = False
    """Whether the caller is being taken out of the stream."""
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def agree(self, terms: Terms) -> None:
        self.terms.append(terms)

    def has_taken_caller(self) -> bool:
        return self.taking

    async def dial(self, number: str, *, brief: str, ring_secs: float, on_event: OnLeg) -> Leg:
        self.log.append(("dial", number))
        self.briefs.append(brief)
        reaction = self.reactions.pop(0) if self.reactions else [RINGS]
        await asyncio.sleep(self.rest_secs)
        if isinstance(reaction, Exception):
            raise reaction
        leg = Leg(f"leg{len([1 for deed, _ in self.log if deed == 'dial'])}")
        self.live.add(leg.id)
        self._tasks[leg.id] = asyncio.create_task(self._react(leg, reaction, on_event))
        return leg

    async def join(self, leg: Leg) -> int:
        self.log.append(("join", leg.id))
        await asyncio.sleep(self.join_secs)  # the person is brought first
        self.taking = True
        if self.closes_stream:
            self.on_close()
        await asyncio.sleep(self.join_secs)
        if not self.caller_there:
            raise CallerGone("the caller has hung up")
        if isinstance(self.parties, Exception):
            raise self.parties
        if self.parties == 2:
            self.met.add(leg.id)
        return self.parties

    async def hang_up(self, leg: Leg) -> None:
        self.log.append(("hang_up", leg.id))
        await asyncio.sleep(self.rest_secs)
        self.live.discard(leg.id)
        task = self._tasks.pop(leg.id, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def forward(self, number: str) -> None:
        self.log.append(("forward", number))
        self.taking = True
        if self.closes_stream:
            self.on_close()
        await asyncio.sleep(self.rest_secs)
        if isinstance(self.parties, Exception):
            raise self.parties

    @property
    def left_behind(self) -> set[str]:
        """Legs of persons who talk to nobody."""
        return self.live - self.met

    def settle(self) -> None:
        """No telephone does anything more."""
        for task in self._tasks.values():
            task.cancel()

    async def _react(self, leg: Leg, reaction: Reaction, on_event: OnLeg) -> None:
        for after, event in reaction:
            await asyncio.sleep(after)
            if event in ENDS:
                self.live.discard(leg.id)
            await on_event(leg, event)


class Office:
    """What the tests of a transfer are made of."""

    Control = MemoryControl
    ControlError = ControlError
    PICKS_UP = PICKS_UP
    RINGS = RINGS


@pytest.fixture
def office() -> type[Office]:
    """The carrier in memory, and how telephones react."""
    return Office
