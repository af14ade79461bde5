"""What the caller's telephone sends: speech as it is said, noise under it, silence otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.mulaw import SILENCE, TICK, encode

Samples = NDArray[np.int16]
Noise = Callable[[int, int], Samples]
"""(first sample, count) to that stretch of background noise, at the rate of the line."""


@dataclass
class Mouth:
    """The caller's side of the line, packet by packet. Positions are samples since the stream started."""

    noise: Noise | None = None
    position: int = 0
    _pending: list[Samples] = field(default_factory=list)
    _sent: list[bytes] = field(default_factory=list)

    def say(self, samples: Samples) -> tuple[int, int]:
        """Say this after what is still being said; returns where it starts and ends."""
        start = self.position + sum(map(len, self._pending))
        if len(samples):
            self._pending.append(samples)
        return start, start + len(samples)

    @property
    def busy(self) -> bool:
        """Whether something is still being said."""
        return bool(self._pending)

    def hush(self) -> None:
        """Stop talking in the middle of the word."""
        self._pending.clear()

    def packet(self) -> bytes:
        """The next 20 ms, as µ-law."""
        code = self._sound() if self._pending or self.noise is not None else SILENCE * TICK
        self.position += TICK
        self._sent.append(code)
        return code

    def _sound(self) -> bytes:
        out = self._next(TICK)
        if self.noise is not None:
            out += self.noise(self.position, TICK)
        return encode(np.clip(out, -32768, 32767).astype(np.int16))

    def _next(self, count: int) -> NDArray[np.int32]:
        """The next samples of what is being said, then silence."""
        out = np.zeros(count, dtype=np.int32)
        filled = 0
        while self._pending and filled < count:
            piece = self._pending[0][: count - filled]
            out[filled : filled + len(piece)] = piece
            filled += len(piece)
            rest = self._pending[0][len(piece) :]
            if len(rest):
                self._pending[0] = rest
            else:
                self._pending.pop(0)
        return out

    @property
    def packets(self) -> Sequence[bytes]:
        """Every packet sent so far, as µ-law."""
        return self._sent

    def said(self) -> bytes:
        """Everything sent so far, as µ-law."""
        return b"".join(self._sent)
