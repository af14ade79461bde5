"""A caller who says nothing: the ladder (ask, ask again, say goodbye), and sound that holds no words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """One step of the ladder."""

    step: int
    """1 = ask, 2 = ask again, 3 = goodbye"""

    text: str
    """What is said."""

    last: bool
    """Whether the call ends after it."""


class SilenceLadder:
    """Counts silences; any word of the caller starts it again. Pure: no clock, no frames."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = texts
        self._step = 0

    def silence(self) -> Rung:
        """The caller has been silent for the whole waiting time once more."""
        self._step = min(self._step + 1, len(self._texts))
        return Rung(self._step, self._texts[self._step - 1], self._step == len(self._texts))

    def speech(self) -> None:
        """The caller said something."""
        self._step = 0


class WordlessTurn:
    """Notices a turn of sound in which nothing is said. Pure: times are seconds of any one clock.

    Speech detection takes a television or a crowd for a caller who goes on talking; the turn then never ends,
    and no silence is noticed either.
    """

    def __init__(self, limit_secs: float) -> None:
        self._limit = limit_secs
        self._since: float | None = None

    def started(self, now: float) -> None:
        """A turn of the caller began."""
        self._since = now

    def stopped(self) -> None:
        """It ended."""
        self._since = None

    def overdue(self, now: float, *, words_at: float | None) -> bool:
        """Whether the limit has passed without a word; asked again, only after another limit."""
        if self._since is None:
            return False
        if words_at is not None and words_at > self._since:
            self._since = words_at
        if now - self._since < self._limit:
            return False
        self._since = now
        return True
