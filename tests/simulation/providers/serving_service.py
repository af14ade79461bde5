"""An unmodified Pipecat service against a fake provider, on the virtual clock."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
from pipecat.frames.frames import Frame, InputAudioRawFrame, VADUserStoppedSpeakingFrame
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.tests.utils import SleepFrame

from simulation.clock import run_virtual
from simulation.providers import FakeProvider, serving
from tests.patient import run_test

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RATE = 8000


def conversation(
    fake: FakeProvider, make: Callable[[str], FrameProcessor], frames: Sequence[Frame], **kwargs: object
) -> tuple[list[Frame], list[Frame]]:
    """Send frames through the service that `make` makes for an address; what it pushed down and up."""

    async def run() -> tuple[list[Frame], list[Frame]]:
        async with serving(fake) as address:
            down, up = await run_test(
                make(address),
                frames_to_send=list(frames),
                pipeline_params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
                start_timeout=15.0,
            )
            return list(down), list(up)

    return run_virtual(run, start=START, limit_secs=600.0)


def sound(secs: float) -> list[Frame]:
    """Packets of a voice, each followed by the time it takes."""
    return _packets((6000 * np.sin(np.arange(round(secs * RATE)) * 0.4)).astype(np.int16).tobytes())


def silence(secs: float) -> list[Frame]:
    """Packets without sound."""
    return _packets(bytes(2 * round(secs * RATE)))


def _packets(pcm: bytes) -> list[Frame]:
    frames: list[Frame] = []
    for start in range(0, len(pcm), 320):
        frames += [InputAudioRawFrame(pcm[start : start + 320], RATE, 1), SleepFrame(0.02)]
    return frames


def phrase() -> list[Frame]:
    """A second of speech, as a speech detector hears it, and time for its words to come."""
    return [*sound(1.0), *silence(0.2), VADUserStoppedSpeakingFrame(stop_secs=0.2), *silence(1.0)]
