"""A worker's sign of life, and what is put right with each: what an outage left, what nobody will finish."""

import asyncio
from datetime import datetime, timedelta

import aiohttp
from loguru import logger

from calls.admission.visit import Worker
from calls.clock import utc_now
from calls.store import StoreError
from pipeline.edge.floor import Floor
from pipeline.edge.front_desk import FrontDesk
from pipeline.edge.patience import Away
from pipeline.edge.reconciling import close_left, reconcile
from pipeline.edge.seats import At, Seat

KEEP = timedelta(days=2)
"""How long visits that are over are remembered; the day's spending is counted from them."""

PROBE_SECS = 0.5
"""Seconds another worker has to say that it lives."""


class Lease:
    """Keeps one worker's lease while `run` runs."""

    def __init__(self, desk: FrontDesk, address: str, lease_secs: float) -> None:
        self._desk = desk
        self._floor: Floor = desk.floor
        self._address = address
        self._lease_secs = lease_secs
        self._good_since: datetime | None = None
        """Since when the database has answered without a break."""
        self._forgot_at: datetime | None = None
        self._floor.is_alive = self.is_alive

    @property
    def has_database(self) -> bool:
        """Whether the database answered the last time."""
        return self._good_since is not None

    async def run(self) -> None:
        """Give signs of life until cancelled."""
        while True:
            await self.beat()
            await asyncio.sleep(self._lease_secs / 3)

    async def beat(self) -> None:
        """One sign of life, and everything that goes with it. Never raises StoreError."""
        now = utc_now()
        try:
            await self._sign(now)
            self._good_since = self._good_since or now
            await self._catch_up(now)
            if now - self._good_since >= timedelta(seconds=self._lease_secs):
                # After an outage, the others get the time to sign first.
                await reconcile(self._floor)
        except StoreError as error:
            if self.has_database:
                logger.error(f"the database is away, calls go on without it: {error}")
            self._good_since = None

    async def _sign(self, now: datetime) -> None:
        floor = self._floor
        active, draining = floor.seats.active, floor.draining
        await floor.store.workers.beat(
            Worker(floor.worker, self._address, now, self._lease_secs, active, draining)
        )

    async def _catch_up(self, now: datetime) -> None:
        floor = self._floor
        for board in floor.boards.values():
            await board.unstored.again(board.store)
        for seat in floor.seats:
            if seat.unsaved:
                await self._tell(seat)
            elif seat.at is At.WAITING:
                visit = await floor.store.admissions.newest(seat.visit.carrier, seat.visit.carrier_call)
                if visit is not None and visit.worker != floor.worker and visit.entered_at is not None:
                    seat.went_elsewhere(now)
            if seat.is_lost(now):
                await floor.lapse(seat)
        for carrier, carrier_call in list(floor.overs):
            await floor.store.admissions.over(carrier, carrier_call, now)
            floor.overs.discard((carrier, carrier_call))
        await self._hear_of_ends(now)
        floor.spent = await floor.store.admissions.seconds_since(midnight(now), now)
        if self._forgot_at is None or now - self._forgot_at > timedelta(hours=1):
            self._forgot_at = now
            await floor.store.admissions.forget(now - KEEP)

    async def _tell(self, seat: Seat) -> None:
        """What the database could not be told while it was away."""
        floor = self._floor
        if seat.at is not At.LEFT:
            board = floor.board_of(seat.admitted)
            await board.store.begin(floor.not_begun(seat.admitted).record(), admitted=True)
        await floor.save(seat)

    async def _hear_of_ends(self, now: datetime) -> None:
        """Carriers may tell another worker that a call of ours is over."""
        for visit in await self._floor.store.admissions.still_open(self._floor.worker):
            seat = self._floor.seats.by_call(visit.call_id)
            if seat is None:
                # It was taken over from a dead worker, and then the database went away.
                await close_left(self._floor, visit)
            elif visit.over_at is not None and seat.visit.over_at is None:
                await self._desk.over(visit.carrier, visit.carrier_call)

    async def is_alive(self, worker: str) -> bool:
        """Whether another worker lives: its lease runs and it answers."""
        try:
            known = await self._floor.patience.ask(self._floor.store.workers.get(worker))
        except Away:
            return False
        if known is None or not known.is_alive(utc_now()):
            return False
        timeout = aiohttp.ClientTimeout(total=PROBE_SECS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.get(f"{known.address}/health/live") as answer,
            ):
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def give_up(self) -> None:
        """The worker ends: it leaves nothing that another one would have to wait for."""
        try:
            await self._catch_up(utc_now())
            await self._floor.store.workers.gone(self._floor.worker)
        except StoreError as error:
            logger.error(f"the database is away, the lease ends by itself: {error}")


def midnight(now: datetime) -> datetime:
    """When the present day began, in UTC."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
