"""What simulated carriers have in common whose calls follow documents: dials and conferences."""

import asyncio
import uuid
from random import Random

from simulation.carrier.blocks import CarrierBlock
from simulation.carrier.conference import Conferences, Entry
from simulation.carrier.leg import CarrierLeg
from simulation.carrier.switch import FakeCarrier, People


class RoomsCarrier(FakeCarrier):
    """A carrier with conferences."""

    def __init__(
        self, rng: Random, *, people: People | None = None, moods: CarrierBlock | None = None
    ) -> None:
        super().__init__(rng, people=people, moods=moods)
        self.conferences = Conferences(self.new_room_id)

    def new_room_id(self) -> str:
        """Another id of a conference."""
        return f"CON-{uuid.UUID(int=self.rng.getrandbits(128))}"

    async def dial_out(self, leg: CarrierLeg, number: str, from_: str, ring_secs: float) -> CarrierLeg:
        """Call somebody for this leg and wait until they answer or not; cancelled, their leg ends."""
        other = self._new_leg(number, from_, leg.sid)
        self._start(other, lambda: self._ring(other, ring_secs))
        try:
            await other.up.wait()
        except asyncio.CancelledError:
            self.end(other, "caller")
            raise
        return other

    async def talk(self, leg: CarrierLeg, other: CarrierLeg) -> None:
        """Both hear each other until the other leg is over; cancelled, the other leg ends."""
        for each in (leg, other):
            each.met = True
            each.phone.joined(each)
        try:
            await other.over.wait()
        finally:
            self.end(other, "caller")

    async def confer(self, leg: CarrierLeg, name: str, entry: Entry) -> None:
        """Be in a conference until it ends; cancelled, leave it."""
        conference = self.conferences.enter(name, leg, entry)
        try:
            await conference.ended.wait()
        finally:
            self.conferences.leave(conference, leg)

    def _gone(self, leg: CarrierLeg) -> None:
        for conference in list(self.conferences.all):
            self.conferences.leave(conference, leg)
