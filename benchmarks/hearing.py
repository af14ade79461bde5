"""What a caller hears of the packets that arrive: where sound begins and ends, and where playback ran dry.

Pure. Times are seconds of one clock, whichever the generator uses.
"""

from dataclasses import dataclass

import numpy as np

from simulation.mulaw import RATE, decode

LOUD = 300
"""Level of a sample, of 32768, from which it counts as sound."""

JITTER_SECS = 0.04
"""Seconds the carrier holds the first packet of a stretch. Pipecat sends 40 ms at a time."""

DRY_SECS = 0.5
"""Seconds without a packet after which a new stretch begins. Shorter gaps in sound are underruns."""

_LOUD_CODES = (np.abs(decode(bytes(range(256))).astype(np.int32)) >= LOUD).astype(np.uint8).tobytes()


@dataclass
class Hearing:
    """The carrier's playback towards one caller."""

    sound_until: float = 0.0
    """When the last sound that arrived has been played."""

    underruns: int = 0
    """Packets that came after the one before had been played, in the middle of sound."""

    underrun_secs: float = 0.0
    """Seconds of silence they made."""

    _played_until: float = 0.0
    _ends_loud: bool = False

    def packet(self, code: bytes, now: float) -> float | None:
        """Take a µ-law packet that arrived at `now`; returns when its first sound did, None without sound."""
        loud = code.translate(_LOUD_CODES)
        first = loud.find(1)
        if now > self._played_until:
            gap = now - self._played_until
            if self._ends_loud and 0 <= first < RATE // 100 and gap < DRY_SECS:
                self.underruns += 1
                self.underrun_secs += gap
            self._played_until = now + JITTER_SECS
        begins = self._played_until
        self._played_until = begins + len(code) / RATE
        last = loud.rfind(1)
        self._ends_loud = last >= len(code) - RATE // 100
        if first < 0:
            return None
        self.sound_until = begins + (last + 1) / RATE
        return now + first / RATE

    def clear(self, now: float) -> None:
        """The buffer was thrown away."""
        self._played_until = self.sound_until = now
        self._ends_loud = False
