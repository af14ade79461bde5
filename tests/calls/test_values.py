"""What the caller told, where it came from, and what rests on it."""

from pathlib import Path

import pytest

from calls.events import CallEvent, ValueHeld
from calls.journal import Journal
from calls.notes import JournalNotes
from calls.values import Change, Source, StaleConfirmation, Values
from compliance.redaction.safe import AsKept

FIRST, SECOND = Source(1, "tuesday"), Source(3, "no wednesday", "speech", 0.8)


def filled(changes: list[Change] | None = None) -> Values:
    values = Values(changes.append if changes is not None else None)
    values.put("day", "2026-11-24", kind="date", source=FIRST)
    values.put("time", "10:00", kind="time", source=FIRST, depends_on=["day"])
    values.put("slot", "2026-11-24T10:00", kind="moment", source=FIRST, depends_on=["day", "time"])
    values.put("phone", "+12125550142", kind="phone", source=FIRST)
    return values


def test_a_value_keeps_where_it_came_from() -> None:
    values = Values()
    values.put("day", "2026-11-25", kind="date", source=SECOND)
    held = values.get("day")
    assert held is not None
    assert (held.source.turn, held.source.words, held.source.confidence) == (3, "no wednesday", 0.8)
    assert not held.confirmed
    assert values.confirmed("day") is None


def test_only_what_is_known_now_can_be_confirmed() -> None:
    values = filled()
    assert values.confirm("day", "2026-11-24", turn=2).confirmed_turn == 2
    values.put("day", "2026-11-25", kind="date", source=SECOND)
    assert values.confirmed("day") is None
    with pytest.raises(StaleConfirmation):
        values.confirm("day", "2026-11-24", turn=4)
    with pytest.raises(KeyError):
        values.confirm("nothing", 1, turn=4)


def test_the_same_value_again_stays_confirmed() -> None:
    values = filled()
    values.confirm("day", "2026-11-24", turn=2)
    assert values.put("day", "2026-11-24", kind="date", source=SECOND) == ()
    assert values.confirmed("day") == "2026-11-24"
    assert "slot" in values


def test_a_corrected_value_drops_what_rests_on_it_and_nothing_else() -> None:
    values = filled()
    assert values.dependents("day") == ("time", "slot")
    assert values.put("day", "2026-11-25", kind="date", source=SECOND) == ("time", "slot")
    assert [held.name for held in values] == ["day", "phone"]


def test_what_is_taken_back_takes_its_dependents_along() -> None:
    values = filled()
    assert values.drop("time") == ("time", "slot")
    assert values.drop("time") == ()
    assert len(values) == 2


def test_everything_that_happens_is_told_in_order() -> None:
    changes: list[Change] = []
    values = filled(changes)
    values.confirm("day", "2026-11-24", turn=2)
    values.put("day", "2026-11-25", kind="date", source=SECOND)
    told = [(change.value.name, change.what) for change in changes[4:]]
    assert told == [("day", "confirmed"), ("day", "told"), ("time", "dropped"), ("slot", "dropped")]


def test_the_journal_knows_where_a_value_came_from_but_no_secret(tmp_path: Path) -> None:
    journal = Journal.create(tmp_path, masker=AsKept())
    events: list[CallEvent] = []
    journal.on_event(events.append)
    values = Values(JournalNotes(journal).value)
    values.put("day", "2026-11-25", kind="date", source=SECOND)
    values.put("card", "4242424242424242", kind="card", source=Source(4, "four two ..."), secret=True)
    day, card = [event for event in events if isinstance(event, ValueHeld)]
    assert (day.value, day.words, day.turn, day.via) == ("2026-11-25", "no wednesday", 3, "speech")
    assert day.confidence == pytest.approx(0.8)
    assert (card.value, card.words) == ("(hidden)", "(hidden)")
    journal.close()
    assert "4242" not in (tmp_path / "journal.jsonl").read_text()
