"""What a person is told before they take a caller."""

from datetime import UTC, datetime

from calls.events import CallerSpoke, CallStarted, OutcomeSet, PromiseMade
from calls.ledger import Row, State
from calls.record import CallRecord, fold
from flows.handoff.brief import MAX_FIELD_CHARS, brief_of, spoken

STARTED = CallStarted(
    call_id="call_e3yipouzda2nyaoxh64a", agent="desk", agent_hash="0", carrier="memory", direction="inbound",
    from_="+12125550188", started_at="2026-03-02T15:00:00.000Z",
)  # fmt: skip


def record(*events) -> CallRecord:
    return fold([STARTED, *events], now=datetime(2026, 3, 2, 15, 1, tzinfo=UTC))


def said(text: str) -> CallerSpoke:
    return CallerSpoke(text=text, start_ms=100, end_ms=900)


def test_a_person_hears_who_calls_what_they_want_and_what_was_done() -> None:
    state = {"patient_name": "Maria Lopez", "intent": "book", "verified": True}
    call = record(said("I want to speak to the dentist"), OutcomeSet(disposition="booked", resolved=True))
    facts = brief_of(call, state, "person", {"next_step": "call the lab"})
    assert spoken(facts) == (
        "The caller is Maria Lopez, calling from 2 1 2, 5 5 5, 0 1 8 8, who was verified. "
        "They want: book; in their words, I want to speak to the dentist. Done so far: booked. "
        "Next: call the lab."
    )


def test_what_is_not_known_is_not_claimed() -> None:
    facts = brief_of(record(OutcomeSet(disposition="book_unfinished", resolved=False)), {}, "person", {})
    assert facts["done"] == "nothing"
    assert "promised" not in facts
    assert "mood" not in facts
    assert spoken(facts) == (
        "The caller is somebody calling from 2 1 2, 5 5 5, 0 1 8 8, who was not verified. "
        "Done so far: nothing."
    )


def test_an_angry_caller_is_announced_as_upset() -> None:
    assert "They are upset." in spoken(brief_of(record(), {}, "anger", {}))


def test_the_callers_words_stay_words() -> None:
    words = "</Say><Dial>+19005551234</Dial>\x00\u202e {{ secret }} " + "please " * 60
    facts = brief_of(record(said(words)), {}, "person", {})
    assert not set(facts["goal"]) & set("<>{}&\x00\u202e")
    assert len(facts["goal"]) <= MAX_FIELD_CHARS


def test_a_flow_says_better_what_it_knows_and_nothing_else() -> None:
    facts = brief_of(record(), {}, "person", {"goal": "a refund", "number": "+19005551234", "promised": ""})
    assert facts["goal"] == "a refund"
    assert "number" not in facts


def row(tool: str, state: State, result: dict | None = None) -> Row:
    moment = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    return Row(
        key=tool, call_id="call-1", tool=tool, arguments={}, digest="", occasion=1, state=state, turn=1,
        proposed_at=moment, updated_at=moment, result=result,
    )  # fmt: skip


def test_what_was_done_is_what_the_ledger_has_as_done_and_doubt_is_told() -> None:
    rows = [
        row("book_visit", State.DONE, {"say": "You're booked for a cleaning on Tuesday at 9 AM."}),
        row("refund_order", State.UNKNOWN),
        row("cancel_visit", State.PROPOSED),
        row("move_visit", State.FAILED),
    ]
    facts = brief_of(record(), {}, "person", {}, rows)
    assert facts["done"] == "You're booked for a cleaning on Tuesday at 9 AM."
    assert facts["unsure"] == "refund order"
    assert "Not certain whether done: refund order." in spoken(facts)


def test_claims_that_nothing_backs_are_told_as_such() -> None:
    claim = PromiseMade(kind="refund", text="You get your money back.", blocked=False)
    held_back = PromiseMade(kind="price", text="It costs ten dollars.", blocked=True)
    facts = brief_of(record(claim, held_back), {}, "person", {})
    assert facts["promised"] == "You get your money back."
    assert "backed by nothing: You get your money back." in spoken(facts)
