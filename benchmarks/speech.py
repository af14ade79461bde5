"""What the callers of the benchmark say: rendered once by the local voice, kept as µ-law files."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.local import engines
from simulation.mulaw import RATE, encode

VOICE = engines.CALLER_VOICES[0]

LOUDNESS = 5000.0
"""Root mean square of speech, of 32768 (about -16 dBFS): a caller close to the phone."""

FRAME = RATE // 100


async def render(sentences: Sequence[str], folder: Path, *, voice: str = VOICE) -> list[Path]:
    """One file per sentence: 8 kHz µ-law that begins and ends with speech."""
    os.makedirs(folder, exist_ok=True)
    files = []
    try:
        for index, sentence in enumerate(sentences):
            speech = await engines.speak(sentence, voice=voice, sample_rate=RATE)
            samples = speech_only(np.frombuffer(speech.pcm, dtype=np.int16))
            if not len(samples):
                raise ValueError(f"the voice {voice!r} made no sound of {sentence!r}")
            file = folder / f"{index:02d}.ulaw"
            file.write_bytes(encode(samples))
            files.append(file)
    finally:
        await engines.close()
    return files


def speech_only(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """The speech at a caller's loudness, without the silence before and after it."""
    frames = samples[: len(samples) // FRAME * FRAME].astype(np.float64).reshape(-1, FRAME)
    loud = np.sqrt((frames**2).mean(axis=1))
    voiced = np.flatnonzero(loud > max(60.0, 0.05 * loud.max(initial=0.0)))
    if not len(voiced):
        return samples[:0]
    gain = LOUDNESS / float(np.sqrt((loud[voiced] ** 2).mean()))
    spoken = samples[voiced[0] * FRAME : (voiced[-1] + 1) * FRAME]
    return np.clip(spoken * gain, -32768, 32767).astype(np.int16)
