"""What the caller has heard, as the carrier's marks tell."""

import asyncio

import pytest

from transports.playout import MARK_MS, Playout


async def test_what_a_mark_brings_back_was_heard_once() -> None:
    playout = Playout()
    playout.wrote(MARK_MS)
    name = playout.due()
    assert name is not None and playout.due() is None
    assert (playout.heard_ms, playout.lag_ms) == (0, MARK_MS)
    playout.returned(name)
    playout.returned(name)
    playout.returned("a mark of somebody else")
    assert (playout.heard_ms, playout.lag_ms) == (MARK_MS, 0)


async def test_what_was_thrown_away_was_not_heard_although_its_mark_comes_back() -> None:
    playout = Playout()
    playout.wrote(MARK_MS)
    first = playout.due()
    playout.wrote(MARK_MS)
    second = playout.due()
    assert first is not None and second is not None
    playout.returned(first)
    playout.cleared()
    playout.returned(second)
    assert (playout.heard_ms, playout.lag_ms) == (MARK_MS, 0)


async def test_short_audio_is_marked_when_nothing_follows_it() -> None:
    playout = Playout()
    playout.wrote(80)
    assert playout.due() is None
    assert playout.due(last=True) is not None
    assert playout.due(last=True) is None


async def test_it_is_drained_when_the_last_mark_is_back_and_not_before() -> None:
    playout = Playout()
    assert await playout.drained(0.01)
    playout.wrote(80)
    name = playout.due(last=True)
    assert name is not None
    assert not await playout.drained(0.01)
    waiting = asyncio.create_task(playout.drained(1))
    await asyncio.sleep(0)
    playout.returned(name)
    assert await waiting


async def test_the_way_takes_as_long_as_the_last_mark_took_there_and_back() -> None:
    now = [10.0]
    playout = Playout(lambda: now[0])
    playout.wrote(MARK_MS)
    name = playout.due()
    now[0] = 10.6
    assert name is not None
    playout.returned(name)
    assert playout.trip_secs == pytest.approx(0.6)
    playout.wrote(80)
    spot = playout.spot()
    assert not playout.is_past(spot)
    now[0] = 11.2
    assert playout.is_past(spot), "what is not marked yet is past when the way has taken its time"


async def test_what_lies_before_a_mark_is_not_past_while_the_mark_is_missing() -> None:
    now = [10.0]
    playout = Playout(lambda: now[0])
    playout.wrote(MARK_MS)
    name = playout.due()
    spot = playout.spot()
    now[0] = 60.0
    assert name is not None and not playout.is_past(spot)
    playout.returned(name)
    assert playout.is_past(spot)


async def test_what_was_thrown_away_is_past() -> None:
    playout = Playout()
    playout.wrote(MARK_MS)
    playout.due()
    spot = playout.spot()
    playout.cleared()
    assert playout.is_past(spot) and await playout.reached(spot)


async def test_on_a_lost_line_nobody_waits_for_a_mark() -> None:
    playout = Playout()
    playout.wrote(MARK_MS)
    playout.due()
    playout.lost()
    assert not await playout.reached(playout.spot())
