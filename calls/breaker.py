"""The circuit breaker: what keeps failing (a tool, a provider) is left alone for a while. Pure: times are
arguments.

Closed: calls go through. Open, after `failures` within `window_secs`: every call is answered at once.
Half-open, after `open_secs`: one call goes through as a probe; its end closes the breaker or opens it again.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

State = Literal["closed", "open", "half_open"]


@dataclass(frozen=True)
class BreakerRule:
    """When a breaker opens, and for how long."""

    failures: int = 5
    """Failures within the window after which it opens."""

    window_secs: float = 60.0
    """Seconds for which a failure counts."""

    open_secs: float = 30.0
    """Seconds after which one call is let through again."""


class Breaker:
    """The breaker of one tool or provider. `now` is seconds of any one clock that never goes back."""

    def __init__(self, rule: BreakerRule) -> None:
        self._rule = rule
        self._failed_at: deque[float] = deque(maxlen=rule.failures)
        self._opened_at: float | None = None
        self._probing = False

    def state(self, now: float) -> State:
        """What a call would meet now."""
        if self._opened_at is None:
            return "closed"
        return "half_open" if now - self._opened_at >= self._rule.open_secs else "open"

    def admit(self, now: float) -> bool:
        """Whether a call may go through. A call that was admitted must be told of at its end, once."""
        state = self.state(now)
        if state == "half_open" and not self._probing:
            self._probing = True
            return True
        return state == "closed"

    def succeeded(self) -> None:
        """An admitted call worked: whatever was wrong is over."""
        self._failed_at.clear()
        self._opened_at, self._probing = None, False

    def failed(self, now: float) -> None:
        """An admitted call failed or did not answer in time."""
        self._failed_at.append(now)
        recent = [at for at in self._failed_at if now - at <= self._rule.window_secs]
        if self._probing or (self._opened_at is None and len(recent) >= self._rule.failures):
            self._opened_at = now
        self._probing = False

    def trip(self, now: float) -> None:
        """It cannot work until somebody changes something: opened without waiting for more failures."""
        self._opened_at, self._probing = now, False

    def dropped(self) -> None:
        """An admitted call ended without saying anything of what was called: cancelled, or refused by it."""
        self._probing = False


class Breakers:
    """The breakers of a process, one for each thing that is called."""

    def __init__(self, rule: BreakerRule | None = None) -> None:
        self._rule = rule or BreakerRule()
        self._by_key: dict[Hashable, Breaker] = {}

    def of(self, key: Hashable) -> Breaker:
        """The breaker of one thing; the same one at every call."""
        return self._by_key.setdefault(key, Breaker(self._rule))
