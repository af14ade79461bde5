"""Which notices about a person's leg count. Pure.

A carrier's callbacks may come late, twice, or in another order than things happened. What is told on is
always in this order, each at most once, and nothing after the end:

    RINGING → ANSWERED → HUMAN or MACHINE → BRIEFED → ACCEPTED or DECLINED → one of the ends
"""

from calls.control import LegEvent

ENDS = frozenset({LegEvent.NO_ANSWER, LegEvent.BUSY, LegEvent.REJECTED, LegEvent.FAILED, LegEvent.ENDED})

_RANK = {
    LegEvent.RINGING: 1,
    LegEvent.ANSWERED: 2,
    LegEvent.BRIEFED: 3,
    LegEvent.ACCEPTED: 4,
    LegEvent.DECLINED: 4,
}
_VERDICTS = frozenset({LegEvent.HUMAN, LegEvent.MACHINE})


class Notices:
    """The notices of one leg, as they come."""

    def __init__(self) -> None:
        self._rank = 0
        self._verdict: LegEvent | None = None
        self._closing = False
        self.accepted = False
        """Whether the person takes the call."""
        self.over = False
        """Whether the leg has ended."""

    @property
    def machine(self) -> bool:
        """Whether a machine answered."""
        return self._verdict is LegEvent.MACHINE

    @property
    def closing(self) -> bool:
        """Whether we have asked for the leg's end."""
        return self._closing

    @property
    def answered(self) -> bool:
        """Whether something picked up."""
        return self._rank >= _RANK[LegEvent.ANSWERED]

    def close(self) -> None:
        """We have asked for the leg's end: from now on only that counts."""
        self._closing = True

    def take(self, event: LegEvent) -> list[LegEvent]:
        """What is to be told on, in order: nothing, the event, or first the answer that it implies."""
        if self.over:
            return []
        if event in ENDS:
            return self._end(event)
        if self._closing or self.machine:
            return []
        if event in _VERDICTS:
            return self._judge(event)
        rank = _RANK[event]
        if rank <= self._rank:
            return []
        implied = self._answer() if rank > _RANK[LegEvent.ANSWERED] else []
        self._rank = rank
        self.accepted = event is LegEvent.ACCEPTED
        return [*implied, event]

    def _answer(self) -> list[LegEvent]:
        if self.answered:
            return []
        self._rank = _RANK[LegEvent.ANSWERED]
        return [LegEvent.ANSWERED]

    def _judge(self, verdict: LegEvent) -> list[LegEvent]:
        if self._verdict is not None or self._rank >= _RANK[LegEvent.ACCEPTED]:
            return []
        self._verdict = verdict
        return [*self._answer(), verdict]

    def _end(self, event: LegEvent) -> list[LegEvent]:
        self.over = True
        # Who has answered cannot be busy any more: whatever such a notice says, the leg is over.
        return [LegEvent.ENDED if self.answered else event]
