"""A worker's front desk on a virtual clock, with agents that hold their calls until they are told to end."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calls.clock import iso, utc_now
from calls.end_reasons import EndReason
from calls.events import CallEnded
from calls.folders import JOURNAL, call_folder
from calls.gate import Admitted, Arrival, TurnedAway
from calls.journal import Journal
from calls.kept_record import safe_record
from calls.record import CallRecord, fold
from calls.store import CallStore, default_url
from compliance.redaction.redactor import Redactor
from configs import LoadedAgent, load_agent
from configs.schema.agent import AgentConfig
from configs.server.schema import ServerConfig
from pipeline.admitted import Unstored, call_started
from pipeline.edge.front_desk import FrontDesk
from pipeline.edge.lease import Lease
from pipeline.redacting import redactor_of
from simulation.clock import run_virtual
from transports.line import Line

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
DESK, OTHER = "+12125550142", "+12125550143"
CALLER = "+12025550123"
KEY = b"k" * 32


OpenStore = Callable[[str], Awaitable[CallStore]]


@dataclass(eq=False)
class PatientAgent:
    """Holds each call until `finish`; journals and stores it as a switchboard does."""

    agent: LoadedAgent
    store: CallStore
    data: Path
    make_redactor: Callable[[AgentConfig], Redactor] = redactor_of
    unstored: Unstored = field(default_factory=Unstored)
    journals: list[Journal] = field(default_factory=list)
    held: dict[str, "asyncio.Future[EndReason]"] = field(default_factory=dict)

    async def answer(self, line: Line) -> CallRecord:
        admitted = line.admitted
        assert admitted is not None
        redactor = self.make_redactor(self.agent.config)
        folder = call_folder(self.data, admitted.call_id, admitted.at)
        resumed = (folder / JOURNAL).exists()
        journal = (Journal.resume if resumed else Journal.create)(folder, masker=redactor)
        if not journal.events:
            from_, to = admitted.arrival.from_, admitted.arrival.to
            begun = call_started(
                self.agent, admitted.call_id, admitted.at, carrier=line.carrier, from_=from_, to=to
            )
            journal.write(begun)
        self.journals.append(journal)
        over = self.held[admitted.call_id] = asyncio.get_running_loop().create_future()
        reason = await over
        journal.write(CallEnded(end_reason=reason, ended_at=iso(utc_now())))
        journal.close()
        record = safe_record(fold(journal.events), redactor)
        await self.unstored.store(self.store, folder, record)
        return record

    async def end_call(self, call_id: str) -> None:
        self.finish(call_id, EndReason.CALLER_HUNG_UP)

    def finish(self, call_id: str, reason: EndReason = EndReason.COMPLETED) -> None:
        self.held[call_id].set_result(reason)


@dataclass(eq=False)
class Desk:
    """One worker."""

    board: PatientAgent
    desk: FrontDesk
    lease: Lease
    store: CallStore
    calls: list["asyncio.Task[CallRecord]"] = field(default_factory=list)

    async def admit(self, n: int = 1, to: str = DESK) -> Admitted | TurnedAway:
        return await self.desk.admit(Arrival("twilio", f"CA{n:032x}", CALLER, to))

    async def admitted(self, n: int = 1, to: str = DESK) -> Admitted:
        answer = await self.admit(n, to)
        assert isinstance(answer, Admitted), answer
        return answer

    async def enter(self, admitted: Admitted) -> Admitted | None:
        return await self.desk.enter("twilio", admitted.arrival.carrier_call, admitted.token)

    async def hold(self, admitted: Admitted) -> Admitted:
        """Enter, and let the agent hold the call."""
        entered = await self.enter(admitted)
        assert entered is not None
        line: Any = Line(transport=None, carrier="twilio", admitted=entered)  # type: ignore[arg-type]
        self.calls.append(asyncio.create_task(self.desk.answer(line)))
        await asyncio.sleep(0.1)
        return entered

    async def finish(self, admitted: Admitted, reason: EndReason = EndReason.COMPLETED) -> None:
        self.board.finish(admitted.call_id, reason)
        await asyncio.gather(*self.calls)
        await self.desk.floor.settled(5)


@dataclass(eq=False)
class House:
    """The workers of one server, with one database."""

    data: Path
    config: dict[str, Any]
    stores: list[CallStore] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)

    async def worker(self, name: str = "a", key: bytes = KEY, open_store: OpenStore = CallStore.open) -> Desk:
        store = await open_store(default_url(self.data))
        self.stores.append(store)
        config = ServerConfig.model_validate(self.config)
        board = PatientAgent(load_agent("appointments"), store, self.data)
        desk = FrontDesk(
            config, {"appointments": board}, store, worker=name, key=key, rng=random.Random(name)
        )
        lease = Lease(desk, "http://127.0.0.1:9", config.workers.lease_secs)
        await lease.beat()
        made = Desk(board, desk, lease, store)
        self.desks.append(made)
        return made

    async def close(self) -> None:
        for desk in self.desks:
            for call in desk.calls:
                call.cancel()
                with suppress(asyncio.CancelledError):
                    await call
            await desk.desk.floor.settled(20)
        for store in self.stores:
            await store.close()


Test = Callable[[House], Any]


@pytest.fixture
def on_the_clock(tmp_path: Path) -> Callable[..., None]:
    """Runs a test on a virtual clock. Keyword arguments are blocks of the server file."""

    def run(test: Test, *, real_time: bool = False, **blocks: Any) -> None:
        numbers = {DESK: {"agent": "appointments", "calls": 3}, OTHER: {"agent": "appointments"}}
        config = {"public_url": "https://calls.example.com", "numbers": numbers, "carriers": {}, **blocks}

        async def all_of_it() -> None:
            house = House(tmp_path, config)
            try:
                await test(house)
            finally:
                await house.close()

        if real_time:
            asyncio.run(all_of_it())
        else:
            run_virtual(all_of_it, start=START, limit_secs=3600)

    return run
