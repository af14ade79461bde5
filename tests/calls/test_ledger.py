"""The ledger: which steps there are, which key a write has, what is stored, and what a crash leaves."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.clock import iso
from calls.end_reasons import EndReason
from calls.events import AgentSpoke, CallEnded, CallStarted
from calls.folders import call_folder
from calls.heard import Heard
from calls.journal import Journal
from calls.ledger import NEXT, Row, State, WrongStep, digest_of, key_of, new_row
from calls.ledger_book import Ledger
from calls.record import fold
from calls.recovery import recover
from calls.store import CallStore, StoreError, default_url
from compliance.redaction.safe import AsKept

ID = "call_abcdefghijklmnopqrst"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
STARTED = CallStarted(
    call_id=ID, agent="appointments", agent_hash="0" * 16, carrier="twilio", direction="inbound",
    started_at=iso(AT),
)  # fmt: skip
ENDED = CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(AT))
FRIDAY = {"start": "2026-03-06T11:00", "service": "cleaning"}
MONDAY = {"start": "2026-03-09T11:00", "service": "cleaning"}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[CallStore]:
    store = await CallStore.open(default_url(tmp_path))
    yield store
    await store.close()


def a_row(state: State) -> Row:
    """A row that came to a state by the shortest way there is."""
    row = new_row(ID, "book", FRIDAY, 1, turn=1, at=AT)
    ways = {
        State.PROPOSED: [],
        State.CONFIRMED: [State.CONFIRMED],
        State.SENT: [State.CONFIRMED, State.SENT],
        State.DONE: [State.CONFIRMED, State.SENT, State.DONE],
        State.FAILED: [State.FAILED],
        State.UNKNOWN: [State.CONFIRMED, State.SENT, State.UNKNOWN],
        State.UNDONE: [State.CONFIRMED, State.SENT, State.DONE, State.UNDONE],
    }
    for step in ways[state]:
        row = row.moved(step, AT)
    return row


# ---- The table ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_only_the_steps_of_the_table_can_be_taken(before: State, after: State) -> None:
    row = a_row(before)
    if after in NEXT[before]:
        assert row.moved(after, AT).state is after
    else:
        with pytest.raises(WrongStep, match=f"{before} → {after} is no step"):
            row.moved(after, AT)


@given(st.lists(st.sampled_from(State), max_size=8))
def test_nothing_is_done_that_was_not_sent_and_nothing_sent_that_was_not_confirmed(
    steps: list[State],
) -> None:
    row, seen = new_row(ID, "book", FRIDAY, 1, turn=1, at=AT), [State.PROPOSED]
    for step in steps:
        try:
            row = row.moved(step, AT)
        except WrongStep:
            continue
        seen.append(step)
    if State.SENT in seen:
        assert State.CONFIRMED in seen[: seen.index(State.SENT)]
    for late in (State.DONE, State.UNKNOWN):
        assert late not in seen or State.SENT in seen[: seen.index(late)]
    # What was done can only be taken back; what failed or was undone stays so.
    if State.DONE in seen:
        assert seen[seen.index(State.DONE) + 1 :] in ([], [State.UNDONE])


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8) | st.booleans(), max_size=5))
def test_the_order_of_the_arguments_is_of_no_meaning_to_the_key(arguments: dict[str, Any]) -> None:
    turned = dict(reversed(arguments.items()))
    assert digest_of(arguments) == digest_of(turned)


def test_the_key_tells_call_tool_arguments_and_occasion_apart() -> None:
    keys = {
        key_of(call, tool, digest_of(what), occasion)
        for call in ("call-1", "call-2")
        for tool in ("book", "move")
        for what in (FRIDAY, MONDAY)
        for occasion in (1, 2)
    }
    assert len(keys) == 16
    assert digest_of({"day": date(2026, 3, 6)}) == digest_of({"day": "2026-03-06"})
    assert digest_of({"count": 1}) != digest_of({"count": "1"})


# ---- The ledger of one call --------------------------------------------------------------------------------


async def done(ledger: Ledger, tool: str, what: dict[str, Any], turn: int = 1) -> Row:
    row = ledger.propose(tool, what, turn=turn)
    await ledger.send(row.key, request="")
    return await ledger.settle(row.key, State.DONE, result={"id": 7})


async def test_a_newer_proposal_makes_the_older_one_stale() -> None:
    ledger = Ledger(ID)
    first = ledger.propose("book", FRIDAY, turn=1)
    second = ledger.propose("book", MONDAY, turn=1)
    other = ledger.propose("text", {}, turn=1)
    assert [ledger.get(row.key).state for row in (first, second, other)] == ["failed", "proposed", "proposed"]
    ledger.propose("cancel", {"id": 7}, turn=2)
    assert [row.state for row in ledger.rows] == ["failed", "failed", "failed", "proposed"]
    again = ledger.propose("book", FRIDAY, turn=3)
    assert (again.occasion, again.key != first.key, again.digest == first.digest) == (2, True, True)


async def test_reading_the_same_back_again_needs_a_new_yes() -> None:
    ledger = Ledger(ID)
    first = ledger.propose("book", FRIDAY, turn=1)
    again = ledger.propose("book", FRIDAY, turn=4)
    assert (again.key, again.turn, len(ledger.rows)) == (first.key, 4, 1)


async def test_what_was_done_counts_until_another_write_of_the_tool_is_done() -> None:
    ledger = Ledger(ID)
    friday = await done(ledger, "book", FRIDAY)
    assert ledger.counts(friday)
    assert ledger.propose("book", FRIDAY, turn=2) == friday
    await done(ledger, "book", MONDAY, turn=3)
    assert not ledger.counts(ledger.get(friday.key))
    assert ledger.propose("book", FRIDAY, turn=4).occasion == 2


async def test_what_another_tool_took_back_may_be_done_again() -> None:
    ledger = Ledger(ID)
    row = await done(ledger, "book", FRIDAY)
    assert ledger.retract("book", id=8) == []
    (gone,) = ledger.retract("book", id=7)
    assert gone.key == row.key and ledger.get(row.key).state is State.UNDONE
    assert ledger.propose("book", FRIDAY, turn=2).occasion == 2


async def test_a_call_that_ends_while_the_row_is_being_stored_sends_nothing() -> None:
    class Slow:
        def __init__(self) -> None:
            self.saved: list[State] = []

        async def save(self, rows: Iterable[Row], *, durable: bool = False) -> None:
            await asyncio.sleep(1 if durable else 0)
            self.saved += [row.state for row in rows]

    slow = Slow()
    ledger = Ledger(ID, slow)
    row = ledger.propose("book", FRIDAY, turn=1)
    sending = asyncio.create_task(ledger.send(row.key, request=""))
    await asyncio.sleep(0.01)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert ledger.get(row.key).state is State.FAILED and slow.saved == [State.FAILED]


# ---- What was heard ----------------------------------------------------------------------------------------


def spoke(text: str, heard: str | None = None) -> AgentSpoke:
    return AgentSpoke(
        text=text, heard=text if heard is None else heard, interrupted=heard is not None, start_ms=0, end_ms=1
    )


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ([spoke("Shall I refund fifty dollars to your card?")], True),
        ([spoke("So: I refund fifty dollars to your card. Is that right?")], True),
        ([spoke("Shall I refund fifty dollars to your card?", heard="Shall I refund")], False),
        ([spoke("Shall I refund fifty dollars to your card? Or not?", heard="Shall I refund fifty dollars "
                "to your card?")], True),
        ([spoke("One moment, please.")], False),
        ([spoke("Shall I refund fifty dollars to your card?", heard="Shall"), spoke("Until six.")], False),
        ([], False),
    ],
)  # fmt: skip
def test_a_read_back_is_heard_to_its_end_or_not(said: list[AgentSpoke], heard: bool) -> None:
    view = Heard()
    view.take(spoke("Shall I refund fifty dollars to your card?"))  # before it was proposed
    mark = view.mark
    for event in said:
        view.take(event)
    assert view.to_its_end("Shall I refund fifty dollars to your card?", mark) is heard


def test_without_words_to_look_for_the_first_utterance_is_the_read_back() -> None:
    view = Heard()
    assert not view.to_its_end("", 0)
    view.take(spoke("Shall I?", heard="Shall"))
    view.take(spoke("Well?"))
    assert not view.to_its_end("", 0) and view.to_its_end("", 1)


# ---- The store ---------------------------------------------------------------------------------------------


async def test_rows_come_back_as_they_were_stored(store: CallStore) -> None:
    ledger = Ledger(ID, store.ledger)
    ledger.propose("text", {"to": "you", "nul": "a\0b"}, turn=1, read_back="A text\0?")
    row = ledger.propose("book", FRIDAY, turn=1, read_back="On Friday?")
    assert await store.ledger.of_call(ID) == []
    await ledger.send(row.key, request="2")
    (sent,) = await store.ledger.of_call(ID)
    assert (sent.state, sent.request, sent.arguments) == (State.SENT, "2", FRIDAY)
    await ledger.settle(row.key, State.DONE, result={"id": 7})
    kept = {kept.tool: kept for kept in await store.ledger.of_call(ID)}
    assert kept["book"] == ledger.get(row.key)
    assert (kept["text"].read_back, kept["text"].state) == ("A text?", State.PROPOSED)
    assert [row.tool for row in await store.ledger.list(state=State.DONE)] == ["book"]
    assert await store.ledger.list(state=State.UNKNOWN) == []


async def test_a_write_is_on_the_disk_before_it_is_sent(tmp_path: Path, store: CallStore) -> None:
    """Another process sees the row as soon as `send` has returned."""
    ledger = Ledger(ID, store.ledger)
    await ledger.send(ledger.propose("book", FRIDAY, turn=1).key, request="")
    other = await CallStore.open(default_url(tmp_path))
    try:
        assert [row.state for row in await other.ledger.of_call(ID)] == [State.SENT]
    finally:
        await other.close()


async def test_a_store_that_is_gone_lets_nothing_leave(store: CallStore, tmp_path: Path) -> None:
    ledger = Ledger(ID, store.ledger)
    row = ledger.propose("book", FRIDAY, turn=1)
    await store.close()
    for file in tmp_path.glob("callwright.db*"):
        file.unlink()
    with pytest.raises(StoreError):
        await ledger.send(row.key, request="")
    assert ledger.get(row.key).state is State.FAILED


# ---- After a crash -----------------------------------------------------------------------------------------


async def test_after_a_crash_what_was_sent_is_unknown_and_the_rest_stays(
    tmp_path: Path, store: CallStore
) -> None:
    journal = Journal.create(call_folder(tmp_path, ID, AT), masker=AsKept())
    journal.write(STARTED)
    await store.begin(fold(journal.events))
    ledger = Ledger(ID, store.ledger)
    await done(ledger, "text", {})
    await ledger.send(ledger.propose("book", FRIDAY, turn=2).key, request="")
    ledger.propose("cancel", {"id": 7}, turn=3)
    await ledger.flush()

    await recover(tmp_path, store)  # the call lives: its journal is locked
    assert [row.state for row in await store.ledger.of_call(ID)] == ["done", "sent", "proposed"]

    journal.close()  # as the end of its process does
    await recover(tmp_path, store)
    rows = await store.ledger.of_call(ID)
    assert [row.state for row in rows] == ["done", "unknown", "proposed"]
    assert rows[1].reason == "the process died while it was under way"
    await recover(tmp_path, store)
    assert await store.ledger.of_call(ID) == rows


async def test_a_row_that_the_store_did_not_take_at_the_end_of_its_call_is_unknown(
    tmp_path: Path, store: CallStore
) -> None:
    ledger = Ledger(ID, store.ledger)
    await ledger.send(ledger.propose("book", FRIDAY, turn=1).key, request="")
    await store.finish(fold([STARTED, ENDED]))
    assert list(await recover(tmp_path, store)) == []
    assert [row.state for row in await store.ledger.of_call(ID)] == ["unknown"]
