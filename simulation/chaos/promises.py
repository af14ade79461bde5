"""What is promised to a caller, whatever fails, and whether a call kept it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulation.chaos.hearing import CallHeard

FIRST_SOUND_SECS = 2.0
"""P2: from the start of the stream to the first sound."""

DEAD_AIR_SECS = 4.0
"""P2: the longest silence after a turn of the caller."""

ALTERNATIVE_SECS = 8.0
"""P2: after a turn, another try or another provider."""

PERSON_SECS = 12.0
"""P2: after a turn without an answer, a person or a message."""

REPLACED_SECS = 3.0
"""P3: from the failure of a service to another in its place."""

GRACE_SECS = 0.05
"""Two packets: no promise is broken by them."""


@dataclass(frozen=True)
class TookOver:
    """A provider that took the place of another."""

    kind: str
    provider: str
    after_secs: float | None
    """Since the fault struck, and the caller's words were complete; None = no fault had struck before."""
    slow: bool = False
    """Whether nothing had failed, and what was replaced only came too slowly."""


@dataclass(frozen=True)
class Outcome:
    """What became of the call, apart from its sound."""

    end_reason: str | None
    took_over: tuple[TookOver, ...]
    person_secs: float | None
    """From the last unanswered words to a person on the line, or a message; None = neither."""
    on_record: bool
    """Whether the record of the call was in the database in the end."""
    struck: int
    """How many times the fault struck."""
    failure: str = ""
    """Why the call could not be played to its end; empty = it was."""


def broken_promises(heard: CallHeard, outcome: Outcome) -> list[str]:
    """Every promise that was not kept, as a short sentence that begins with its name."""
    return list(_broken(heard, outcome))


def _broken(heard: CallHeard, outcome: Outcome) -> Iterator[str]:
    if outcome.failure:
        yield f"the call failed: {outcome.failure}"
    if not outcome.struck:
        yield "the fault never struck"
    if heard.first_sound_secs is None:
        yield "P2: nothing was ever heard"
    elif heard.first_sound_secs > FIRST_SOUND_SECS + GRACE_SECS:
        yield f"P2: first sound after {heard.first_sound_secs:.1f} s"
    if heard.dead_air_secs > DEAD_AIR_SECS + GRACE_SECS:
        yield f"P2: {heard.dead_air_secs:.1f} s of silence"
    yield from _unanswered(heard, outcome)
    for switch in outcome.took_over:
        limit, name = (ALTERNATIVE_SECS, "P2") if switch.slow else (REPLACED_SECS, "P3")
        if switch.after_secs is not None and switch.after_secs > limit + GRACE_SECS:
            yield f"{name}: {switch.provider} took over after {switch.after_secs:.1f} s"
    if not outcome.on_record:
        yield "P1: the call has no record in the database"


def _unanswered(heard: CallHeard, outcome: Outcome) -> Iterator[str]:
    for number, turn in enumerate(heard.turns, 1):
        if not turn.understood:
            yield f"P3: turn {number} was not understood"
        if turn.answer_secs is not None:
            if turn.answer_secs > ALTERNATIVE_SECS + GRACE_SECS:
                yield f"P2: turn {number} answered after {turn.answer_secs:.1f} s"
        elif outcome.person_secs is None:
            yield f"P3: turn {number} was never answered"
        elif outcome.person_secs > PERSON_SECS + GRACE_SECS:
            yield f"P2: a person or a message after {outcome.person_secs:.1f} s"
