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
from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from compliance.redaction.safe import AsKept

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
    journal = Journal.create(tmp_path / "call", masker=AsKept())
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
    journal = Journal.create(tmp_path_factory.mktemp("call"), masker=AsKept())
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
    journal = Journal.create(tmp_path, start_ms=monotonic_ms() - 5000, masker=AsKept())
    stamped = journal.write(NodeEntered(node="greet", at_ms=7))
    assert 5000 <= stamped.at_ms < 6000
    journal.close()


def test_an_event_before_the_stream_started_is_at_zero(tmp_path: Path):
    journal = Journal.create(tmp_path, start_ms=monotonic_ms() + 60_000, masker=AsKept())
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
        Journal.create(journal.path.parent, masker=AsKept())


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
    journal = Journal.create(tmp_path / "file" / "call", masker=AsKept())
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


class Hides:
    """Hides one word, and counts."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def mask(self, text: str) -> str:
        return text.replace(self.secret, "[hidden]")


@pytest.fixture
def discreet(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal.create(tmp_path / "call", masker=Hides("4111"))
    yield journal
    journal.close()


def test_what_must_not_be_kept_is_in_no_line_and_in_no_event(discreet: Journal):
    heard: list[CallEvent] = []
    discreet.on_event(heard.append)
    discreet.write(CallerSpoke(text="it is 4111", start_ms=1, end_ms=2))
    discreet.write(ToolCalled(tool_call_id="4111", name="pay", arguments={"4111": {"n": [4111, "4111"]}}))
    discreet.write(KeyPressed(digit="4"))
    assert discreet.path.read_bytes().count(b"4111") == 1, "the id of a tool call is no word"
    assert [event.type for event in heard] == ["caller_spoke", "tool_called", "key_pressed"]
    assert heard == discreet.events == read_journal(discreet.path)
    assert [event.text for event in heard if isinstance(event, CallerSpoke)] == ["it is [hidden]"]
    assert [event.digit for event in heard if isinstance(event, KeyPressed)] == ["•"]


def test_who_acts_in_the_call_hears_what_was_said(discreet: Journal):
    heard: list[CallEvent] = []
    discreet.on_live(heard.append)
    discreet.write(CallerSpoke(text="it is 4111", start_ms=1, end_ms=2))
    assert [event.text for event in heard if isinstance(event, CallerSpoke)] == ["it is 4111"]


def test_text_that_utf_8_cannot_hold_is_masked_too(discreet: Journal):
    discreet.write(NodeEntered(node="half \ud83d"))
    discreet.write(CallerSpoke(text="4111 \ud83d", start_ms=1, end_ms=2))
    assert b"4111" not in discreet.path.read_bytes()
    assert read_journal(discreet.path) == discreet.events


def test_a_masker_that_fails_lets_nothing_through_and_harms_nobody(tmp_path: Path):
    class Broken:
        def mask(self, text: str) -> str:
            raise RuntimeError(text)

    journal = Journal.create(tmp_path / "call", masker=Broken())
    journal.write(CallerSpoke(text="it is 4111", start_ms=1, end_ms=2))
    journal.close()
    assert b"4111" not in journal.path.read_bytes()
    assert len(read_journal(journal.path)) == 1


def test_writing_is_cheap(journal: Journal):
    event = CallerSpoke(text="I would like to book an appointment for Monday", start_ms=100, end_ms=2000)
    journal.write(event)
    took = []
    for _ in range(300):
        before = time.perf_counter()
        journal.write(event)
        took.append(time.perf_counter() - before)
    assert sorted(took)[150] < 50e-6


def test_writing_a_long_utterance_with_all_that_is_looked_for_takes_less_than_a_millisecond(tmp_path: Path):
    journal = Journal.create(tmp_path / "call", masker=Redactor(Policy.preset("strict"), Finder()))
    words = "I would like to book a cleaning for Monday at half past nine if possible, and my number is"
    took = []
    for number in range(100):
        event = CallerSpoke(text=f"{words} five five five one two three {number}", start_ms=100, end_ms=2000)
        before = time.thread_time()
        journal.write(event)
        took.append(time.thread_time() - before)
    journal.close()
    assert sorted(took)[50] < 1e-3
