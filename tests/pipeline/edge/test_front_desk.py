"""Who gets in and what becomes of whoever is left, in one process and in several."""

import asyncio
from collections.abc import Callable
from typing import Any

from calls.end_reasons import EndReason
from calls.gate import Admitted, Fate, Turned, TurnedAway

Run = Callable[..., None]
CALL = ("twilio", f"CA{1:032x}")


def why(answer: object) -> Turned:
    assert isinstance(answer, TurnedAway), answer
    return answer.why


def test_an_admitted_call_has_its_row_before_its_carrier_is_answered(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        admitted = await desk.admitted()
        (row,) = await desk.store.list(state="active")
        assert (row.call_id, row.from_address) == (admitted.call_id, "+12025550123")
        record = await desk.store.get(admitted.call_id)
        assert record and record.carrier_call == admitted.arrival.carrier_call

    on_the_clock(test)


def test_a_call_enters_once_is_held_and_ends_with_one_record(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        admitted = await desk.admitted()
        await desk.hold(admitted)
        assert await desk.enter(admitted) is None
        await desk.finish(admitted)
        (row,) = await desk.store.list()
        assert (row.call_id, row.state, row.end_reason) == (admitted.call_id, "ended", "completed")
        assert desk.desk.active_calls == 0
        visit = await desk.store.admissions.newest(*CALL)
        assert visit and visit.end_reason == "completed"

    on_the_clock(test)


def test_a_token_of_another_call_or_carrier_opens_nothing(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        one, other = await desk.admitted(1), await desk.admitted(2)
        assert await desk.desk.enter("twilio", one.arrival.carrier_call, other.token) is None
        assert await desk.desk.enter("telnyx", one.arrival.carrier_call, one.token) is None
        assert await desk.desk.enter("twilio", one.arrival.carrier_call, "") is None
        assert await desk.enter(one) is not None

    on_the_clock(test)


def test_a_token_lasts_half_a_minute(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        early, late = await desk.admitted(1), await desk.admitted(2)
        await asyncio.sleep(29)
        assert await desk.enter(early) is not None
        await asyncio.sleep(2)
        assert await desk.enter(late) is None

    on_the_clock(test)


def test_a_stream_may_come_to_another_worker_even_with_another_key(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b", key=b"another key")
        admitted = await a.admitted()
        entered = await b.hold(admitted)
        assert entered.call_id == admitted.call_id
        assert entered.arrival == admitted.arrival
        assert await a.enter(admitted) is None
        await a.lease.beat()
        assert (a.desk.active_calls, b.desk.active_calls) == (0, 1)

    on_the_clock(test)


def test_a_call_that_is_announced_twice_is_one_call(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        first, second = await asyncio.gather(a.admitted(), a.admitted())
        elsewhere = await b.admitted()
        assert first == second
        assert elsewhere.call_id == first.call_id
        assert await b.enter(elsewhere) is not None
        assert await a.enter(first) is None
        assert len(await a.store.list()) == 1

    on_the_clock(test)


def test_the_call_above_the_cap_is_turned_away_with_what_the_number_offers(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        await desk.admitted(1)
        await desk.admitted(2)
        answer = await desk.admit(3)
        assert why(answer) is Turned.FULL
        assert isinstance(answer, TurnedAway) and answer.say == "Please hold the line."
        assert len(await desk.store.list()) == 2

    on_the_clock(test, limits={"calls_per_process": 2}, overflow={"say": "Please hold the line."})


def test_a_number_has_its_cap_over_all_workers(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        answers = await asyncio.gather(*((a if n % 2 else b).admit(n) for n in range(6)))
        assert sum(isinstance(answer, Admitted) for answer in answers) == 3
        assert {why(answer) for answer in answers if isinstance(answer, TurnedAway)} == {Turned.FULL}

    on_the_clock(test)


def test_nobody_answers_a_number_that_is_not_listed(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        assert why(await desk.admit(to="+13035550199")) is Turned.NO_AGENT

    on_the_clock(test)


def test_a_process_that_drains_takes_no_call_but_lets_in_whom_it_admitted(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        admitted = await desk.admitted(1)
        desk.desk.floor.draining = True
        assert why(await desk.admit(2)) is Turned.DRAINING
        assert await desk.enter(admitted) is not None

    on_the_clock(test)


def test_a_budget_that_is_used_up_turns_calls_away(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        admitted = await desk.admitted(1)
        await desk.hold(admitted)
        await asyncio.sleep(65)
        await desk.lease.beat()
        assert why(await desk.admit(2)) is Turned.SPENT

    on_the_clock(test, spend={"per_minute": 1.0, "agent_per_day": 1.0})


def test_a_call_whose_stream_never_comes_gets_a_record_and_frees_its_place(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        await desk.admitted()
        await asyncio.sleep(46)
        await desk.lease.beat()
        (row,) = await desk.store.list()
        assert row.end_reason == "carrier_failed"
        assert desk.desk.active_calls == 0

    on_the_clock(test)


def test_a_caller_who_hangs_up_before_the_stream_is_told_as_one(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        await desk.admitted()
        await desk.desk.over(*CALL)
        await asyncio.sleep(3)
        (row,) = await desk.store.list()
        assert row.end_reason == "caller_hung_up_before_greeting"

    on_the_clock(test)


def test_a_call_that_its_carrier_ended_is_ended_although_its_stream_is_open(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        admitted = await a.admitted()
        await b.hold(admitted)
        await a.desk.over(*CALL)  # its carrier told the other one
        await a.desk.over(*CALL)
        await b.lease.beat()
        await asyncio.sleep(2.5)
        record = await asyncio.gather(*b.calls)
        assert record[0].end_reason is EndReason.CALLER_HUNG_UP

    on_the_clock(test)


def test_word_that_a_call_is_over_may_come_first_and_harms_nothing(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        await desk.desk.over(*CALL)
        assert await desk.desk.fate(*CALL) is Fate.RESCUE
        admitted = await desk.admitted()
        assert await desk.enter(admitted) is not None

    on_the_clock(test)


def test_fate_follows_from_how_the_agent_ended_whoever_is_asked(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")

        async def alive(_: str) -> bool:
            return True

        b.desk.floor.is_alive = alive
        ends = [
            (EndReason.COMPLETED, Fate.HANG_UP),
            (EndReason.CALLER_HUNG_UP, Fate.BACK),
            (EndReason.INTERNAL_ERROR, Fate.RESCUE),
        ]
        for n, (reason, fate) in enumerate(ends):
            admitted = await a.hold(await a.admitted(n))
            call = ("twilio", admitted.arrival.carrier_call)
            asked = asyncio.gather(a.desk.fate(*call), b.desk.fate(*call))
            await asyncio.sleep(1)
            await a.finish(admitted, reason)
            assert await asked == [fate, fate]

    on_the_clock(test)


def test_a_caller_of_a_dead_worker_is_rescued_at_once(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        await a.hold(await a.admitted())
        began = asyncio.get_running_loop().time()
        assert await b.desk.fate(*CALL) is Fate.RESCUE  # nobody answers at its address
        assert asyncio.get_running_loop().time() - began < 3

    on_the_clock(test)


def test_whom_a_rescued_caller_is_connected_to_any_worker_knows(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        assert await b.desk.person(*CALL) == "+12025550111", "of a call that nobody knows: the server's"
        await a.hold(await a.admitted())
        for desk in (a, b):
            assert await desk.desk.person(*CALL) == "+12025550111"

    on_the_clock(test, overflow={"dial": "+12025550111"})


def test_where_nobody_is_named_nobody_is_called(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        await desk.hold(await desk.admitted())
        assert await desk.desk.person(*CALL) is None

    on_the_clock(test)


def test_an_agent_that_does_not_finish_is_waited_for_five_seconds(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        await desk.hold(await desk.admitted())
        began = asyncio.get_running_loop().time()
        assert await desk.desk.fate(*CALL) is Fate.RESCUE
        assert 4.9 < asyncio.get_running_loop().time() - began < 5.5

    on_the_clock(test)


def test_a_caller_comes_back_two_times_each_with_a_record_of_its_own(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        first = await a.hold(await a.admitted())
        await a.finish(first, EndReason.CALLER_HUNG_UP)
        second = await b.desk.again(*CALL)
        assert second is not None
        assert (second.arrival.from_, second.arrival.carrier_call) == ("+12025550123", CALL[1])
        await b.hold(second)
        await b.finish(second, EndReason.CALLER_HUNG_UP)
        third = await b.desk.again(*CALL)
        assert third is not None
        await b.hold(third)
        await b.finish(third, EndReason.CALLER_HUNG_UP)
        assert await b.desk.again(*CALL) is None
        assert len({first.call_id, second.call_id, third.call_id}) == 3
        assert [row.state for row in await a.store.list()] == ["ended"] * 3

    on_the_clock(test)
