"""Whether ears that hear a caller understand a word. Pure; times are seconds of any one clock."""

EARLY_SECS = 0.002
"""A timer of the loop may ring this much early."""

SHORT_SECS = 0.5
"""Speech of less than this may well be a cough."""

BEHIND_SECS = 1.0
"""Words come this late at most after they were said, while the caller goes on speaking."""

BEFORE_SECS = 0.6
"""What is kept of the time before speech was noticed: speech detection is late."""


class HearingWatch:
    """Watches one caller."""

    def __init__(self, mute_secs: float) -> None:
        self._patience = mute_secs
        self.speaking = False
        self._started = 0.0
        self._stopped: float | None = None
        self._understood = float("-inf")

    @property
    def owes(self) -> bool:
        """Whether speech has not been understood, or not all of it."""
        if self.speaking:
            return True
        if self._stopped is None or self._stopped - self.since < SHORT_SECS:
            return False
        return self._understood < self._stopped - BEHIND_SECS

    @property
    def since(self) -> float:
        """From when on nothing was understood."""
        return max(self._started - BEFORE_SECS, self._understood)

    @property
    def due(self) -> float | None:
        """When the ears have failed, if no word comes until then."""
        if self.speaking or not self.owes or self._stopped is None:
            return None
        return self._stopped + self._patience

    def started(self, at: float) -> None:
        """The caller began to speak at `at`."""
        if not self.owes:
            self._started = at
        self.speaking, self._stopped = True, None

    def stopped(self, at: float) -> None:
        """The caller made their last sound at `at`."""
        self.speaking, self._stopped = False, at

    def understood(self, now: float) -> None:
        """Words have come, for good."""
        self._understood = now

    def waited(self, now: float) -> None:
        """Somebody else is asked about it now, who gets as much time."""
        if self._stopped is not None:
            self._stopped = now

    def nothing(self) -> None:
        """It was no speech."""
        self._stopped = None

    def overdue(self, now: float) -> bool:
        """Whether the ears have failed at this moment."""
        due = self.due
        return due is not None and now >= due - EARLY_SECS
