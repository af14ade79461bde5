"""What the caller heard of a call, measured from the sound at the carrier. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calls.events import AgentSpoke, CallerSpoke, CallEvent
from simulation.mulaw import RATE
from simulation.playout import FRAME


@dataclass(frozen=True)
class Span:
    """A stretch of the call, in samples since the stream started."""

    start: int
    end: int


@dataclass(frozen=True)
class TurnHeard:
    """What came after one of the caller's turns."""

    silence_secs: float
    """The longest silence before the caller was satisfied, or gave up waiting."""
    sound_secs: float | None
    """From the caller's last word to the next sound, whatever it was; None = there was none."""
    answer_secs: float | None
    """From the caller's last word to the agent's answer; None = there was none."""
    words: int = 0
    """How many words the caller said."""
    words_lost: int = 0
    """How many of them the agent never understood."""

    @property
    def understood(self) -> bool:
        """Whether at least half of the words were."""
        return self.words_lost * 2 <= self.words


@dataclass(frozen=True)
class CallHeard:
    """One call in the caller's ear."""

    first_sound_secs: float | None
    """From the start of the stream; None = nothing was ever heard."""
    turns: tuple[TurnHeard, ...]
    agent_words_lost: int
    """Words of the agent that the caller never heard, though nobody interrupted."""

    @property
    def caller_words_lost(self) -> int:
        """Words of the caller that the agent never understood."""
        return sum(turn.words_lost for turn in self.turns)

    @property
    def dead_air_secs(self) -> float:
        """The longest silence after a turn."""
        return max((turn.silence_secs for turn in self.turns), default=0.0)


def turn_heard(loud: Sequence[int], said: Span, until: int, answers: Iterable[Span]) -> TurnHeard:
    """What came between a turn of the caller and `until`, where the caller waited for nothing more.

    `loud`: starts of the frames with sound in the whole call. `answers`: where the agent spoke by itself.
    """
    inside = [start for start in loud if said.end <= start < until]
    answer = next((span.start for span in sorted(answers, key=_start) if span.end > said.end), None)
    last, gaps = said.end, []
    for start in inside:
        gaps.append(start - last)
        last = start + FRAME
    if answer is None or not inside:
        gaps.append(until - last)
    return TurnHeard(
        silence_secs=max(gaps, default=0) / RATE,
        sound_secs=(inside[0] - said.end) / RATE if inside else None,
        answer_secs=max(0, answer - said.end) / RATE if answer is not None else None,
    )


def words_lost(text: str, events: Iterable[CallEvent]) -> int:
    """How many words of a turn are in none of these events of what was understood."""
    understood = [word for event in events if isinstance(event, CallerSpoke) for word in _words(event.text)]
    lost = 0
    for word in _words(text):
        if word in understood:
            understood.remove(word)
        else:
            lost += 1
    return lost


def word_count(text: str) -> int:
    """How many words there are."""
    return len(_words(text))


def words_unheard(events: Iterable[CallEvent]) -> int:
    """How many words the agent meant to say, was not interrupted in, and were never heard."""
    return sum(
        max(0, len(_words(event.text)) - len(_words(event.heard)))
        for event in events
        if isinstance(event, AgentSpoke) and not event.interrupted
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def _start(span: Span) -> int:
    return span.start
