"""200 callers on the virtual clock; workers are killed at random and the database is away for a while."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from calls.gate import Admitted, Fate
from simulation.faults import Fault, FaultBoard
from simulation.faulty_store import failing

Run = Callable[..., None]

CALLERS, KILLS = 200, 8
ARRIVING_SECS = 300.0
AWAY = (120.0, 125.0)
"""When the database is away, in seconds since the first call."""

ACTION_SECS = 3.0
"""Until a caller of a dead worker must know how it goes on."""

NUMBER = "+12125550143"


@dataclass(eq=False)
class Running:
    """A worker, until it is killed."""

    desk: Any
    database: FaultBoard
    beating: "asyncio.Task[None]"
    dead: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Scene:
    house: Any
    chance: random.Random
    workers: list[Running] = field(default_factory=list)
    started: int = 0
    admitted: dict[int, str] = field(default_factory=dict)
    """Caller → the id of their call."""
    refused: int = 0
    rescued_secs: list[float] = field(default_factory=list)

    @property
    def living(self) -> list[Running]:
        return [worker for worker in self.workers if not worker.dead.is_set()]

    async def start(self) -> None:
        self.started += 1
        database = FaultBoard()
        desk = await self.house.worker(f"w{self.started}", open_store=failing(database))

        async def beat() -> None:
            while True:
                await asyncio.sleep(3)
                await desk.lease.beat()

        self.workers.append(Running(desk, database, asyncio.create_task(beat())))

    async def kill(self) -> None:
        """One dies as by `kill -9`: it writes nothing any more, and its files are closed by the kernel."""
        await asyncio.sleep(self.chance.uniform(10, ARRIVING_SECS))
        worker = self.chance.choice(self.living)
        worker.dead.set()
        worker.beating.cancel()
        worker.database.set("database", Fault("outage"))
        for journal in worker.desk.board.journals:
            journal.close()
        await asyncio.sleep(1)
        await self.start()

    async def outage(self) -> None:
        await asyncio.sleep(AWAY[0])
        away = self.living
        for worker in away:
            worker.database.set("database", Fault("outage"))
        await asyncio.sleep(AWAY[1] - AWAY[0])
        for worker in away:
            if not worker.dead.is_set():
                worker.database.clear()

    async def caller(self, number: int) -> None:
        await asyncio.sleep(self.chance.uniform(0, ARRIVING_SECS))
        worker = self.chance.choice(self.living)
        answer = await worker.desk.admit(number, NUMBER)
        if not isinstance(answer, Admitted):
            self.refused += 1
            return
        self.admitted[number] = answer.call_id
        await asyncio.sleep(self.chance.uniform(0.1, 1.0))
        if worker.dead.is_set():
            worker = self.chance.choice(self.living)  # the stream goes to whoever is there
        if not await self._held(worker, answer):
            return
        over = asyncio.create_task(worker.dead.wait())
        await asyncio.wait({over}, timeout=self.chance.uniform(5, 40))
        if over.done():
            await self._rescued(answer)
            return
        over.cancel()
        worker.desk.board.finish(answer.call_id)
        with suppress(IndexError):
            await self.chance.choice(self.living).desk.desk.over("twilio", answer.arrival.carrier_call)

    async def _held(self, worker: Running, admitted: Admitted) -> bool:
        with suppress(AssertionError):  # the stream is refused: no token of a call that was never stored
            await worker.desk.hold(admitted)
            return True
        return False

    async def _rescued(self, admitted: Admitted) -> None:
        """The stream broke: the carrier asks whoever is there."""
        began = asyncio.get_running_loop().time()
        other = self.chance.choice(self.living)
        assert await other.desk.desk.fate("twilio", admitted.arrival.carrier_call) is Fate.RESCUE
        self.rescued_secs.append(asyncio.get_running_loop().time() - began)
        await other.desk.desk.over("twilio", admitted.arrival.carrier_call)


def test_every_call_that_got_in_has_one_record_whatever_died_meanwhile(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        scene = Scene(house, random.Random(1))
        for _ in range(3):
            await scene.start()
        await asyncio.gather(
            scene.outage(),
            *(scene.kill() for _ in range(KILLS)),
            *(scene.caller(number) for number in range(1, CALLERS + 1)),
        )
        await asyncio.sleep(90)
        (keeper, *_) = scene.living
        rows = await keeper.desk.store.list(limit=10 * CALLERS)
        assert len(scene.admitted) > CALLERS / 2
        assert len(scene.rescued_secs) > KILLS
        assert max(scene.rescued_secs) < ACTION_SECS
        assert Counter(row.call_id for row in rows) == Counter(scene.admitted.values())
        assert all(row.state != "active" for row in rows)
        for worker in scene.living:
            worker.beating.cancel()

    on_the_clock(test, limits={"calls_per_process": 40})
