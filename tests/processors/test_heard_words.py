"""Words wait until the line tells that they were heard."""

import asyncio
from collections.abc import Sequence

import pytest
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    OutputAudioRawFrame,
    TTSTextFrame,
)
from pipecat.tests.utils import SleepFrame

from processors.heard_words import HeardWords
from tests.patient import run_test
from transports.playout import MARK_MS, Playout


def word(text: str, *, interruptible: bool = True) -> TTSTextFrame:
    frame = TTSTextFrame(text, text_type="word")
    frame.interruptible = interruptible
    return frame


async def come_out(playout: Playout, frames: Sequence[Frame]) -> list[str]:
    down, _ = await run_test(HeardWords(playout), frames_to_send=frames)
    return [frame.text if isinstance(frame, TTSTextFrame) else type(frame).__name__ for frame in down]


@pytest.fixture
def playout() -> Playout:
    return Playout()


def sent(playout: Playout) -> str:
    playout.wrote(MARK_MS)
    name = playout.due()
    assert name is not None
    return name


async def test_on_a_line_with_nothing_on_its_way_nothing_waits(playout: Playout) -> None:
    assert await come_out(playout, [LLMFullResponseStartFrame(), word("Hello")]) == [
        "LLMFullResponseStartFrame",
        "Hello",
    ]


async def test_a_word_waits_for_the_mark_behind_its_audio_and_what_follows_waits_with_it(
    playout: Playout,
) -> None:
    name = sent(playout)
    asyncio.get_running_loop().call_later(0.2, playout.returned, name)
    began = asyncio.get_running_loop().time()
    order = await come_out(playout, [word("Hello"), BotStoppedSpeakingFrame(), LLMFullResponseEndFrame()])
    assert sorted(order) == ["BotStoppedSpeakingFrame", "Hello", "LLMFullResponseEndFrame"]
    assert order.index("Hello") == 0
    assert asyncio.get_running_loop().time() - began >= 0.2


async def test_a_barge_in_drops_the_words_that_were_not_heard(playout: Playout) -> None:
    sent(playout)
    frames = [
        word("never"),
        word("certainly", interruptible=False),
        LLMFullResponseEndFrame(),
        SleepFrame(0.05),
        InterruptionFrame(),
        SleepFrame(0.05),
    ]
    asyncio.get_running_loop().call_later(0.3, playout.cleared)
    assert await come_out(playout, frames) == ["InterruptionFrame", "certainly"]


async def test_audio_never_waits(playout: Playout) -> None:
    name = sent(playout)
    asyncio.get_running_loop().call_later(0.2, playout.returned, name)
    frames = [word("late"), OutputAudioRawFrame(bytes(320), 8000, 1)]
    assert await come_out(playout, frames) == ["OutputAudioRawFrame", "late"]


async def test_a_carrier_that_sends_no_marks_back_is_waited_for_once(playout: Playout) -> None:
    sent(playout)
    assert await come_out(playout, [word("Hello"), SleepFrame(1.7), word("again")]) == ["Hello", "again"]
    began = asyncio.get_running_loop().time()
    assert await playout.reached(playout.spot())
    assert asyncio.get_running_loop().time() - began < 0.2


async def test_on_a_lost_line_nothing_more_was_heard(playout: Playout) -> None:
    sent(playout)
    asyncio.get_running_loop().call_later(0.1, playout.lost)
    assert await come_out(playout, [word("Hello"), LLMFullResponseEndFrame()]) == ["LLMFullResponseEndFrame"]
