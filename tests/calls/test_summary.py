"""What is made of a call from its facts."""

import pytest

from calls.end_reasons import EndReason
from calls.events import (
    CallEnded,
    CallerSpoke,
    CallEvent,
    CallStarted,
    CallSummarised,
    DataCollected,
    OutcomeSet,
    PromiseMade,
    ToolCalled,
    ToolFinished,
)
from calls.extraction import extract
from calls.record import fold
from calls.summary import summarise
from configs.schema.after_call import FieldBlock

CALL = "call_aaaaaaaaaaaaaaaaaaaa"
STARTED = CallStarted(
    call_id=CALL, agent="office", agent_hash="0" * 16, carrier="twilio", direction="inbound",
    from_="+12125550188", started_at="2026-03-02T14:15:00.000Z",
)  # fmt: skip
ENDED = CallEnded(end_reason=EndReason.COMPLETED, ended_at="2026-03-02T14:16:00.000Z", at_ms=60_000)


def record_of(*events: CallEvent):
    return fold([STARTED, *events, ENDED])


def test_a_summary_says_what_the_record_says() -> None:
    text = summarise(
        record_of(
            CallerSpoke(text="hello", start_ms=1, end_ms=2),
            DataCollected(key="service", value="cleaning"),
            ToolCalled(tool_call_id="1", name="book_visit", arguments={}),
            ToolFinished(tool_call_id="1", name="book_visit", ok=False, error_kind="timeout"),
            PromiseMade(kind="done", text="I've booked it.", blocked=False),
            PromiseMade(kind="done", text="I've cancelled it.", blocked=True),
            OutcomeSet(disposition="book_unfinished", resolved=False),
        )
    )
    assert "+12125550188 called office: book unfinished, not resolved." in text
    assert "Noted: service cleaning." in text
    assert "Did not go through: book visit (timeout)." in text
    assert "Said without evidence: I've booked it." in text
    assert "cancelled" not in text
    assert "1 turns of the caller in 60 s; end: completed." in text


def test_what_was_made_of_a_call_is_in_its_record() -> None:
    made = CallSummarised(
        summary="Ada booked.", summary_by="model", values={"day": "2026-03-05"}, sources={"day": "model"},
        missing=["name"], wrong={},
    )  # fmt: skip
    record = record_of(made)
    assert record.summary is not None and record.extracted is not None
    assert (record.summary.text, record.summary.by) == ("Ada booked.", "model")
    assert record.extracted.missing == ["name"]
    assert record_of().summary is None


def block(**about: object) -> FieldBlock:
    return FieldBlock.model_validate(about)


@pytest.mark.parametrize(
    ("about", "said", "kept"),
    [
        ({"type": "text"}, 7, "7"),
        ({"type": "number"}, "1,200.50", 1200.5),
        ({"type": "number"}, "3", 3),
        ({"type": "yes_no"}, "Yes", True),
        ({"type": "date"}, "2026-03-05T14:30", "2026-03-05"),
        ({"type": "time"}, "2026-03-05T14:30", "14:30"),
        ({"type": "choice", "choices": ["Hot", "Cold"]}, "hot", "Hot"),
    ],
)
def test_a_field_has_its_canonical_form(about: dict, said: object, kept: object) -> None:
    assert extract({"field": block(**about)}, {"field": said}, "facts").values == {"field": kept}


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"type": "number"}, "several"),
        ({"type": "number"}, True),
        ({"type": "yes_no"}, "perhaps"),
        ({"type": "date"}, "Thursday"),
        ({"type": "time"}, "noonish"),
        ({"type": "choice", "choices": ["hot"]}, "warm"),
    ],
)
def test_a_value_that_does_not_fit_is_told_and_not_taken(about: dict, said: object) -> None:
    found = extract({"field": block(**about)}, {"field": said}, "facts")
    assert found.values == {}
    assert list(found.wrong) == ["field"]


def test_facts_come_first_and_a_model_fills_in_the_rest() -> None:
    fields = {
        "day": block(type="date", note="start", required=True),
        "mood": block(),
        "name": block(required=True),
    }
    found = extract(fields, {"start": "2026-03-05T14:30"}, "facts")
    assert found.open(fields) == ["mood", "name"]
    extract(fields, {"day": "2026-12-24", "mood": "calm", "name": None}, "model", found)
    assert found.values == {"day": "2026-03-05", "mood": "calm"}
    assert found.sources == {"day": "facts", "mood": "model"}
    assert found.missing(fields) == ["name"]


def test_choices_and_their_type_belong_together() -> None:
    with pytest.raises(ValueError, match="a choice names none"):
        block(type="choice")
    with pytest.raises(ValueError, match="choices"):
        block(type="text", choices=["a"])
