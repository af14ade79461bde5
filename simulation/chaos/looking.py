"""What is looked at once a call is over: what its caller heard, who took over, when a person was reached."""

from collections.abc import Sequence
from dataclasses import replace

from calls.events import AgentSpoke, CallEnded, CallerSpoke, CallEvent, ProviderSwitched, TransferEnded
from simulation.chaos.caller import PatientCaller
from simulation.chaos.hearing import (
    CallHeard,
    Span,
    TurnHeard,
    turn_heard,
    word_count,
    words_lost,
    words_unheard,
)
from simulation.chaos.promises import TookOver
from simulation.faults import Struck
from simulation.mulaw import RATE

PERSON_REASONS = frozenset({"message_taken", "callback_booked", "transferred"})
"""Ends of a call with a person, or with something left for one."""

SLOW = frozenset({"latency", "jitter", "slow_drip"})
"""Faults that delay, of which nobody can say when the provider has failed."""

NEVER_MS = -3_600_000
"""Before any call."""


def heard_by(player: PatientCaller, talk: Sequence[str]) -> CallHeard:
    """The call in the caller's ear. `talk`: what the caller had to say, turn by turn."""
    caller, events = player.caller, player.feed.events
    loud = caller.playout.loud_frames(0, caller.now)
    answers = [
        Span(_samples(event.start_ms), _samples(event.end_ms))
        for event in events
        if isinstance(event, AgentSpoke) and event.heard
    ]
    ends = [*player.satisfied, caller.now]
    turns: list[TurnHeard] = []
    for text, said, until, begun in zip(talk, player.said, ends, player.begun, strict=False):
        turn = turn_heard(loud, said, until, [answer for answer in answers if answer.start < until])
        turns.append(replace(turn, words=word_count(text), words_lost=words_lost(text, events[begun:])))
    return CallHeard(
        first_sound_secs=loud[0] / RATE if loud else None,
        turns=tuple(turns),
        agent_words_lost=words_unheard(events),
    )


def taken_over(player: PatientCaller, struck: Sequence[Struck]) -> list[TookOver]:
    """Who took over, each with the time since the first fault that had struck since the one before."""
    zero = player.caller.moment(0)
    moments = [round((each.at - zero) * 1000) for each in struck]
    slow = all(each.kind in SLOW for each in struck)
    taken: list[TookOver] = []
    since = back = NEVER_MS
    for event in player.feed.events:
        if not isinstance(event, ProviderSwitched):
            continue
        if event.why == "recovered":
            back = event.at_ms  # who was not at work could not be replaced
            continue
        first = next((at for at in moments if since < at <= event.at_ms), None)
        after = None if first is None else (event.at_ms - _owed(player, max(first, back), event.at_ms)) / 1000
        taken.append(TookOver(event.kind, event.provider, after, slow or event.why == "speech_deadline"))
        since = event.at_ms
    return taken


def _owed(player: PatientCaller, struck_ms: int, until_ms: int) -> int:
    """Since when something is owed: who is struck while the caller speaks may wait for the end of it."""
    ends = (_ms(span.end) for span in player.said)
    return next((end for end in ends if struck_ms <= end <= until_ms), struck_ms)


def person_after(player: PatientCaller) -> float | None:
    """Seconds from the last words before it until a person or a message; None = neither came."""
    for event in player.feed.events:
        reached = (isinstance(event, TransferEnded) and event.outcome.left_the_agent) or (
            isinstance(event, CallEnded) and event.end_reason.value in PERSON_REASONS
        )
        if reached:
            before = (_ms(span.end) for span in player.said)
            asked = max((at for at in before if at <= event.at_ms), default=0)
            return (event.at_ms - asked) / 1000
    return None


def in_a_line(event: CallEvent) -> str:
    """An event in a line of a transcript; empty for most."""
    match event:
        case AgentSpoke():
            return f"{event.start_ms / 1000:6.1f} agent: {event.heard}"
        case CallerSpoke():
            return f"{event.at_ms / 1000:6.1f} caller: {event.text}"
        case ProviderSwitched():
            instead = f"{event.provider} instead of {event.instead_of} ({event.why})"
            return f"{event.at_ms / 1000:6.1f} {event.kind}: {instead}"
        case CallEnded():
            return f"{event.at_ms / 1000:6.1f} end: {event.end_reason.value} {event.detail}"
        case _:
            return ""


def _samples(ms: int) -> int:
    return ms * RATE // 1000


def _ms(samples: int) -> int:
    return samples * 1000 // RATE
