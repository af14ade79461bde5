"""A timer that is set anew at every token, and costs nothing to set."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls `ring` when `due` has come. The loop's timer is touched only where it would ring too late."""

    def __init__(self, due: Callable[[], float | None], ring: Callable[[], None]) -> None:
        self._due, self._ring = due, ring
        self._timer: asyncio.TimerHandle | None = None

    def set(self) -> None:
        """`due` may have changed."""
        due = self._due()
        if due is None:
            return
        if self._timer is not None:
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(due, self._look)

    def close(self) -> None:
        """It rings no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        due = self._due()
        if due is None:
            return
        if due <= asyncio.get_running_loop().time() + 0.001:
            self._ring()
        else:
            self.set()
