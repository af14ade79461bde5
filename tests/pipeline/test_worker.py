"""What the observer of a call is told."""

from pipecat.frames.frames import EndFrame, Frame, InputAudioRawFrame, TextFrame
from pipecat.observers.base_observer import BaseObserver, FrameProcessed, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.filters.identity_filter import IdentityFilter
from pipecat.workers.runner import WorkerRunner

from pipeline.worker import CallWorker


class Watcher(BaseObserver):
    def __init__(self) -> None:
        super().__init__(observe_every_push=False)
        self.pushed: list[Frame] = []
        self.processed = 0

    async def on_push_frame(self, data: FramePushed) -> None:
        self.pushed.append(data.frame)

    async def on_process_frame(self, data: FrameProcessed) -> None:
        self.processed += 1


async def test_the_observer_of_a_phone_call_is_told_of_words_and_not_of_audio() -> None:
    watcher = Watcher()
    worker = CallWorker(
        Pipeline([IdentityFilter(), IdentityFilter()]), observer=watcher, rtvi=None, rtvi_report=None
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    audio = InputAudioRawFrame(audio=bytes(320), sample_rate=8000, num_channels=1)
    await worker.queue_frames([audio, TextFrame("hello"), EndFrame()])
    try:
        await runner.run()
    finally:
        await runner.cancel()
    texts = [frame.text for frame in watcher.pushed if isinstance(frame, TextFrame)]
    assert texts == ["hello"]
    assert not [frame for frame in watcher.pushed if isinstance(frame, InputAudioRawFrame)]
    assert watcher.processed == 0
