"""The worker of one call: Pipecat's, with an observer that is told only what a call record is made of."""

from typing import Any

from pipecat.frames.frames import AudioRawFrame, TTSAudioRawFrame
from pipecat.observers.base_observer import BaseObserver, FrameProcessed, FramePushed
from pipecat.pipeline.base_pipeline import BasePipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.pipeline.worker_observer import WorkerObserver
from pipecat.processors.frameworks.rtvi import RTVIObserverParams, RTVIProcessor
from pipecat.transports.base_output import BaseOutputTransport


class _QuietObserver(WorkerObserver):
    """Tells observers of pushes that are no audio. Every other notice is a queue hop that nobody reads."""

    async def on_process_frame(self, data: FrameProcessed) -> None:
        """Nobody wants to know."""

    async def on_push_frame(self, data: FramePushed) -> None:
        """A frame other than audio was pushed, or an agent's answer began to sound."""
        if not isinstance(data.frame, AudioRawFrame) or _is_synthesized(data):
            await super().on_push_frame(data)


def _is_synthesized(data: FramePushed) -> bool:
    """Audio as the TTS made it; the way out pushes it once more in many small pieces."""
    return isinstance(data.frame, TTSAudioRawFrame) and not isinstance(data.source, BaseOutputTransport)


class CallWorker(PipelineWorker):
    """No idle watch, and turn tracking only for traces; without a page, no RTVI and a quiet observer.

    Silence is answered by the ladder: Pipecat's idle timeout is a leak guard with an observer of its own.
    """

    def __init__(
        self,
        pipeline: BasePipeline,
        *,
        observer: BaseObserver,
        rtvi: RTVIProcessor | None,
        rtvi_report: RTVIObserverParams | None,
        tracing: bool = False,
        **kwargs: Any,
    ) -> None:
        observers = [observer]  # tracing adds its own
        super().__init__(
            pipeline,
            observers=observers,
            idle_timeout_secs=None,
            enable_turn_tracking=tracing,
            enable_tracing=tracing,
            enable_rtvi=rtvi is not None,
            rtvi_processor=rtvi,
            rtvi_observer_params=rtvi_report,
            **kwargs,
        )
        if rtvi is None:
            self._observer = _QuietObserver(observers=observers)
