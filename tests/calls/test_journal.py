import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loguru import logger

from calls.clock import monotonic_ms
from calls.events import CallEnded, CallerSpoke, CallEvent, DataCollected, KeyPressed, NodeEntered, ToolCalled
from calls.journal import Journal
from calls.journal_file import JournalProblem, read_journal, salvage_journal

EVENTS = CallEvent.__origin__.__args__  # type: ignore[attr-defined]
WORDS = st.text(max_size=40) | st.just("half a pair: \ud83d") | st.just("line\nbreak\u2028\x00")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.datetimes() | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def events() -> st.SearchStrategy[CallEvent]:
    """Any event with any values."""
    milliseconds = st.floats(0, 1e6)
    special = {
        "value": JSON,
        "arguments": st.dictionaries(WORDS, JSON, max_size=3),
        "total_ms": milliseconds,
        "parts": st.dictionaries(WORDS, milliseconds, max_size=3),
        "values": st.dictionaries(WORDS, JSON, max_size=3),
        "providers": st.dictionaries(WORDS, WORDS, max_size=2),
    }
    strategies = []
    for kind in EVENTS:
        fields = {name: special[name] for name in kind.model_fields if name in special}
        words = {
            name: WORDS
            for name, field in kind.model_fields.items()
            if field.annotation is str and name != "type"
        }
        strategies.append(st.builds(kind, **words, **fields))
    return st.one_of(strategies)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal.create(tmp_path / "call")
    yield journal
    journal.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    said: list[str] = []
    handle = logger.add(lambda message: said.append(str(message)), level="WARNING", format="{message}")
    yield said
    logger.remove(handle)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(events(), max_size=6))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, told: list[CallEvent]):
    journal = Journal.create(tmp_path_factory.mktemp("call"))
    for event in told:
        journal.write(event)
    assert journal.close() is None
    assert read_journal(journal.path) == journal.events
    assert [event.type for event in journal.events] == [event.type for event in told]


def test_every_kind_of_event_is_tried():
    assert {kind.model_fields["type"].default for kind in EVENTS} >= {"call_started", "call_ended"}
    assert len(EVENTS) >= 17


def test_an_event_is_on_disk_before_write_returns(journal: Journal):
    journal.write(NodeEntered(node="greet"))
    assert journal.path.read_bytes().endswith(b'"node":"greet"}\n')


def test_events_are_stamped_with_the_time_since_the_stream_started(tmp_path: Path):
    journal = Journal.create(tmp_path, start_ms=monotonic_ms() - 5000)
    stamped = journal.write(NodeEntered(node="greet", at_ms=7))
    assert 5000 <= stamped.at_ms < 6000
    journal.close()


def test_an_event_before_the_stream_started_is_at_zero(tmp_path: Path):
    journal = Journal.create(tmp_path, start_ms=monotonic_ms() + 60_000)
    assert journal.write(NodeEntered(node="greet")).at_ms == 0
    journal.close()


def test_listeners_hear_every_event_and_a_broken_one_harms_nobody(journal: Journal, complaints: list[str]):
    heard: list[CallEvent] = []

    def broken(event: CallEvent) -> None:
        raise RuntimeError("the terminal is gone")

    journal.on_event(broken)
    journal.on_event(heard.append)
    journal.write(KeyPressed(digit="5"))
    assert heard == journal.events
    assert "a listener failed on key_pressed" in complaints[0]


def test_a_torn_last_line_is_left_out(journal: Journal):
    journal.write(NodeEntered(node="greet"))
    journal.write(NodeEntered(node="é" * 20))
    whole = journal.path.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole) - 1):
        journal.path.write_bytes(whole[:cut])
        expected = journal.events if cut == len(whole) - 1 else journal.events[:1]
        assert read_journal(journal.path) == expected


def test_a_last_line_that_lacks_only_its_end_of_line_counts(journal: Journal):
    journal.write(NodeEntered(node="greet"))
    journal.path.write_bytes(journal.path.read_bytes()[:-1])
    assert read_journal(journal.path) == journal.events


@pytest.mark.parametrize("bad", [b"{}", b"\x00\x00\x00", b'{"type":"node_entered"', b'{"type":"party"}', b""])
def test_any_other_line_that_is_no_event_is_an_error_that_names_it(journal: Journal, bad: bytes):
    journal.write(NodeEntered(node="greet"))
    good = journal.path.read_bytes()
    journal.path.write_bytes(good + bad + b"\n" + good)
    with pytest.raises(JournalProblem, match=r"journal\.jsonl:2: not an event"):
        read_journal(journal.path)
    events, problems = salvage_journal(journal.path)
    assert events == journal.events * 2
    assert len(problems) == 1


def test_a_call_has_one_journal(journal: Journal):
    with pytest.raises(FileExistsError, match="its own id"):
        Journal.create(journal.path.parent)


def test_a_full_disk_does_not_disturb_the_call_and_loses_nothing_once_there_is_room(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, complaints: list[str]
):
    room = 30
    real_write = os.write

    def write(fd: int, data: bytes) -> int:
        nonlocal room
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = real_write(fd, bytes(data)[:room])
        room -= taken
        return taken

    monkeypatch.setattr(os, "write", write)
    for digit in "123":
        journal.write(KeyPressed(digit=digit))
    assert "No space left" in str(journal.problem)
    assert len(complaints) == 1
    room = 10_000
    journal.write(KeyPressed(digit="4"))
    assert journal.problem is None
    assert read_journal(journal.path) == journal.events


def test_what_a_full_disk_kept_out_is_told_at_the_end(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, complaints: list[str]
):
    def write(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    journal.write(KeyPressed(digit="1"))
    journal.write(KeyPressed(digit="2"))
    assert "No space left" in str(journal.close())
    assert "the last 2 events are not on disk" in complaints[-1]


def test_a_folder_that_cannot_be_made_still_gives_a_journal_in_memory(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    journal = Journal.create(tmp_path / "file" / "call")
    journal.write(KeyPressed(digit="1"))
    assert len(journal.events) == 1
    assert journal.close() is not None


def test_an_event_after_the_end_is_kept_in_memory_and_told(journal: Journal, complaints: list[str]):
    journal.close()
    journal.write(KeyPressed(digit="1"))
    assert len(journal.events) == 1
    assert "came after the journal was closed" in complaints[0]
    assert journal.close() is None


def test_values_that_json_cannot_hold_become_text_on_the_way_in():
    class Odd:
        def __str__(self) -> str:
            return "odd"

    note = DataCollected(key="k", value={"a": {3}, "b": Odd(), ("c", 1): float("nan"), "d": (1, b"x")})
    assert note.value == {"a": [3], "b": "odd", "('c', 1)": None, "d": [1, "x"]}
    assert ToolCalled(tool_call_id="1", name="t", arguments={"x": Odd()}).arguments == {"x": "odd"}


def test_an_end_reason_outside_the_list_is_refused():
    with pytest.raises(ValueError, match="caller_hung_up"):
        CallEnded.model_validate({"end_reason": "bored", "ended_at": "2026-03-01T00:00:00.000Z"})


def test_writing_is_cheap(journal: Journal):
    event = CallerSpoke(text="I would like to book an appointment for Monday", start_ms=100, end_ms=2000)
    journal.write(event)
    took = []
    for _ in range(300):
        before = time.perf_counter()
        journal.write(event)
        took.append(time.perf_counter() - before)
    assert sorted(took)[150] < 50e-6
