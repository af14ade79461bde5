"""What the caller has heard of what the agent said: a view over the events of a call."""

from calls.events import AgentSpoke, CallEvent
from spoken.words import tokens

ENOUGH = 0.6
"""Share of a read-back's words that the utterance must have which is the read-back: models use their own."""


class Heard:
    """Follows a journal: `journal.on_event(heard.take)`."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._spoken: list[AgentSpoke] = []

    def take(self, event: CallEvent) -> None:
        """Learn from one event."""
        if isinstance(event, AgentSpoke):
            self._spoken.append(event)

    @property
    def mark(self) -> int:
        """A place in what was said: everything after it is said from now on."""
        return len(self._spoken)

    def to_its_end(self, read_back: str, since: int) -> bool:
        """Whether the caller heard a read-back whole, after the mark `since`.

        The utterance that has most of its words is taken for the read-back; without words to look for, it is
        the first utterance after the mark. If the caller cut it off, only the words they heard count.
        """
        later = self._spoken[since:]
        wanted = set(tokens(read_back))
        if not wanted:
            return bool(later) and not later[0].interrupted
        return any(_share(wanted, said) >= ENOUGH and _was_heard(wanted, said) for said in later)


def _share(wanted: set[str], said: AgentSpoke) -> float:
    return len(wanted & set(tokens(said.text))) / len(wanted)


def _was_heard(wanted: set[str], said: AgentSpoke) -> bool:
    """The whole utterance, or at least every word of the read-back that was in it and more."""
    if not said.interrupted:
        return True
    return wanted <= set(tokens(said.heard))
