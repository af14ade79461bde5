"""What came of a scenario."""

import wave
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np

from calls.events import CallEvent
from calls.record import CallRecord
from simulation.mulaw import RATE, decode


@dataclass
class ScenarioResult:
    """One call, and whether it was as expected."""

    name: str
    file: str
    line: int
    failures: list[str] = field(default_factory=list)
    """What was expected and did not happen, in words."""
    skipped: str | None = None
    """Why no call was made at all; None = one was."""
    record: CallRecord | None = None
    """None if the call never came to be."""
    events: list[CallEvent] = field(default_factory=list)
    call_secs: float = 0.0
    """How long the call lasted, by its own clock."""
    real_secs: float = 0.0
    """How long it took to run."""
    deeds: list[str] = field(default_factory=list)
    """What a caller with a goal said and did, in words."""
    turns_played: int = 0
    """Turns that the call lived to see."""
    wish: datetime | None = None
    """The moment that a caller with a goal wanted in the end."""
    said: bytes = b""
    """µ-law: what the caller's telephone sent."""
    heard: bytes = b""
    """µ-law: what the caller heard."""

    @property
    def passed(self) -> bool:
        """Whether all expectations were met. Those of a call that was not made are not."""
        return not self.failures and self.skipped is None

    def write_audio(self, path: Path) -> None:
        """The call as the caller's telephone knew it: caller left, agent right, 8 kHz WAV."""
        count = max(len(self.said), len(self.heard))
        sides = [decode(side.ljust(count, b"\xff")) for side in (self.said, self.heard)]
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.stack(sides, axis=1).astype("<i2").tobytes())
