"""When a caller who waits for a tool is told so. Pure: times are seconds of any one clock.

A filler is due after a stretch of silence with a tool at work. Words of the agent's own that came with the
call ("All right, let me look") take the place of the first filler. When the caller speaks, or the agent has
spoken words of its own with no tool at work, the count begins anew.
"""

from collections.abc import Sequence


class Patience:
    """Who speaks, which tools are at work, and when the next filler is due."""

    def __init__(self, waits: Sequence[float]) -> None:
        """`waits`: seconds of silence before each filler, in order."""
        self._waits = waits
        self._tools: set[str] = set()
        self._said = 0
        self._since = 0.0
        self._caller = self._agent = self._coming = False

    @property
    def next(self) -> int:
        """Which filler is the next, counted from 0."""
        return self._said

    @property
    def due(self) -> float | None:
        """When the next filler is to be said, if nothing happens until then; None: not at all."""
        if not self._tools or self._caller or self._agent or self._coming:
            return None
        return self._since + self._waits[self._said] if self._said < len(self._waits) else None

    def tool_started(self, tool_call_id: str, now: float) -> None:
        """A tool is at work."""
        if not self._tools:
            self._since = now
        self._tools.add(tool_call_id)
        if self._agent or self._coming:
            self._said = max(self._said, 1)

    def tool_ended(self, tool_call_id: str) -> None:
        """It has answered, or was dropped."""
        self._tools.discard(tool_call_id)

    def agent_will_speak(self) -> None:
        """Words of the agent's own are on their way."""
        self._coming = True
        self._said = max(self._said, 1) if self._tools else 0

    def filler_said(self) -> None:
        """The next filler is on its way."""
        self._coming = True
        self._said += 1

    def agent_started(self) -> None:
        """The caller hears the agent."""
        self._agent, self._coming = True, False

    def agent_stopped(self, now: float) -> None:
        """The agent is silent again."""
        self._agent, self._since = False, now

    def interrupted(self) -> None:
        """What the agent was about to say will not be heard."""
        self._coming, self._said = False, 0

    def caller_started(self) -> None:
        """The caller speaks."""
        self._caller, self._coming, self._said = True, False, 0

    def caller_stopped(self, now: float) -> None:
        """The caller has finished."""
        self._caller, self._since = False, now
