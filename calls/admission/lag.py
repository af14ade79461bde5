"""How late the event loop is with its work."""

import asyncio
from collections import deque

EVERY_SECS = 0.25
WINDOW = 40
"""Readings that count: those of the last ten seconds."""


def p95(readings: "deque[float]") -> float:
    """The value that one reading in twenty exceeds; 0 without readings."""
    if not readings:
        return 0.0
    return sorted(readings)[min(len(readings) - 1, int(len(readings) * 0.95))]


class LoopLag:
    """Measures while `watch` runs."""

    def __init__(self) -> None:
        self._readings: deque[float] = deque(maxlen=WINDOW)

    @property
    def p95_ms(self) -> float:
        """Milliseconds of lateness that one look in twenty exceeded, in the last ten seconds."""
        return p95(self._readings) * 1000

    async def watch(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY_SECS
            await asyncio.sleep(EVERY_SECS)
            self._readings.append(max(0.0, loop.time() - due))
