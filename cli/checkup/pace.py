"""A quick measure of a core: the speech detector, which every call runs thirty times a second."""

import time
from collections.abc import Callable

REFERENCE_MS = 0.060
"""A window of 32 ms at 8 kHz on the reference machine (one core of an AMD EPYC, 2 cores in all)."""

BATCHES, WINDOWS = 8, 200


def window_ms() -> float:
    """Milliseconds of CPU that one window takes here: the best of some batches."""
    # Loaded when asked for: the model takes longer to load than all other checks together.
    from pipecat.audio.vad.vad_analyzer import VADParams

    from pipeline.models import SharedSileroAnalyzer

    detector = SharedSileroAnalyzer(params=VADParams())
    detector.set_sample_rate(8000)
    window = bytes(512)
    detector.voice_confidence(window)
    return min(_batch(detector.voice_confidence, window) for _ in range(BATCHES)) * 1000 / WINDOWS


def _batch(run: Callable[[bytes], object], window: bytes) -> float:
    began = time.thread_time()
    for _ in range(WINDOWS):
        run(window)
    return time.thread_time() - began
