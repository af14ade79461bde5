"""Are a turn's expectations met? Pure: events and times in, verdict out.

As in Pipecat's evals, expectations are met in order, each looked for behind the event that met the one
before; `check_from: turn_start` looks from the turn's beginning at events not used yet. All share one anchor,
the moment the turn was sent. A reply counts for a turn only if the agent began it after that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipecat.evals.script import EvalExpectation, EvalFunctionCall

from calls.events import AgentSpoke, CallEvent
from simulation.vocabulary import EVENTS, call_of, told

DEFAULT_BUDGET_MS = 60_000


@dataclass(frozen=True)
class Window:
    """What a turn's expectations look at."""

    events: Sequence[CallEvent]
    """All events of the call so far."""
    begins: int
    """Index of the turn's first event."""
    sent_ms: int
    """When the caller last spoke or pressed a key."""
    now_ms: int
    over: bool
    """Whether the call is over, so that nothing more can come."""


@dataclass(frozen=True)
class Verdict:
    """How far a turn is."""

    settled: bool
    """Whether nothing is left to wait for."""
    failure: str | None = None
    cursor: int = 0
    """Index behind the last event that was used."""
    deadline_ms: int = 0
    """Until when the first open expectation can be met."""


def judge(expectations: Sequence[EvalExpectation], window: Window) -> Verdict:
    """The verdict on a turn, as far as it can be given now."""
    cursor, used = window.begins, set[int]()
    for expectation in expectations:
        start = window.begins if expectation.check_from == "turn_start" else cursor
        deadline = window.sent_ms + (expectation.within_ms or DEFAULT_BUDGET_MS)
        search = _Search(expectation, window, start, used, deadline)
        if expectation.absent:
            if (unwanted := search.first()) is not None:
                return Verdict(True, f"expected no {expectation.event}, but {told(window.events[unwanted])}")
            if not window.over and window.now_ms < deadline:
                return Verdict(False, cursor=cursor, deadline_ms=deadline)
            continue
        met = search.meet()
        if search.failure is not None:
            return Verdict(True, search.failure)
        if met is None:
            if window.over or window.now_ms >= deadline:
                return Verdict(True, search.missing())
            return Verdict(False, cursor=cursor, deadline_ms=deadline)
        used.update(met)
        cursor = max(cursor, met[-1] + 1)
    return Verdict(True, cursor=cursor)


class _Search:
    """Looks for what meets one expectation."""

    def __init__(
        self, expectation: EvalExpectation, window: Window, start: int, used: set[int], deadline_ms: int
    ) -> None:
        self.expectation = expectation
        self.window = window
        self.start = start
        self.used = used
        self.deadline_ms = deadline_ms
        self.meaning = EVENTS[expectation.event]
        self.failure: str | None = None

    def _candidates(self) -> list[int]:
        events = self.window.events
        return [
            index
            for index in range(self.start, len(events))
            if index not in self.used
            and isinstance(events[index], self.meaning.kind)
            and _moment(events[index]) <= self.deadline_ms
            and (not self.meaning.tells_agent_speech or _moment(events[index]) >= self.window.sent_ms)
        ]

    def first(self) -> int | None:
        """The first event of the kind."""
        return next(iter(self._candidates()), None)

    def meet(self) -> list[int] | None:
        """The events that meet the expectation, in order; None while they have not all come."""
        if self.expectation.calls is not None:
            return self._calls(self.expectation.calls)
        found = self._candidates()
        if not found:
            return None
        if self.expectation.text_contains is None:
            return self._unless_excluded(found[:1])
        for count in range(1, len(found) + 1):
            if _squeezed(self.expectation.text_contains) in _squeezed(self._text(found[:count])):
                return self._unless_excluded(found[:count])
        return None

    def _text(self, found: list[int]) -> str:
        return " ".join(self.meaning.text(self.window.events[index]) for index in found)

    def _unless_excluded(self, found: list[int]) -> list[int] | None:
        excluded = self.expectation.text_excludes
        if excluded is not None and _squeezed(excluded) in _squeezed(self._text(found)):
            event = self.window.events[found[-1]]
            self.failure = f'expected {self.expectation.event} without "{excluded}", but {told(event)}'
            return None
        return found

    def _calls(self, wanted: Sequence[EvalFunctionCall]) -> list[int] | None:
        """One event for each wanted call, in any order."""
        free = self._candidates()
        met: list[int] = []
        for call in wanted:
            index = next((index for index in free if _is_call(self.window.events[index], call)), None)
            if index is None:
                return None
            free.remove(index)
            met.append(index)
        return sorted(met)

    def missing(self) -> str:
        """What was expected and did not come, and what came instead."""
        sent, deadline, over = self.window.sent_ms, self.deadline_ms, self.window.over
        seen = [told(event) for event in self.window.events[self.window.begins :]][-12:]
        instead = "; instead:\n    " + "\n    ".join(seen) if seen else "; nothing happened"
        waited = "before the call ended" if over else f"within {deadline - sent} ms"
        return f"expected {wording(self.expectation)} {waited} (sent at {sent / 1000:.2f} s){instead}"


def wording(expectation: EvalExpectation) -> str:
    """An expectation in words."""
    text = expectation.event
    if expectation.calls and any(call.name or call.args for call in expectation.calls):
        text += " " + ", ".join(call.signature for call in expectation.calls)
    if expectation.text_contains is not None:
        text += f' with "{expectation.text_contains}"'
    if expectation.text_excludes is not None:
        text += f' without "{expectation.text_excludes}"'
    return text


def holds(actual: Any, wanted: Any) -> bool:
    """Whether a value is what was wanted. Mappings need only hold what is listed; dates match their text."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return all(key in actual and holds(actual[key], value) for key, value in wanted.items())
    if isinstance(wanted, date | datetime):
        return str(actual) == wanted.isoformat()
    return actual == wanted


def _moment(event: CallEvent) -> int:
    """When an event happened, for the caller: speech, when it began."""
    return event.start_ms if isinstance(event, AgentSpoke) else event.at_ms


def _is_call(event: CallEvent, wanted: EvalFunctionCall) -> bool:
    call = call_of(event)
    if call is None or wanted.name not in (None, call[0]):
        return False
    return holds(call[1], wanted.args or {})


def _squeezed(text: str) -> str:
    """Without differences in white space, as Pipecat compares."""
    return " ".join(text.split())
