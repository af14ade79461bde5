"""Do the carrier's own records agree with ours, and with what a scenario expects? Pure."""

from collections.abc import Iterator, Sequence

from calls.record import CallRecord
from calls.record_parts import Transfer, TransferAttempt
from calls.transfers import LegResult
from simulation.blocks import FinallyBlock, TransferBlock
from simulation.carrier.blocks import LegBlock
from simulation.carrier.cdr import CdrRow
from simulation.carrier.switch import FakeCarrier

_ANSWERED = (
    LegResult.VOICEMAIL,
    LegResult.DECLINED,
    LegResult.LEFT,
    LegResult.TIMED_OUT,
    LegResult.MERGE_FAILED,
)

STATUSES: dict[LegResult, frozenset[str]] = {
    LegResult.CONNECTED: frozenset({"completed"}),
    LegResult.NO_ANSWER: frozenset({"no-answer", "canceled"}),
    LegResult.BUSY: frozenset({"busy"}),
    LegResult.REJECTED: frozenset({"busy", "failed"}),
    LegResult.CANCELLED: frozenset({"canceled", "completed", "no-answer"}),
    LegResult.FORWARDED: frozenset({"completed", "busy", "no-answer", "failed", "canceled"}),
    **{result: frozenset({"completed"}) for result in _ANSWERED},
}
"""What we say of a call to a person → what the carrier may say of it."""

WITHOUT_A_LEG = frozenset({LegResult.REJECTED, LegResult.CANCELLED, LegResult.MERGE_FAILED})
"""What an attempt may come to of which the carrier has no call: it did not take the order."""

MET = frozenset({LegResult.CONNECTED})


def carrier_complaints(wanted: FinallyBlock, carrier: FakeCarrier, record: CallRecord | None) -> list[str]:
    """What is not as it should be, in words."""
    transfers = record.transfers if record is not None else []
    return [
        *(f"the carrier could not do what it was told: {each}" for each in carrier.complaints),
        *(f"the carrier got no good answer: {each}" for each in carrier.webhooks.failures),
        *disagreements(transfers, carrier.cdr()),
        *_transfers(wanted.transfers, transfers),
        *_cdr(wanted, carrier),
    ]


def disagreements(transfers: Sequence[Transfer], rows: Sequence[CdrRow]) -> list[str]:
    """Where our record of the calls to people is not that of the carrier."""
    found: list[str] = []
    legs = [row for row in rows if row.direction != "inbound"]
    for attempt in (each for transfer in transfers for each in transfer.attempts):
        if legs and legs[0].to == attempt.number:
            found += _differences(attempt, legs.pop(0))
        elif attempt.result not in WITHOUT_A_LEG:
            found.append(f"our record has a call to …{attempt.number[-2:]}, the carrier's has none")
    found += [f"the carrier's record has a call to …{leg.to[-2:]}, ours has none" for leg in legs]
    return found


def _differences(attempt: TransferAttempt, leg: CdrRow) -> Iterator[str]:
    result, who = attempt.result, f"the call to …{leg.to[-2:]}"
    if leg.status not in STATUSES.get(result, frozenset()):
        yield f"{who}: our record says {result}, the carrier's {leg.status}"
    if leg.met != (result in MET) and result is not LegResult.FORWARDED:
        together = "was" if leg.met else "was not"
        yield f"{who}: our record says {result}, at the carrier it {together} together with the caller"
    if attempt.answered_ms is not None and leg.answered is None:
        yield f"{who}: our record says that it was answered, the carrier's that it was not"


def _transfers(wanted: Sequence[TransferBlock] | None, transfers: Sequence[Transfer]) -> Iterator[str]:
    if wanted is None:
        return
    shown = ", ".join(f"{each.destination}: {each.outcome}" for each in transfers) or "none"
    if len(wanted) != len(transfers):
        yield f"expected {len(wanted)} transfer(s), got {shown}"
        return
    for number, (want, got) in enumerate(zip(wanted, transfers, strict=True)):
        for field in ("outcome", "destination", "reason"):
            value, actual = getattr(want, field), getattr(got, field)
            if value is not None and value != actual:
                yield f"transfers[{number}]: expected {field} {value}, got {actual}"


def _cdr(wanted: FinallyBlock, carrier: FakeCarrier) -> Iterator[str]:
    alive = wanted.cdr.alive if wanted.cdr is not None else 0
    if len(carrier.left_alive) > alive:
        kinds = ", ".join(f"{leg.direction} to …{leg.to[-2:]}" for leg in carrier.left_alive)
        yield f"{len(carrier.left_alive)} leg(s) were still up when all was over: {kinds}"
    if wanted.cdr is None:
        return
    rows = carrier.cdr()
    persons = [row for row in rows if row.direction != "inbound"]
    if wanted.cdr.persons is not None:
        if len(persons) != len(wanted.cdr.persons):
            shown = ", ".join(f"{row.to}: {row.status}" for row in persons) or "none"
            yield f"expected {len(wanted.cdr.persons)} call(s) to people at the carrier, got {shown}"
            return
        for number, (want, row) in enumerate(zip(wanted.cdr.persons, persons, strict=True)):
            yield from _leg(f"cdr.persons[{number}]", want, row)
    if wanted.cdr.caller is not None:
        yield from _leg(
            "cdr.caller", wanted.cdr.caller, next(row for row in rows if row.direction == "inbound")
        )


def _leg(where: str, want: LegBlock, row: CdrRow) -> Iterator[str]:
    actual = {
        "to": row.to,
        "status": row.status,
        "answered": row.answered is not None,
        "conference": row.met,
        "ended_by": row.ended_by,
    }
    for field, got in actual.items():
        value = getattr(want, field)
        if value is not None and value != got:
            yield f"{where}: expected {field} {value}, got {got}"
