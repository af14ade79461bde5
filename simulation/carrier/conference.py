"""Conferences: who is in which, when one begins and ends."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from simulation.carrier.leg import CarrierLeg


@dataclass(frozen=True)
class Entry:
    """How a leg enters."""

    starts: bool = True
    """`startConferenceOnEnter`"""
    ends: bool = False
    """`endConferenceOnExit`"""


@dataclass(eq=False)
class Conference:
    """One conference, from its first participant to its end."""

    sid: str
    name: str
    status: str = "init"
    """`init`, `in-progress` or `completed`"""
    inside: dict[CarrierLeg, Entry] = field(default_factory=dict)
    met: int = 0
    """The most that were ever in it together."""

    def __post_init__(self) -> None:
        self.ended = asyncio.Event()


class Conferences:
    """All conferences of an account. A name may be used again once its conference has ended."""

    def __init__(self, new_sid: Callable[[], str]) -> None:
        self._new_sid = new_sid
        self.all: list[Conference] = []

    def live(self, name: str) -> Conference | None:
        """The conference of this name that has not ended."""
        return next((each for each in self.all if each.name == name and each.status != "completed"), None)

    def enter(self, name: str, leg: CarrierLeg, entry: Entry) -> Conference:
        """A leg comes in; two or more who are in a conference that has begun hear each other."""
        conference = self.live(name)
        if conference is None:
            conference = Conference(self._new_sid(), name)
            self.all.append(conference)
        conference.inside[leg] = entry
        leg.conference = name
        if entry.starts:
            conference.status = "in-progress"
        conference.met = max(conference.met, len(conference.inside))
        if conference.status == "in-progress" and len(conference.inside) > 1:
            together = list(conference.inside)
            for each in together:
                each.met = True
            for each in together:
                each.phone.joined(each)
        return conference

    def leave(self, conference: Conference, leg: CarrierLeg) -> None:
        """A leg goes out; the conference ends with its last, or with one whose exit ends it."""
        entry = conference.inside.pop(leg, None)
        if entry is not None and (entry.ends or not conference.inside):
            conference.status = "completed"
            conference.ended.set()
