"""`after_call:` — what is made of a call once it is over."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block

FieldType = Literal["text", "number", "yes_no", "date", "time", "choice"]


class FieldBlock(Block):
    """One field of the structured data."""

    type: FieldType = "text"
    """What its values are; a value that is none is told in the record and not taken."""

    description: str = ""
    """What it means; a language model that fills it in reads this."""

    choices: list[str] = Field(default_factory=list)
    """The values of a `choice`."""

    required: bool = False
    """Whether a call without it is listed as incomplete."""

    note: str | None = None
    """The fact that a tool notes for it, where that has another name."""

    @model_validator(mode="after")
    def _has_choices(self) -> "FieldBlock":
        if (self.type == "choice") != bool(self.choices):
            problem = "a choice names none" if self.type == "choice" else "only a choice has `choices`"
            allowed = "type: choice with choices: [one, another]"
            raise PydanticCustomError("choices", "{problem}", {"problem": problem, "allowed": allowed})
        return self


class AfterCallBlock(Block):
    """Summary and structured data."""

    summary: Literal["facts", "model", "off"] = "facts"
    """`facts`: put together from the record, without a language model. `model`: written by the first entry of
    `pipeline.llm`; when it fails, by the facts."""

    fields: dict[str, FieldBlock] = Field(default_factory=dict)
    """The structured data: name of a field to what it is."""

    fill_in: Literal["facts", "model"] = "facts"
    """Who fills the fields: what tools noted, and with `model` the language model what no tool knew. A fact
    is never replaced by what a model reads from the transcript."""

    deadline_secs: float = Field(default=20.0, gt=0, le=120)
    """Seconds that a language model may take for all of it."""
