"""What does not end by itself is ended: a pipeline whose parts hang leaves no task behind."""

import asyncio
import time

import pytest
from pipecat.frames.frames import CancelFrame, EndFrame, Frame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from pipeline.end_watch import CANCEL_SECS, ROUND_SECS, ROUNDS, EndWatch, closed

BOUND_SECS = CANCEL_SECS + ROUNDS * ROUND_SECS + 0.5


class Stuck(FrameProcessor):
    """A service that never lets go: it hangs at one kind of frame."""

    def __init__(self, at: type[Frame]) -> None:
        super().__init__()
        self._at = at

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, self._at):
            await asyncio.sleep(3600)
        await self.push_frame(frame, direction)


async def started(*processors: FrameProcessor) -> tuple[EndWatch, "asyncio.Task[None]", PipelineWorker]:
    watch = EndWatch()
    worker = PipelineWorker(Pipeline(list(processors)), enable_rtvi=False, idle_timeout_secs=None)
    up = asyncio.Event()

    @worker.event_handler("on_pipeline_started")
    async def _(*_: object) -> None:
        up.set()

    await watch.runner.add_workers(worker)
    running = asyncio.create_task(watch.run())
    await asyncio.wait_for(up.wait(), 5)
    return watch, running, worker


def others(before: set["asyncio.Task[object]"]) -> set["asyncio.Task[object]"]:
    return {task for task in asyncio.all_tasks() - before if not task.done()}


async def test_a_pipeline_that_ends_by_itself_is_left_alone() -> None:
    before = asyncio.all_tasks()
    _, running, worker = await started(Stuck(CancelFrame))
    await worker.queue_frame(EndFrame())
    await asyncio.wait_for(running, 3)
    assert others(before) == set()


@pytest.mark.realtime
@pytest.mark.parametrize("at", [CancelFrame, EndFrame])
async def test_a_service_that_hangs_is_cut_off_within_seconds(at: type[Frame]) -> None:
    before = asyncio.all_tasks()
    watch, running, worker = await started(Stuck(at))
    await worker.queue_frame(EndFrame())
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await watch.stop()
    await asyncio.wait({running}, timeout=BOUND_SECS)
    assert running.done()
    assert time.monotonic() - began < BOUND_SECS
    await asyncio.sleep(0.1)
    assert others(before) == set()


async def test_a_cancellation_ends_the_pipeline_and_is_passed_on() -> None:
    before = asyncio.all_tasks()
    _, running, _ = await started(Stuck(EndFrame))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert others(before) == set()


@pytest.mark.realtime
async def test_what_is_closed_with_a_call_is_not_waited_for_longer_than_two_seconds() -> None:
    began = time.monotonic()
    await closed("the handover", asyncio.sleep(60))
    assert time.monotonic() - began < 2.5
