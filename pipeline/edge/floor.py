"""What everything at the edge of one process shares."""

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Protocol

from loguru import logger

from calls.admission.lag import LoopLag
from calls.admission.tokens import TokenMaker
from calls.clock import utc_now
from calls.end_reasons import EndReason
from calls.gate import Admitted
from calls.record import CallRecord
from calls.store import CallStore, StoreError
from compliance.redaction.redactor import Redactor
from configs import LoadedAgent
from configs.schema.agent import AgentConfig
from configs.server.schema import ServerConfig
from pipeline.admitted import NotBegun, Unstored
from pipeline.edge.patience import Patience
from pipeline.edge.seats import Seat, Seats
from transports.line import Line


class Board(Protocol):
    """One agent at work; `Switchboard` is one."""

    agent: LoadedAgent
    store: CallStore
    data: Path
    make_redactor: Callable[[AgentConfig], Redactor]
    unstored: Unstored

    async def answer(self, line: Line) -> CallRecord:
        """Hold a call to its finished record."""
        ...

    async def end_call(self, call_id: str) -> None:
        """End a call whose caller has gone."""
        ...


IsAlive = Callable[[str], Awaitable[bool]]
"""Whether another worker lives, by its name."""


async def _nobody_knows(_: str) -> bool:
    return True


class Floor:
    """The state of one worker. Opened by `FrontDesk`."""

    def __init__(
        self,
        config: ServerConfig,
        boards: Mapping[str, Board],
        store: CallStore,
        *,
        worker: str,
        key: bytes,
        rng: random.Random | None = None,
    ) -> None:
        self.config = config
        self.boards = dict(boards)
        """What `numbers:` calls an agent → its switchboard."""
        self.by_name = {board.agent.name: board for board in boards.values()}
        self.store = store
        self.worker = worker
        self.tokens = TokenMaker(key)
        self.rng = rng or random.Random(secrets.randbits(128))
        self.lag = LoopLag()
        self.seats = Seats()
        self.patience = Patience()
        self.draining = False
        self.spent: Mapping[tuple[str, str], float] = {}
        """Seconds of calls of this day, by agent and tenant. The lease brings it up to date."""
        self.overs: set[tuple[str, str]] = set()
        """Calls of which the database was not told yet that they are over."""
        self.is_alive: IsAlive = _nobody_knows
        self._background: set[asyncio.Task[None]] = set()

    def board_of(self, admitted: Admitted) -> Board:
        """Whose call it is."""
        return self.by_name[admitted.agent]

    def not_begun(self, admitted: Admitted) -> NotBegun:
        """A call that has no stream yet."""
        board = self.board_of(admitted)
        return NotBegun(board.agent, board.data, board.make_redactor(board.agent.config), admitted)

    async def save(self, seat: Seat) -> None:
        """Let the database know what this process knows of a call."""
        seat.unsaved = True
        try:
            await self.store.admissions.save(seat.visit)
        except StoreError as error:
            logger.error(f"{seat.visit.call_id}: the database does not know how far it is: {error}")
        else:
            seat.unsaved = False

    async def lapse(self, seat: Seat) -> None:
        """A call that was admitted has no stream, and none will come: its record is made."""
        told = seat.visit.over_at is not None
        reason = EndReason.CALLER_HUNG_UP_BEFORE_GREETING if told else EndReason.CARRIER_FAILED
        seat.closed(reason, utc_now())
        begun = self.not_begun(seat.admitted)
        record = await begun.ended(reason, "" if told else "no media stream came")
        board = self.board_of(seat.admitted)
        await board.unstored.store(board.store, begun.folder, record)
        await self.save(seat)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settled(self, secs: float) -> None:
        """Wait for what is being done and written, for some seconds at most."""
        if self._background:
            await asyncio.wait(self._background, timeout=secs)
        await self.patience.settled(secs)
