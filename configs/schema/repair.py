"""`repair:` — the commands with which a caller mends the conversation, at every node of every flow."""

from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block
from configs.truth import is_true_answer

Command = Literal[
    "repeat_that",
    "speak_slower",
    "start_over",
    "go_back",
    "skip_question",
    "correct_value",
    "cancel_request",
    "clarify",
]
"""The commands that may be switched off. Whether it is a robot, a caller may always ask."""


class RepairBlock(Block):
    """See the module."""

    off: list[Command] = Field(default_factory=list)
    """Commands that are not offered."""

    robot: str | None = Field(default=None, min_length=10, max_length=300)
    """The answer to "are you a robot?", word for word, whatever the language model. None = the flow's own in
    `script.yaml`, or else "I'm an automated assistant, not a person." It must say that it is a machine."""

    @field_validator("robot")
    @classmethod
    def _is_true(cls, sentence: str | None) -> str | None:
        if sentence is not None and not is_true_answer(sentence):
            raise PydanticCustomError(
                "not_true",
                "the answer does not say that this is a machine",
                {"allowed": "a sentence with a word such as automated, AI, virtual, computer or robot"},
            )
        return sentence
