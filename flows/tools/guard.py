"""What stands before every tool of a call: the caps of the call, and the circuit breakers of the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loguru import logger

from calls.breaker import Breaker, Breakers
from calls.clock import monotonic_ms
from flows.tools.caps import Caps
from flows.tools.envelope import exceeded, unavailable

SICK = frozenset({"timeout", "failed"})
"""Kinds of failure that say something of the tool, rather than of what it was asked."""


@dataclass(frozen=True)
class Stopped:
    """A call that does not reach its tool."""

    result: dict[str, Any]
    silent: bool = False
    """Whether the model is not asked again: it would only call on."""

    aloud: str | None = None
    """What the agent says in the model's place."""


class Guard:
    """The guard of one call."""

    def __init__(self, caps: Caps, breakers: Breakers) -> None:
        self.caps = caps
        self._breakers = breakers
        self._told = False

    def stop(self, tool: str, arguments: Mapping[str, Any]) -> Stopped | None:
        """Whether a call is stopped here. If not, `finished` must be told of its end."""
        beyond = self.caps.count(tool, arguments)
        if beyond == "rounds":
            logger.warning("tool {}: refused in round {} of one turn", tool, self.caps.rounds)
            result = exceeded(rounds=True)
            first, self._told = not self._told, True
            return Stopped(result, silent=True, aloud=result["say"] if first else None)
        self._told = False
        if beyond == "identical":
            logger.warning("tool {}: refused, it was called too often with the same arguments", tool)
            return Stopped(exceeded(rounds=False))
        if not self._breaker(tool).admit(monotonic_ms() / 1000):
            logger.warning("tool {}: refused, it has kept failing", tool)
            return Stopped(unavailable())
        return None

    def finished(self, tool: str, result: Mapping[str, Any] | None) -> None:
        """A call that was not stopped has ended. `result`: its envelope; None if it was cancelled."""
        breaker = self._breaker(tool)
        kind = "cancelled" if result is None else result.get("error_kind")
        if kind in SICK:
            breaker.failed(monotonic_ms() / 1000)
        elif kind is None and result is not None and not result.get("already"):
            breaker.succeeded()
        else:
            breaker.dropped()

    def _breaker(self, tool: str) -> Breaker:
        return self._breakers.of(tool)
