"""What the routes of a carrier remember of a call."""

import asyncio
import gc
import weakref

import pytest
from pipecat.transports.base_transport import BaseTransport

from calls.clock import utc_now
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted
from calls.record import CallRecord, fold
from simulation.clock import run_virtual
from simulation.stage import PUBLIC
from transports.line import Line
from transports.phone.callers import CallerCall, Place, Step, after_stream
from transports.phone.office import REMEMBERED_SECS, Front, Office


class Nowhere(BaseTransport):
    """A transport to nobody."""

    def input(self) -> None: ...  # type: ignore[override]

    def output(self) -> None: ...  # type: ignore[override]


def record(reason: EndReason) -> CallRecord:
    begun = CallStarted(
        call_id="call_" + "a" * 20,
        agent="desk",
        agent_hash="0",
        carrier="twilio",
        direction="inbound",
        from_=None,
        to=None,
        started_at="2026-03-02T09:15:00Z",
        providers={},
    )
    ended = CallEnded(end_reason=reason, ended_at="2026-03-02T09:16:00Z")
    return fold([begun, ended], now=utc_now())


async def test_the_record_of_a_call_is_let_go_of() -> None:
    kept: list[weakref.ref[CallRecord]] = []

    async def answer(_: Line) -> CallRecord:
        made = record(EndReason.CALLER_HUNG_UP)
        kept.append(weakref.ref(made))
        return made

    office = Office("twilio", Front(answer, public=PUBLIC))
    caller = CallerCall("CA1", "+12025550123", "+15550100100", PUBLIC)
    await office.hold(caller, Line(Nowhere(), carrier="twilio"))
    gc.collect()
    assert kept[0]() is None


@pytest.mark.parametrize(
    ("reason", "step"),
    [(EndReason.CALLER_HUNG_UP, Step.RETURN), (EndReason.COMPLETED, Step.HANG_UP)],
)
async def test_what_follows_a_stream_hangs_on_how_the_call_ended(reason: EndReason, step: Step) -> None:
    async def answer(_: Line) -> CallRecord:
        return record(reason)

    office = Office("twilio", Front(answer, public=PUBLIC))
    caller = CallerCall("CA1", "+12025550123", "+15550100100", PUBLIC)
    await office.hold(caller, Line(Nowhere(), carrier="twilio"))
    assert after_stream(caller) is step


async def held(book_has: list[bool], *, place: Place = Place.AGENT) -> None:
    """A call whose carrier tells nothing of its end; whether it is remembered then, and later."""

    async def answer(_: Line) -> CallRecord:
        return record(EndReason.CALLER_HUNG_UP)

    office = Office("twilio", Front(answer, public=PUBLIC))
    caller = CallerCall("CA1", "+12025550123", "+15550100100", PUBLIC)
    office.book.add_caller(caller)
    await office.hold(caller, Line(Nowhere(), carrier="twilio"))
    if place is not Place.AGENT:
        caller.moved(place, "")
    for _ in range(2):
        book_has.append(office.book.caller_of("CA1") is caller)
        await asyncio.sleep(REMEMBERED_SECS + 1)
    book_has.append(office.book.caller_of("CA1") is caller)


@pytest.mark.parametrize(
    ("place", "remembered"), [(Place.AGENT, [True, False, False]), (Place.CONFERENCE, [True, True, True])]
)
def test_a_call_of_whose_end_nobody_tells_is_forgotten(place: Place, remembered: list[bool]) -> None:
    found: list[bool] = []
    run_virtual(lambda: held(found, place=place), start=utc_now())
    assert found == remembered
