"""`overflow:` — what callers are offered whom no agent can take."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from configs.dialling import not_allowed
from configs.schema.agent import Language
from configs.schema.base import Block
from configs.schema.destinations import Number


def _never_premium(number: str | None) -> str | None:
    """A number of any country, but of no kind that costs a premium."""
    if number is not None and (why := not_allowed(number, "", (number,))):
        raise PydanticCustomError(
            "not_dialled", "the number {why}", {"why": why, "allowed": "another number"}
        )
    return number


class OverflowBlock(Block):
    """A busy tone, a sentence, another number, or a message."""

    say: str = Field(default="All our lines are busy at the moment. Please call again in a few minutes.")
    """Said to the caller; empty = a busy tone."""

    dial: Annotated[Number | None, AfterValidator(_never_premium)] = None
    """E.164 of who is called instead; also for a caller whose agent broke down or is gone."""

    message: bool = False
    """Whether a message is taken; with `dial`, if nobody answers there."""

    language: Language = "en-US"
    """BCP 47 tag of the language of `say`."""
