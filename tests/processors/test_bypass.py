"""Caller audio goes past those who have no part in it."""

from pipecat.frames.frames import (
    ErrorFrame,
    InputAudioRawFrame,
    InputDTMFFrame,
    KeypadEntry,
    TranscriptionFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from processors.bypass import PastCallerAudio
from processors.keypad import Keypad
from tests.patient import run_test


def audio(mark: int) -> InputAudioRawFrame:
    return InputAudioRawFrame(audio=bytes([mark]) * 512, sample_rate=8000, num_channels=1)


class Watcher(PastCallerAudio):
    """Remembers what it was shown."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__(enable_direct_mode=True)
        self.heard: list[int] = []
        self.processed: list[str] = []
        self._fails = fails

    async def caller_audio(self, frame: InputAudioRawFrame) -> None:
        self.heard.append(frame.audio[0])
        if self._fails:
            raise OSError("the disk is full")

    async def process_frame(self, frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.processed.append(type(frame).__name__)
        await self.push_frame(frame, direction)


async def test_audio_is_looked_at_and_goes_on_in_order_without_being_processed() -> None:
    first, second = Watcher(), Watcher()
    words = TranscriptionFrame("hello", "caller", "now")
    down, _ = await run_test(pipeline(first, second), frames_to_send=[audio(1), words, audio(2)])
    assert first.heard == second.heard == [1, 2]
    assert "InputAudioRawFrame" not in first.processed + second.processed
    assert first.processed.count("TranscriptionFrame") == 1
    assert [frame.audio[0] for frame in down if isinstance(frame, InputAudioRawFrame)] == [1, 2]
    assert words in down


async def test_who_fails_to_look_is_told_of_and_the_audio_still_goes_on() -> None:
    watcher = Watcher(fails=True)
    down, up = await run_test(pipeline(watcher), frames_to_send=[audio(1)])
    assert [type(frame) for frame in down] == [InputAudioRawFrame]
    (told,) = [frame for frame in up if isinstance(frame, ErrorFrame)]
    assert "the disk is full" in told.error and told.processor is watcher


async def test_keys_become_a_turn_and_audio_passes_the_keypad() -> None:
    keys = [InputDTMFFrame(KeypadEntry.ONE), InputDTMFFrame(KeypadEntry.POUND)]
    down, _ = await run_test(pipeline(Keypad()), frames_to_send=[audio(1), *keys])
    assert [frame.text for frame in down if isinstance(frame, TranscriptionFrame)] == ["DTMF: 1#"]
    assert [type(frame) for frame in down].count(InputAudioRawFrame) == 1


def pipeline(*processors: FrameProcessor) -> FrameProcessor:
    return Pipeline(list(processors))
