"""What the caller has heard, as the carrier's marks tell."""

import asyncio

from transports.phone.playout import MARK_MS, Playout


def test_what_a_mark_brings_back_was_heard_once() -> None:
    playout = Playout()
    playout.wrote(MARK_MS)
    name = playout.due()
    assert name is not None and playout.due() is None
    assert (playout.heard_ms, playout.lag_ms) == (0, MARK_MS)
    playout.returned(name)
    playout.returned(name)
    playout.returned("a mark of somebody else")
    assert (playout.heard_ms, playout.lag_ms) == (MARK_MS, 0)


def test_what_was_thrown_away_was_not_heard_although_its_mark_comes_back() -> None:
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


def test_short_audio_is_marked_when_nothing_follows_it() -> None:
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
