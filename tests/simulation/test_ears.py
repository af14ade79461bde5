"""Scripted ears understand exactly what was said while they listened."""

import asyncio
from datetime import UTC, datetime

from pipecat.frames.frames import (
    Frame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from simulation.clock import run_virtual
from simulation.ears import ScriptedSTTService, ScriptFeed
from simulation.mulaw import RATE
from simulation.utterance import Word


def words(text: str, *ends: float) -> list[Word]:
    return [
        Word(word, round((end - 0.3) * RATE), round(end * RATE))
        for word, end in zip(text.split(), ends, strict=True)
    ]


def test_each_stretch_of_speech_yields_its_own_words_once():
    feed = ScriptFeed()
    feed.speak(words("five five one two", 0.5, 1.0, 3.5, 4.0), 100.0)
    assert feed.take(100.2, 101.2) == "five five"
    assert feed.take(103.3, 104.2) == "one two"
    assert feed.take(105.0, 106.0) == ""
    assert feed.unheard == []


def test_words_that_sounded_while_nothing_was_detected_are_unheard():
    feed = ScriptFeed()
    feed.speak(words("mumble yes", 0.5, 5.0), 100.0)
    assert feed.take(104.8, 105.3) == "yes"
    assert feed.unheard == ["mumble"]


def test_what_a_caller_who_broke_off_did_not_say_is_not_understood():
    feed = ScriptFeed()
    feed.speak(words("I want to", 0.5, 1.0, 1.5), 100.0)
    feed.hush(101.2)
    assert feed.take(100.1, 110.0) == "I want"


class Sink(FrameProcessor):
    """Keeps the transcripts that reach it, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.transcripts: list[tuple[float, str, bool]] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TranscriptionFrame):
            now = asyncio.get_running_loop().time()
            self.transcripts.append((now, frame.text, frame.finalized))
        await self.push_frame(frame, direction)


def test_the_service_emits_a_final_transcript_a_recognisers_time_after_speech_stopped():
    async def call() -> tuple[list[tuple[float, str, bool]], float]:
        loop = asyncio.get_running_loop()
        feed, sink = ScriptFeed(), Sink()
        service = ScriptedSTTService(feed, delay_secs=0.04)
        worker = PipelineWorker(Pipeline([service, sink]), idle_timeout_secs=None, enable_rtvi=False)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        await asyncio.sleep(1)
        began = loop.time()
        feed.speak(words("five five one two", 0.5, 1.0, 3.5, 4.0), began)
        for start, stop in ((0.2, 1.2), (3.4, 4.2)):
            await asyncio.sleep(began + start - loop.time())
            await worker.queue_frame(VADUserStartedSpeakingFrame(start_secs=0.2))
            await asyncio.sleep(began + stop - loop.time())
            await worker.queue_frame(VADUserStoppedSpeakingFrame(stop_secs=0.2))
        await asyncio.sleep(1)
        await runner.cancel()
        await running
        return sink.transcripts, began

    transcripts, began = run_virtual(call, start=datetime(2026, 3, 2, tzinfo=UTC))
    assert [(round(at - began, 3), text, final) for at, text, final in transcripts] == [
        (1.24, "five five", True),
        (4.24, "one two", True),
    ]
