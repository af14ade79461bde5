"""Music for callers on hold."""

import asyncio
from datetime import UTC, datetime

import numpy as np
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    Frame,
    OutputAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from processors.hold_music import PIECE_SECS, HoldMusic
from processors.music import PEAK, hold_music
from simulation.clock import run_virtual

RATE = 8000


class Heard(FrameProcessor):
    """Counts the seconds of music that come through."""

    def __init__(self) -> None:
        super().__init__()
        self.secs = 0.0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, OutputAudioRawFrame):
            self.secs += len(frame.audio) / 2 / frame.sample_rate
        await self.push_frame(frame, direction)


def on_a_line(act) -> None:
    """Run `act(music, heard, worker)` in a pipeline on a virtual clock."""

    async def call() -> None:
        music, heard = HoldMusic(), Heard()
        worker = PipelineWorker(
            Pipeline([music, heard]),
            params=PipelineParams(audio_out_sample_rate=RATE),
            idle_timeout_secs=None,
            enable_rtvi=False,
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        await asyncio.sleep(0.1)
        await act(music, heard, worker)
        await runner.cancel()
        await running
        assert not [task for task in asyncio.all_tasks() if "HoldMusic" in task.get_name()]

    run_virtual(call, start=datetime(2026, 3, 2, tzinfo=UTC), limit_secs=120)


def test_it_plays_in_real_time_until_it_is_stopped() -> None:
    async def act(music: HoldMusic, heard: Heard, worker: PipelineWorker) -> None:
        music.start()
        music.start()
        await asyncio.sleep(20)
        music.stop()
        assert abs(heard.secs - 20) <= 2 * PIECE_SECS
        before = heard.secs
        await asyncio.sleep(5)
        assert heard.secs - before <= PIECE_SECS

    on_a_line(act)


def test_words_come_before_music() -> None:
    async def act(music: HoldMusic, heard: Heard, worker: PipelineWorker) -> None:
        music.start()
        await asyncio.sleep(2)
        await worker.queue_frame(TTSStartedFrame())
        await asyncio.sleep(0.1)
        before = heard.secs
        await asyncio.sleep(3)
        assert heard.secs == before
        await worker.queue_frames([TTSStoppedFrame(), BotStoppedSpeakingFrame()])
        await asyncio.sleep(2)
        assert heard.secs - before >= 1.5

    on_a_line(act)


def test_music_that_still_plays_when_the_call_ends_leaves_no_task() -> None:
    async def act(music: HoldMusic, heard: Heard, worker: PipelineWorker) -> None:
        music.start()
        await asyncio.sleep(1)

    on_a_line(act)


def test_it_is_quiet_and_has_no_click_where_it_begins_again() -> None:
    loop = np.frombuffer(hold_music(RATE), "<i2").astype(float)
    assert abs(loop).max() <= PEAK
    jumps = np.abs(np.diff(np.concatenate([loop, loop[:1]])))
    assert jumps[-1] <= jumps.max()
