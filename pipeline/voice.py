"""The agent's voice for a flow's tools: words of their own, and its pace."""

from pipecat.frames.frames import TTSSpeakFrame, TTSUpdateSettingsFrame
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor

from pipeline.providers import Providers


class CallVoice:
    """What `calls.desk.Voice` asks for, in one call."""

    def __init__(self, providers: Providers) -> None:
        """`connect` must follow before the call begins."""
        self._providers = providers
        self._before_llm: FrameProcessor | None = None
        self._worker: PipelineWorker | None = None
        self._step = 0

    def connect(self, before_llm: FrameProcessor, worker: PipelineWorker) -> None:
        """`before_llm`: what is said there comes before anything the model says afterwards."""
        self._before_llm, self._worker = before_llm, worker

    async def say(self, text: str) -> None:
        """Say these words before anything else that the agent says from now on."""
        assert self._before_llm is not None, "connect it first"
        await self._before_llm.push_frame(TTSSpeakFrame(text))

    async def slower(self) -> bool:
        """One step slower, whichever voice is or will be active. False: none of them can, or not any more."""
        assert self._worker is not None, "connect it first"
        slowed = False
        for service, choice in self._providers.voices:
            steps = self._providers.slower_steps(service, choice)
            if self._step < len(steps):
                slowed = True
                frame = TTSUpdateSettingsFrame(delta=steps[self._step], service=service)
                frame.reach_inactive_services = True
                await self._worker.queue_frame(frame)
        self._step += slowed
        return slowed
