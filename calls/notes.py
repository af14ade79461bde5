"""What tools write down about a call, kept in its journal."""

from typing import Any

from calls.events import DataCollected, OutcomeSet, ValueHeld
from calls.journal import Journal
from calls.values import HIDDEN, Change


class JournalNotes:
    """The `Notes` of a desk: every note is an event of the call."""

    def __init__(self, journal: Journal) -> None:
        """Write into `journal`."""
        self._journal = journal

    def note(self, key: str, value: Any) -> None:
        """Add `key: value` to the record's `data`. Values that JSON cannot hold become text."""
        self._journal.write(DataCollected(key=key, value=value))

    def outcome(self, disposition: str, *, resolved: bool) -> None:
        """Say what the call came to. The last one counts."""
        self._journal.write(OutcomeSet(disposition=disposition, resolved=resolved))

    def value(self, change: Change) -> None:
        """Write down what happened to something that the caller told; for `Values(on_change=...)`."""
        held, source = change.value, change.value.source
        self._journal.write(
            ValueHeld(
                name=held.name,
                kind=held.kind,
                what=change.what,
                value=HIDDEN if held.secret else held.value,
                turn=source.turn,
                words=HIDDEN if held.secret else source.words,
                via=source.via,
                confidence=source.confidence,
            )
        )
