"""How a call gets in: announced by its carrier, and then by its stream with a token."""

from dataclasses import replace
from datetime import datetime

from loguru import logger

from calls.admission.deciding import (
    Counts,
    ProcessFacts,
    Spent,
    refused_anywhere,
    refused_for_money,
    refused_here,
    turned_away,
)
from calls.admission.tokens import Claims, claims_of, digest_of, expiry
from calls.admission.visit import MOST_VISITS, Visit
from calls.clock import utc_now
from calls.folders import new_call_id
from calls.gate import Admitted, Arrival, Turned, TurnedAway
from calls.store.admission_rows import Issued, Use
from configs.server.numbers import NumberBlock
from pipeline.admitted import NotBegun
from pipeline.edge.floor import Board, Floor
from pipeline.edge.patience import Away
from pipeline.edge.seats import At, Seat


class LettingIn:
    """Decides with the database, and without it where it is slow or away."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._used: dict[str, datetime] = {}
        """Digests of tokens that opened a stream here → when they end."""

    async def admit(self, arrival: Arrival) -> Admitted | TurnedAway:
        """See `Gate`; asked once at a time for each call."""
        floor, config = self._floor, self._floor.config
        entry = config.answering(arrival.to)
        board = floor.boards.get(entry.agent) if entry else None
        if entry is None or board is None:
            return turned_away(config, None, Turned.NO_AGENT)
        known = floor.seats.of(arrival.carrier, arrival.carrier_call)
        if known is not None:
            # Told twice; late, where it is over.
            is_over = known.at is At.LEFT and not known.is_elsewhere
            return self._turn_away(entry, Turned.UNAVAILABLE) if is_over else known.admitted
        process = ProcessFacts(floor.seats.active, floor.lag.p95_ms, floor.draining)
        why = refused_here(config, process) or refused_for_money(config, entry, self._spent(board, entry))
        if why is not None:
            return self._turn_away(entry, why)
        number = next(number for number, one in config.numbers.items() if one is entry)
        seat, issued = self._seat(arrival, board, number, entry.tenant or "")
        floor.seats.add(seat, seat.visit.admitted_at)
        answer = await self._written(seat, issued, entry)
        if isinstance(answer, Turned):
            floor.seats.remove(seat)
            return self._turn_away(entry, answer)
        if answer.call_id == seat.visit.call_id:
            return seat.admitted
        # Another worker was told of the call before, and its answer may have been lost on the way.
        floor.seats.remove(seat)
        if answer.closed_at is not None:
            return self._turn_away(entry, Turned.UNAVAILABLE)
        return replace(seat.admitted, call_id=answer.call_id, at=answer.admitted_at)

    async def again(self, before: Visit, arrival: Arrival) -> Admitted | None:
        """One more visit of a call that got in before; no limit keeps it out but that of its visits."""
        board = self._floor.by_name.get(before.agent)
        if board is None or before.visit + 1 >= MOST_VISITS:
            return None
        seat, issued = self._seat(arrival, board, before.number, before.tenant, before.visit + 1)
        self._floor.seats.add(seat, seat.visit.admitted_at)
        await self._written(seat, issued, None)
        return seat.admitted

    async def enter(self, carrier: str, carrier_call: str, token: str) -> Admitted | None:
        """See `Gate`."""
        floor, now = self._floor, utc_now()
        claims = claims_of(token)
        if claims is None or claims.agent not in floor.by_name:
            return None
        digest = digest_of(token, carrier, carrier_call)
        use, visit = await self._use(digest, now)
        if use in (None, Use.UNKNOWN):
            # It was given out while the database was away: then it is the key that tells.
            if claims.is_over(now) or not floor.tokens.is_ours(token, carrier, carrier_call):
                return None
        elif use is not Use.OPENED:
            return None
        call_id, at = (visit.call_id, visit.admitted_at) if visit else (claims.call_id, claims.admitted_at)
        seat = floor.seats.by_call(call_id)
        if digest in self._used or (seat is not None and seat.at is not At.WAITING):
            return None
        self._remember(digest, claims, now)
        if seat is None:
            visit = visit or Visit(call_id, carrier, carrier_call, claims.agent, "", floor.worker, at)
            arrival = Arrival(carrier, carrier_call, claims.from_, claims.to)
            seat = Seat(visit, Admitted(call_id, claims.agent, token, arrival, at), since=now)
            floor.seats.add(seat, now)
        seat.visit = replace(seat.visit, entered_at=now, worker=floor.worker)
        seat.unsaved = seat.unsaved or use is not Use.OPENED
        seat.moved(At.ENTERED, now)
        return seat.admitted

    def _seat(
        self, arrival: Arrival, board: Board, number: str, tenant: str, visit: int = 0
    ) -> tuple[Seat, Issued]:
        floor, now = self._floor, utc_now()
        name, call_id = board.agent.name, new_call_id(floor.rng)
        nonce = f"{floor.rng.getrandbits(64):016x}"
        claims = Claims(call_id, name, arrival.from_, arrival.to, now, expiry(now), nonce)
        carrier, carrier_call = arrival.carrier, arrival.carrier_call
        token = floor.tokens.make(claims, carrier, carrier_call)
        made = Visit(call_id, carrier, carrier_call, name, number, floor.worker, now, tenant, visit)
        issued = Issued(digest_of(token, carrier, carrier_call), call_id, claims.expires_at)
        return Seat(made, Admitted(call_id, name, token, arrival, now), since=now), issued

    async def _written(self, seat: Seat, issued: Issued, entry: NumberBlock | None) -> Turned | Visit:
        """What the database says to the call; where it says nothing in time, what this process knows."""
        floor = self._floor

        def refused(counts: Counts) -> Turned | None:
            # What is written late was let in before, and what comes back is always.
            if seat.late or entry is None:
                return None
            return refused_anywhere(floor.config, entry, counts)

        begun: NotBegun = floor.not_begun(seat.admitted)
        writing = floor.store.admissions.admit(seat.visit, issued, begun.record(), refused)
        try:
            return await floor.patience.ask(writing)
        except Away:
            why = refused(floor.seats.counts(seat.visit))
            seat.late = seat.unsaved = True
            if why is None:
                await begun.write_down()
            return why or seat.visit

    async def _use(self, digest: str, now: datetime) -> tuple[Use | None, Visit | None]:
        """What came of presenting a token to the database; None if it is away."""
        try:
            return await self._floor.patience.ask(
                self._floor.store.admissions.use(digest, self._floor.worker, now)
            )
        except Away:
            return None, None

    def _remember(self, digest: str, claims: Claims, now: datetime) -> None:
        self._used[digest] = claims.expires_at
        while (oldest := next(iter(self._used))) and self._used[oldest] < now:
            del self._used[oldest]

    def _spent(self, board: Board, entry: NumberBlock) -> Spent:
        price = self._floor.config.spend.per_minute / 60
        spent = self._floor.spent
        agent = sum(secs for (who, _), secs in spent.items() if who == board.agent.name)
        tenant = sum(secs for (_, whose), secs in spent.items() if whose and whose == entry.tenant)
        return Spent(agent * price, tenant * price)

    def _turn_away(self, entry: NumberBlock, why: Turned) -> TurnedAway:
        logger.warning(f"a call is turned away: {why}")
        return turned_away(self._floor.config, entry, why)
