"""The front desk of one process: it is the `Gate` of the carriers' routes, and holds what has entered."""

import asyncio
import random
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from loguru import logger

from calls.admission.fates import fate_of
from calls.clock import utc_now
from calls.end_reasons import EndReason
from calls.gate import Admitted, Arrival, Fate, TurnedAway
from calls.record import CallRecord
from calls.store import CallStore
from configs.server.schema import ServerConfig
from pipeline.edge.floor import Board, Floor
from pipeline.edge.letting_in import LettingIn
from pipeline.edge.patience import Away
from pipeline.edge.seats import At, Seat
from transports.line import Line

CLOSING_SECS = 5.0
"""Seconds an agent may take to finish its record, once its stream has ended."""

OVER_SECS = 2.0
"""Seconds after which a call that the carrier has ended is ended here, if its stream has not told us."""

LOOK_SECS = 0.25
"""Between two looks for what another process makes of a call."""


class FrontDesk:
    """Answers carriers' questions for all numbers of a server."""

    def __init__(
        self,
        config: ServerConfig,
        boards: Mapping[str, Board],
        store: CallStore,
        *,
        worker: str,
        key: bytes | None = None,
        rng: random.Random | None = None,
    ) -> None:
        """`boards`: what `numbers:` calls an agent → its switchboard. `key`: shared by the workers."""
        self.floor = Floor(config, boards, store, worker=worker, key=key or secrets.token_bytes(32), rng=rng)
        self._letting_in = LettingIn(self.floor)
        self._admitting: dict[tuple[str, str], asyncio.Future[Admitted | TurnedAway]] = {}

    @property
    def home(self) -> str:
        """See `Gate`."""
        return f"/w/{self.floor.worker}"

    @property
    def active_calls(self) -> int:
        """Calls that are waited for or held here."""
        return self.floor.seats.active

    async def admit(self, arrival: Arrival) -> Admitted | TurnedAway:
        """See `Gate`."""
        key = (arrival.carrier, arrival.carrier_call)
        if (asked := self._admitting.get(key)) is None:
            asked = asyncio.ensure_future(self._letting_in.admit(arrival))
            self._admitting[key] = asked
            asked.add_done_callback(lambda _: self._admitting.pop(key, None))
        # A carrier that gives up on its request must not undo what was admitted.
        return await asyncio.shield(asked)

    async def enter(self, carrier: str, carrier_call: str, token: str) -> Admitted | None:
        """See `Gate`."""
        return await self._letting_in.enter(carrier, carrier_call, token)

    async def answer(self, line: Line) -> CallRecord:
        """Hold a call that has entered. For a line that no gate was asked about, the first agent does."""
        admitted, floor = line.admitted, self.floor
        seat = floor.seats.by_call(admitted.call_id) if admitted else None
        board = floor.board_of(admitted) if admitted else next(iter(floor.boards.values()))
        if admitted is None or seat is None:
            return await board.answer(line)
        seat.moved(At.HELD, utc_now())
        seat.hang_up = lambda: floor.in_background(board.end_call(admitted.call_id))
        reason = EndReason.INTERNAL_ERROR
        try:
            record = await board.answer(line)
            reason = record.end_reason or reason
            return record
        except asyncio.CancelledError:
            reason = EndReason.DRAINED
            raise
        finally:
            seat.hang_up = None
            seat.closed(reason, utc_now())
            floor.in_background(floor.save(seat))

    async def fate(self, carrier: str, carrier_call: str) -> Fate:
        """See `Gate`."""
        seat = self.floor.seats.of(carrier, carrier_call)
        if seat is None or seat.is_elsewhere or seat.at is At.WAITING:
            return await self._fate_elsewhere(carrier, carrier_call)
        try:
            async with asyncio.timeout(CLOSING_SECS):
                await seat.left.wait()
        except TimeoutError:
            logger.warning(f"{seat.visit.call_id} is not finished {CLOSING_SECS:g} s after its stream")
        return fate_of(seat.reason)

    async def _fate_elsewhere(self, carrier: str, carrier_call: str) -> Fate:
        """What another process makes of a call; a process that is dead makes nothing of it."""
        floor, loop = self.floor, asyncio.get_running_loop()
        until = loop.time() + CLOSING_SECS
        while loop.time() < until:
            try:
                visit = await floor.patience.ask(floor.store.admissions.newest(carrier, carrier_call), 1.0)
            except Away:
                return Fate.RESCUE
            if visit is not None and visit.closed_at is not None:
                return fate_of(EndReason(visit.end_reason) if visit.end_reason else None)
            if visit is None or visit.worker == floor.worker or not await floor.is_alive(visit.worker):
                return Fate.RESCUE
            await asyncio.sleep(LOOK_SECS)
        return Fate.RESCUE

    async def again(self, carrier: str, carrier_call: str) -> Admitted | None:
        """See `Gate`."""
        floor = self.floor
        seat = floor.seats.of(carrier, carrier_call)
        if seat is not None and not seat.is_elsewhere:
            return await self._letting_in.again(seat.visit, seat.admitted.arrival)
        try:
            before = await floor.patience.ask(floor.store.admissions.newest(carrier, carrier_call))
            record = before and await floor.patience.ask(floor.store.get(before.call_id))
        except Away:
            return None
        if before is None or not record:
            return None
        arrival = Arrival(carrier, carrier_call, record.from_ or "", record.to or "")
        return await self._letting_in.again(before, arrival)

    async def person(self, carrier: str, carrier_call: str) -> str | None:
        """See `Gate`: whom the server's file names for callers of the number."""
        floor = self.floor
        seat = floor.seats.of(carrier, carrier_call)
        visit = seat.visit if seat is not None else None
        if visit is None:
            with suppress(Away):
                visit = await floor.patience.ask(floor.store.admissions.newest(carrier, carrier_call))
        entry = floor.config.numbers.get(visit.number) if visit is not None else None
        return floor.config.overflow_of(entry).dial

    async def over(self, carrier: str, carrier_call: str) -> None:
        """See `Gate`."""
        floor, now = self.floor, utc_now()
        seat = floor.seats.of(carrier, carrier_call)
        if seat is not None and seat.visit.over_at is None:
            seat.visit = replace(seat.visit, over_at=now)
            floor.in_background(self.end_soon(seat))
        floor.overs.add((carrier, carrier_call))
        try:
            await floor.patience.ask(floor.store.admissions.over(carrier, carrier_call, now))
        except Away:
            return
        floor.overs.discard((carrier, carrier_call))

    async def end_soon(self, seat: Seat) -> None:
        """End what the carrier has ended, unless its stream tells the same."""
        await asyncio.sleep(OVER_SECS)
        if seat.at is At.HELD and seat.hang_up is not None:
            logger.warning(f"{seat.visit.call_id}: the carrier has ended the call, its stream is still open")
            seat.hang_up()
        elif seat.at in (At.WAITING, At.ENTERED) and not seat.is_elsewhere:
            await self.floor.lapse(seat)
