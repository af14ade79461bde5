"""What of a call's writes, and of its record, is stored."""

from collections.abc import Iterable
from datetime import UTC, datetime

from calls.events import AgentSpoke, CallerSpoke, CallStarted, TextRestored, ToolCalled
from calls.kept_record import safe_record
from calls.kept_rows import KeptRows, SafeRow, kept_row
from calls.ledger import State, digest_of, new_row
from calls.record import fold

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = "call_abcdefghijklmnopqrst"
STARTED = CallStarted(
    call_id=ID, agent="a", agent_hash="h", carrier="twilio", direction="inbound", from_="+12125550188",
    started_at="2026-03-01T12:00:00.000Z",
)  # fmt: skip


class Hides:
    def mask(self, text: str) -> str:
        return text.replace("4111", "[card]")


class Shelf:
    def __init__(self) -> None:
        self.rows: list[SafeRow] = []

    async def save(self, rows: Iterable[SafeRow], *, durable: bool = False) -> None:
        self.rows += rows


async def test_a_row_is_stored_without_what_must_not_be_kept() -> None:
    shelf, row = Shelf(), new_row(ID, "pay", {"card": 4111, "to": "4111"}, 1, turn=1, at=AT)
    sent = (
        row.moved(State.CONFIRMED, AT)
        .moved(State.SENT, AT)
        .moved(State.DONE, AT, result={"say": "4111 is paid"})
    )
    await KeptRows(shelf, Hides()).save([sent], durable=True)
    (kept,) = shelf.rows
    assert kept.arguments == {"card": "[card]", "to": "[card]"}
    assert kept.result == {"say": "[card] is paid"}
    assert kept.key == row.key
    assert sent.arguments["card"] == 4111, "the call goes on with the row as it is"


def test_the_digest_of_hidden_arguments_does_not_tell_them() -> None:
    row = new_row(ID, "pay", {"card": "4111"}, 1, turn=1, at=AT)
    assert kept_row(row, Hides()).digest == digest_of({"card": "[card]"})
    harmless = new_row(ID, "pay", {"day": "monday"}, 1, turn=1, at=AT)
    assert kept_row(harmless, Hides()) == harmless


def test_a_record_is_masked_with_all_that_the_call_has_learnt() -> None:
    record = fold(
        [
            STARTED,
            CallerSpoke(text="4111", start_ms=1, end_ms=2),
            AgentSpoke(text="4111?", heard="4111", interrupted=False, start_ms=3, end_ms=4),
            ToolCalled(tool_call_id="t", name="pay", arguments={"n": 4111}),
        ],
        now=AT,
    )
    kept = safe_record(record, Hides())
    assert "4111" not in kept.to_json()
    assert "4111" in record.to_json()
    assert kept.call_id == ID and kept.from_ == "+12125550188"


def test_a_restored_text_stands_in_the_turn_that_it_belongs_to() -> None:
    spoke = [
        CallerSpoke(text=text, start_ms=ms, end_ms=ms, at_ms=ms) for ms, text in ((1, "[digits]"), (5, "no"))
    ]
    greeting = AgentSpoke(text="hi", heard="hi", interrupted=False, start_ms=0, end_ms=0)
    record = fold(
        [
            STARTED,
            spoke[0],
            greeting,
            spoke[1],
            TextRestored(turn=0, text="four"),
            TextRestored(turn=9, text="x"),
        ]
    )
    assert [turn.caller.text for turn in record.turns if turn.caller] == ["four", "no"]
