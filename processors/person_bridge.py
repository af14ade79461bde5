"""Caller and person talk through the pipeline, where no carrier can bring them together."""

from dataclasses import dataclass

from pipecat.audio.utils import create_stream_resampler
from pipecat.frames.frames import Frame, InputAudioRawFrame, InputDTMFFrame, OutputAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor, FrameProcessorSetup

from calls.control import PersonLine


@dataclass
class PersonAudioFrame(OutputAudioRawFrame):
    """A person's voice on its way to the caller. It is the agent's in nothing, so it is not recorded."""


class PersonBridge(FrameProcessor):
    """Stands before recorder and ears. While a person is there, the caller is heard by nobody else."""

    def __init__(self, way_out: FrameProcessor) -> None:
        """`way_out`: the transport's output."""
        super().__init__(enable_direct_mode=True)
        self._way_out = way_out
        self._out_hz = 0
        self._person: PersonLine | None = None
        self._to_person, self._to_caller = create_stream_resampler(), create_stream_resampler()

    @property
    def talking(self) -> bool:
        """Whether caller and person talk."""
        return self._person is not None

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """The pipeline begins."""
        await super().setup(setup)
        self._out_hz = setup.audio_out_sample_rate

    async def talk(self, person: PersonLine) -> None:
        """Let them talk, until the person has gone."""
        self._person = person
        try:
            while (pcm := await person.hear()) is not None:
                heard = await self._to_caller.resample(pcm, person.rate, self._out_hz)
                if heard:
                    await self._way_out.queue_frame(PersonAudioFrame(heard, self._out_hz, 1))
        finally:
            self._person = None
            await person.close()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Hand the caller's sound to the person; without one, everything goes on."""
        await super().process_frame(frame, direction)
        person = self._person
        if person is None or not isinstance(frame, InputAudioRawFrame | InputDTMFFrame):
            await self.push_frame(frame, direction)
        elif isinstance(frame, InputAudioRawFrame):
            await person.say(await self._to_person.resample(frame.audio, frame.sample_rate, person.rate))
