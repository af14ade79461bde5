"""Triggers that count: unsure ears, misunderstandings, tools that fail, and nodes that say so."""

from calls.events import AgentSpoke, CallEvent, Misunderstood, ToolFinished
from calls.triggers.asked_again import asks_again, offers_help
from calls.triggers.base import Happenings, Hit, Turn, Words
from configs.schema.triggers import ConfidenceTrigger, MisunderstoodTrigger, ToolsTrigger

NO_FAILURE = frozenset({"refused", "invalid_arguments", "cancelled", "unconfirmed", "exceeded"})
"""Kinds of error that are no fault of a tool."""


class Confidence(Words):
    """The ears were unsure of several turns in a row."""

    reason = "confidence"

    def __init__(self, settings: ConfidenceTrigger) -> None:
        """Sure so far."""
        self._settings, self._unsure = settings, 0

    def hear(self, turn: Turn) -> Hit | None:
        """One more turn. Keys, and ears that do not tell, count as sure."""
        unsure = turn.confidence is not None and turn.confidence < self._settings.threshold
        self._unsure = self._unsure + 1 if unsure and turn.keys is None else 0
        if self._unsure < self._settings.times:
            return None
        times, self._unsure = self._unsure, 0
        return Hit(self.reason, f"{times} turns below {self._settings.threshold:g}")


class Understanding(Happenings):
    """Caller and agent did not understand each other several times in a row."""

    reason = "misunderstood"

    def __init__(self, settings: MisunderstoodTrigger) -> None:
        """All understood so far."""
        self._times, self._count = settings.times, 0

    def see(self, event: CallEvent) -> Hit | None:
        """Misunderstandings count up; an answer that asks nothing again starts anew."""
        if isinstance(event, AgentSpoke) and not asks_again(event.text) and not offers_help(event.text):
            self._count = 0
        if not isinstance(event, Misunderstood):
            return None
        self._count += 1
        if self._count < self._times:
            return None
        count, self._count = self._count, 0
        return Hit(self.reason, f"{count} in a row")


class Tools(Happenings):
    """Tools failed or did not answer several times without a success between."""

    reason = "tools"

    def __init__(self, settings: ToolsTrigger) -> None:
        """All well so far."""
        self._times, self._failed = settings.times, 0

    def see(self, event: CallEvent) -> Hit | None:
        """One more tool has ended."""
        if not isinstance(event, ToolFinished) or event.error_kind in NO_FAILURE:
            return None
        self._failed = 0 if event.ok else self._failed + 1
        if self._failed < self._times:
            return None
        times, self._failed = self._failed, 0
        return Hit(self.reason, f"{event.name}: {event.error_kind}, {times} failures")
