"""A simulated call that comes in as on a server: proved to be the carrier's, admitted, with a token."""

from random import Random

from calls.record import CallRecord
from configs.server.schema import ServerConfig
from pipeline import Switchboard
from pipeline.edge.front_desk import FrontDesk
from simulation.carrier.network import FakeTwilio
from simulation.stage import PUBLIC, Session
from transports.edge.homes import Homes
from transports.line import Line

SETTLING_SECS = 30.0
"""Seconds that what is still being written may take after the call."""

WORKER = "chaos"
"""Name of the only worker."""


async def _nowhere(worker: str) -> str | None:
    """There is no other worker."""
    return None


class FrontSession(Session):
    """A session with a front desk before its switchboard. The agent listens with its own ears."""

    def __init__(self, switchboard: Switchboard, *, carrier: FakeTwilio) -> None:
        name = switchboard.agent.name
        server = {"public_url": PUBLIC.base, "numbers": {"any": {"agent": name}}, "carriers": {}}
        self._desk = FrontDesk(
            ServerConfig.model_validate(server),
            {name: switchboard},
            switchboard.store,
            worker=WORKER,
            rng=Random(f"{carrier.account_sid}/desk"),
        )
        super().__init__(switchboard, scripted=False, carrier=carrier, gate=self._desk)
        self.app.add_middleware(Homes, own=WORKER, address_of=_nowhere)

    async def hold(self, line: Line) -> CallRecord:
        """Hold the call to its finished record."""
        return await self._desk.answer(line)

    async def settled(self) -> None:
        """Wait until the desk has written what it has to."""
        await self._desk.floor.settled(SETTLING_SECS)
