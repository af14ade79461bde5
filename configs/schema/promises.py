"""`promises:` — what the agent may not claim without a tool's result."""

from typing import Literal

from pydantic import Field

from configs.schema.base import Block

PromiseKind = Literal["done", "refund", "price", "date"]


class PromisesBlock(Block):
    """Claims that no tool result backs.

    `done`: something has been booked, sent, cancelled ...; `refund`: money back; `price`: an amount of money;
    `date`: a day or time by which something will happen.
    """

    flag: list[PromiseKind] = Field(default_factory=lambda: ["done", "refund", "price", "date"])
    """Kinds that are noted in the call's record after they were said."""

    block: list[PromiseKind] = Field(default_factory=list)
    """Kinds that are not said at all: the sentence is replaced by `instead`, and noted."""

    instead: str = "Let me make sure of that before I promise it."
    """Said in place of a sentence that is blocked."""
