"""The caller's voice: text or recordings to 8 kHz speech."""

import wave
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import soxr

from services.local import engines
from simulation.mulaw import RATE
from simulation.utterance import Samples, Utterance, joined, levelled, pause, spoken, voiced


@dataclass(frozen=True)
class Sound:
    """What a synthesizer made of a text."""

    pcm: bytes
    """16-bit mono."""
    rate: int
    """Hertz"""
    word_starts_ms: list[int] | None = None
    """When each word (split at white space) begins, if it says."""


Synthesizer = Callable[[str, str, float], Awaitable[Sound]]
"""Makes speech of (text, voice, speed as a factor)."""


async def local_synthesizer(text: str, voice: str, speed: float) -> Sound:
    """The local engine's voices."""
    speech = await engines.speak(text, voice=voice, sample_rate=RATE, speed=round(engines.SPEED * speed))
    return Sound(speech.pcm, RATE, [ms for _, ms in speech.words])


def to_phone_rate(pcm: bytes, rate: int) -> Samples:
    """16-bit mono PCM of any rate to 8 kHz samples."""
    samples = np.frombuffer(pcm, dtype=np.int16)
    return samples if rate == RATE else soxr.resample(samples, rate, RATE, quality="HQ")


def read_wav(path: Path) -> Samples:
    """A 16-bit WAV file as 8 kHz samples; several channels are mixed. Raises ValueError, naming the file."""
    try:
        with wave.open(str(path), "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path}: not a WAV file: {error}") from error
    if width != 2:
        raise ValueError(f"{path}: {width * 8} bits per sample; allowed: 16")
    mixed = np.frombuffer(data, dtype=np.int16).reshape(-1, channels).mean(axis=1).astype(np.int16)
    return to_phone_rate(mixed.tobytes(), rate)


class Voice:
    """One caller's voice. What has been said once is kept, for as long as the process lives."""

    _kept: ClassVar[dict[tuple[Synthesizer, str, float, str], Utterance]] = {}

    def __init__(self, synthesizer: Synthesizer, *, name: str, speed: float = 1.0) -> None:
        self._synthesizer = synthesizer
        self._name = name
        self._speed = speed

    async def say(self, text: str) -> Utterance:
        """Speech of one piece of text."""
        key = (self._synthesizer, self._name, self._speed, text)
        if key not in self._kept:
            self._kept[key] = await self._synthesize(text)
        return self._kept[key]

    async def _synthesize(self, text: str) -> Utterance:
        sound = await self._synthesizer(text, self._name, self._speed)
        samples = to_phone_rate(sound.pcm, sound.rate)
        if not len(voiced(samples)):
            raise ValueError(f"the voice {self._name!r} made no sound of {text!r}")
        starts = sound.word_starts_ms
        return spoken(text, levelled(samples), [ms * RATE // 1000 for ms in starts] if starts else None)

    async def say_parts(self, parts: Sequence[str | int]) -> Utterance:
        """Text, with pauses (milliseconds) between."""
        pieces = [pause(part) if isinstance(part, int) else await self.say(part) for part in parts]
        return joined(pieces)

    def play(self, path: Path, text: str) -> Utterance:
        """A recording that says `text`, at the level of its own."""
        return spoken(text, read_wav(path))
