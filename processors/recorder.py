"""The recorder: two taps, one where the caller's audio comes in and one where the agent's goes out."""

from collections.abc import Callable
from typing import Protocol

from pipecat.audio.utils import create_stream_resampler
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from processors.bypass import PastCallerAudio
from processors.person_bridge import PersonAudioFrame


class StereoSink(Protocol):
    """What the taps write to; `calls.recordings.StereoRecording` is one."""

    sample_rate: int
    """Of both sides, which is that of the caller's audio."""

    def write_caller(self, pcm: bytes, at_ms: int) -> None:
        """16-bit mono PCM that came from the caller, at milliseconds since the stream started."""
        ...

    def write_agent(self, pcm: bytes, at_ms: int) -> None:
        """16-bit mono PCM that goes out to the caller, at milliseconds since the stream started."""
        ...

    def truncate_agent(self, at_ms: int) -> None:
        """What was to sound from here on will not be heard: the caller barged in."""
        ...


class SpeechJudge(Protocol):
    """Who decides what may be kept of the sound; `calls.recordings.judging.SoundJudge` is one."""

    def speech_started(self, start_secs: float) -> None:
        """The caller has been speaking for so long."""
        ...

    def speech_stopped(self, stop_secs: float) -> None:
        """The caller has been silent for so long."""
        ...

    def key_pressed(self, at_ms: float) -> None:
        """The caller pressed a key."""
        ...

    def tick(self) -> None:
        """A packet came."""
        ...

    def agent_started(self, at_ms: float) -> None:
        """The agent's voice is heard."""
        ...

    def agent_stopped(self, at_ms: float) -> None:
        """It is not any more."""
        ...


class CallerTap(PastCallerAudio):
    """Stands right behind `transport.input()`. The speech detector's frames come up to it."""

    def __init__(self, sink: StereoSink, now_ms: Callable[[], int], judge: SpeechJudge | None = None) -> None:
        super().__init__(enable_direct_mode=True)
        self._sink = sink
        self._now_ms = now_ms
        self._judge = judge

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Tell the judge; pass everything on."""
        await super().process_frame(frame, direction)
        if self._judge is not None:
            self._tell(self._judge, frame)
        await self.push_frame(frame, direction)

    async def caller_audio(self, frame: InputAudioRawFrame) -> None:
        """Write caller audio."""
        self._sink.write_caller(frame.audio, self._now_ms())
        if self._judge is not None:
            self._judge.tick()

    def _tell(self, judge: SpeechJudge, frame: Frame) -> None:
        if isinstance(frame, VADUserStartedSpeakingFrame):
            judge.speech_started(frame.start_secs)
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            judge.speech_stopped(frame.stop_secs)
        elif isinstance(frame, InputDTMFFrame):
            judge.key_pressed(self._now_ms())


class AgentTap(FrameProcessor):
    """Stands right behind `transport.output()`, which paces audio as it goes out."""

    def __init__(self, sink: StereoSink, now_ms: Callable[[], int], judge: SpeechJudge | None = None) -> None:
        super().__init__(enable_direct_mode=True)
        self._sink = sink
        self._now_ms = now_ms
        self._judge = judge
        self._resampler = create_stream_resampler()
        """A browser hears the agent at a higher rate than it is heard at."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Write agent audio; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, PersonAudioFrame):
            return
        if isinstance(frame, OutputAudioRawFrame) and direction is FrameDirection.DOWNSTREAM:
            pcm = await self._resampler.resample(frame.audio, frame.sample_rate, self._sink.sample_rate)
            self._sink.write_agent(pcm, self._now_ms())
            return
        if isinstance(frame, InterruptionFrame):
            self._sink.truncate_agent(self._now_ms())
        elif self._judge is not None and direction is FrameDirection.DOWNSTREAM:
            if isinstance(frame, BotStartedSpeakingFrame):
                self._judge.agent_started(self._now_ms())
            elif isinstance(frame, BotStoppedSpeakingFrame):
                self._judge.agent_stopped(self._now_ms())
        await self.push_frame(frame, direction)
