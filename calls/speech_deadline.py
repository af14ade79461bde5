"""The promise that a caller is never left in silence: when something is said, whoever is to blame. Pure.

The agent owes the caller words from the moment the caller has finished (or the stream has begun) until words
of its own are heard. While it owes them, and nobody speaks, silence counts: after a while the caller is told
to wait, later once more while whoever is too slow is replaced, and in the end somebody else takes the call.
Times are seconds of any one clock.
"""

from dataclasses import dataclass
from typing import Literal

Step = Literal[1, 2, 3]
"""1 = asked to wait; 2 = asked again, and a retry or another provider; 3 = a person, or goodbye."""

AGAIN_SECS = 1.0
"""Silence there is at least between what was said and a later step."""


MOMENT_SECS = 0.4
"""What an answer has in any case: it may be on its way."""


@dataclass(frozen=True)
class Deadlines:
    """Seconds of silence."""

    opening: float = 1.8
    """From the beginning of the stream to the first sound."""

    wait: float = 3.0
    again: float = 7.0
    last: float = 12.0

    tool: float = 4.4
    """While a tool works, to the first step and the only one: fillers have their own times before it."""

    longest: float = 3.7
    """The same, whatever has to be waited for."""

    answer: float = 1.0
    """That an answer has in any case once the caller has finished, or a tool, however long that took."""


class SpeechDeadline:
    """Who speaks, what is owed, and what is to be done when."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._owed = False
        self._opening = False
        self._since = 0.0
        """Where the debt began; steps two and three count from here."""
        self._quiet = 0.0
        """Where silence began; the first step counts from here."""
        self._not_before = 0.0
        self._taken = 0
        self._caller = self._agent = self._own_words = self._caller_was_last = False
        self._tools: set[str] = set()

    @property
    def owed(self) -> bool:
        """Whether the caller waits for words."""
        return self._owed

    @property
    def words_came(self) -> bool:
        """Whether there are words, which only have not been heard."""
        return self._own_words

    @property
    def due(self) -> tuple[float, Step] | None:
        """What is to be done, and when, if nothing happens until then."""
        if not self._owed or self._caller or self._agent or self._taken >= 3:
            return None
        limits, again = self._deadlines, self._quiet + AGAIN_SECS
        if self._tools:
            return max(self._quiet + limits.tool, again), 1
        if self._taken == 0:
            first = limits.opening if self._opening else limits.wait
            return max(self._quiet + first, self._not_before), 1
        if self._taken == 1:
            return max(self._since + limits.again, again), 2
        return max(self._since + limits.last, again), 3

    def stream_began(self, now: float) -> None:
        """The caller is there and waits for a greeting."""
        self._owe(now)
        self._opening = True

    def caller_started(self) -> None:
        """The caller speaks."""
        self._caller = True

    def caller_stopped(self, now: float) -> None:
        """The caller made their last sound at `now`; whether they have finished is not known yet."""
        self._caller, self._caller_was_last = False, True
        self._quiet = now

    def caller_finished(self, now: float) -> None:
        """The caller's turn is over, and there were words in it."""
        self._owe(self._quiet)
        self._not_before = self._patience(now)

    def asked(self, now: float) -> None:
        """The model begins an answer: to the caller, or to what a tool said."""
        if not self._owed and not self._agent:
            self._owe(self._quiet if self._caller_was_last else now)

    def words(self) -> None:
        """Words of the agent's own are on their way."""
        self._own_words = True

    def agent_started(self) -> None:
        """The caller hears the agent."""
        self._agent = True
        if self._own_words:
            self.settled()

    def agent_stopped(self, now: float) -> None:
        """The agent is silent again."""
        self._agent = self._caller_was_last = False
        self._quiet = now
        if self._own_words:
            self.settled()

    def settled(self) -> None:
        """Nothing is owed any more."""
        self._owed = self._opening = self._own_words = False
        self._taken = 0

    def tool_started(self, tool_call_id: str) -> None:
        """A tool is at work."""
        self._tools.add(tool_call_id)

    def tool_ended(self, tool_call_id: str, now: float) -> None:
        """It has answered, or was dropped. What was waited for until now is nobody's fault."""
        self._tools.discard(tool_call_id)
        if not self._tools:
            self._since = now
            self._not_before = self._patience(now)

    def interrupted(self) -> None:
        """What was about to be said will not be heard."""
        self._own_words = False

    def took(self, step: Step, now: float) -> None:
        """A step was taken."""
        self._quiet = now
        if not self._tools:
            self._taken = max(self._taken, step)

    def postponed(self, now: float) -> None:
        """Silence is as it should be (music plays, a question of our own waits): it counts from now."""
        self._quiet = self._since = now
        self._taken = 0

    def _patience(self, now: float) -> float:
        """Until when an answer may come that could begin only now."""
        limits = self._deadlines
        return max(min(now + limits.answer, self._quiet + limits.longest), now + MOMENT_SECS)

    def _owe(self, now: float) -> None:
        self._owed = True
        self._opening = self._own_words = False
        self._since = self._quiet = now
        self._not_before = 0.0
        self._taken = 0
