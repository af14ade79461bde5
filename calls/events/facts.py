"""What was learnt, and what the call came to."""

from typing import Literal

from pydantic import FiniteFloat

from calls.events.base import Event, Plain, PlainDict
from compliance.redaction.declared import Label, Own, Words


class DataCollected(Event):
    """A fact was learnt about the call."""

    type: Literal["data_collected"] = "data_collected"
    key: Label
    value: Plain


class ValueHeld(Event):
    """Something that the caller told was understood, confirmed, or does not count any more."""

    type: Literal["value_held"] = "value_held"
    name: Own
    kind: Label
    """What it is: `phone`, `date` ..."""
    what: Literal["told", "confirmed", "dropped"]
    value: Plain
    """`(hidden)` when it is to stay out of the journal; so are the words."""
    turn: int
    """Which of the caller's turns it came from, counted from 1; 0 = it came with the call."""
    words: Words
    """What was said or pressed."""
    via: Literal["speech", "keypad", "text", "model", "carrier"]
    confidence: FiniteFloat | None = None
    """0 to 1; None = the recogniser does not say."""


class OutcomeSet(Event):
    """What the call came to; the last one counts."""

    type: Literal["outcome_set"] = "outcome_set"
    disposition: Words
    resolved: bool


class PromiseMade(Event):
    """The agent claimed something that nothing backs, or was about to."""

    type: Literal["promise_made"] = "promise_made"
    kind: Literal["done", "refund", "price", "date"]
    text: Words
    """The sentence."""
    blocked: bool
    """Whether other words were said in its place."""


class CallSummarised(Event):
    """What is made of a call at its end."""

    type: Literal["call_summarised"] = "call_summarised"
    summary: Words
    summary_by: Literal["facts", "model"]
    values: PlainDict
    """The fields that the agent file asks for."""
    sources: dict[Own, Literal["facts", "model"]]
    """Field to who knew it."""
    missing: list[Own]
    """Required fields that nobody knew."""
    wrong: dict[Own, Words]
    """Field to why its value was not taken."""
