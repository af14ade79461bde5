"""A caller on a wideband line: the same caller, heard at 16 kHz instead of through the telephone's band.

The messages are shaped as Twilio's, with 16-bit samples in the place of µ-law. Positions stay those of the
telephone, at 8 kHz, so that everything that listens to a caller need not know which line it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import soxr

from services.local import engines
from simulation.carrier import TwilioCaller
from simulation.carrier.blocks import Need
from simulation.dialling import Dialled
from simulation.mouth import Mouth, Samples
from simulation.mulaw import RATE, TICK, encode
from simulation.utterance import Utterance, Word, levelled, pause, spoken
from simulation.voice import Sound, Synthesizer, Voice
from simulation.wideband_line import FROM_CALLER_HZ, PATH, TO_CALLER_HZ

NO_FORWARD: Mapping[Need, str] = {"forward": "no carrier can move a caller in a browser"}
"""What every line of a browser lacks."""

WIDER = FROM_CALLER_HZ // RATE
"""Wideband samples for each of the telephone's."""


async def wide_synthesizer(text: str, voice: str, speed: float) -> Sound:
    """The local engine's voices with all that they have up to 8 kHz."""
    words_per_minute = round(engines.SPEED * speed)
    speech = await engines.speak(text, voice=voice, sample_rate=FROM_CALLER_HZ, speed=words_per_minute)
    return Sound(speech.pcm, FROM_CALLER_HZ, [ms for _, ms in speech.words])


class WideVoice(Voice):
    """A voice whose utterances have 16 kHz samples; where their words lie is told at 8 kHz as ever."""

    def __init__(self, synthesizer: Synthesizer = wide_synthesizer, *, name: str, speed: float = 1.0) -> None:
        super().__init__(synthesizer, name=name, speed=speed)

    async def _synthesize(self, text: str) -> Utterance:
        sound = await self._synthesizer(text, self._name, self._speed)
        samples = np.frombuffer(sound.pcm, dtype=np.int16)
        if sound.rate != FROM_CALLER_HZ:
            samples = soxr.resample(samples, sound.rate, FROM_CALLER_HZ, quality="HQ")
        starts = [ms * FROM_CALLER_HZ // 1000 for ms in sound.word_starts_ms or ()]
        said = spoken(text, levelled(samples), starts or None)
        words = tuple(Word(word.text, word.start // WIDER, word.end // WIDER) for word in said.words)
        return Utterance(said.samples, words)

    async def say_parts(self, parts: Sequence[str | int]) -> Utterance:
        """Text, with pauses (milliseconds) between."""
        samples: list[Samples] = []
        words: list[Word] = []
        at = 0
        for part in parts:
            piece = pause(part * WIDER) if isinstance(part, int) else await self.say(part)
            words += [word.moved(at // WIDER) for word in piece.words]
            samples.append(piece.samples)
            at += len(piece.samples)
        return Utterance(np.concatenate(samples), tuple(words))


@dataclass
class WideMouth(Mouth):
    """What a wideband caller sends: 16-bit samples at 16 kHz, 20 ms at a time."""

    def say(self, samples: Samples) -> tuple[int, int]:
        """Say 16 kHz samples; returns where they start and end, at 8 kHz."""
        start = self.position + sum(map(len, self._pending)) // WIDER
        if len(samples):
            self._pending.append(samples)
        return start, start + len(samples) // WIDER

    def packet(self) -> bytes:
        """The next 20 ms, as 16-bit samples."""
        samples = self._next(TICK * WIDER)
        if self.noise is not None:
            samples += self.noise(self.position * WIDER, TICK * WIDER)
        out = np.clip(samples, -32768, 32767).astype("<i2")
        self.position += TICK
        self._sent.append(narrow(out, FROM_CALLER_HZ))
        return out.tobytes()


@dataclass
class WidebandCaller(TwilioCaller):
    """One call over a wideband line. What is heard of it is kept at the telephone's rate."""

    lacks: ClassVar[Mapping[Need, str]] = NO_FORWARD

    wide: ClassVar[bool] = True

    media_format: ClassVar[dict[str, Any]] = {
        "encoding": "audio/x-l16",
        "sampleRate": FROM_CALLER_HZ,
        "channels": 1,
    }

    def _new_mouth(self) -> Mouth:
        return WideMouth(noise=self.noise)

    async def dial(self) -> None:
        """Open the stream. There is no webhook. Raises SocketRefused."""
        await self.start_stream(Dialled(PATH, {"from": self.from_, "to": self.to}))

    def _as_heard(self, payload: bytes) -> bytes:
        return narrow(np.frombuffer(payload, dtype="<i2"), TO_CALLER_HZ)


def narrow(samples: Samples, rate: int) -> bytes:
    """Samples as µ-law at 8 kHz, by the mean of neighbours: for those who only ask when there is sound."""
    each = rate // RATE
    whole = samples[: len(samples) // each * each].astype(np.float64).reshape(-1, each)
    return encode(whole.mean(axis=1).astype(np.int16))
