"""What every tool that is declared in the agent file promises, wherever it runs."""

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block

ToolName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        json_schema_extra={"patternErrorMessage": "small letters, digits and _, at most 64 of them"},
    ),
]

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
"""`{{ name }}` in a read-back."""


class DeclaredTool(Block):
    """A tool that is no Python function."""

    name: ToolName
    """What the flow and the model call it."""

    effect: Literal["read", "write", "irreversible"]
    """`read` changes nothing outside the call; `write` does; `irreversible` cannot be undone."""

    confirm: Literal["read_back", "request"] = "read_back"
    """Of a write: `read_back` = the caller must say yes to the read-back first; `request` = having asked is
    enough (a message, a note)."""

    read_back: str = ""
    """The question that the caller says yes to, with `{{ parameter }}`: `Shall I cancel {{ order }}?`"""

    idempotent: bool = False
    """Whether doing it twice is the same as doing it once."""

    timeout_secs: float | None = Field(default=None, gt=0, le=120)
    """Deadline in seconds; `limits.tool_timeout_secs` if left out."""

    @model_validator(mode="after")
    def _read_back_is_there(self) -> "DeclaredTool":
        if self.effect != "read" and self.confirm == "read_back" and not self.read_back.strip():
            raise PydanticCustomError(
                "read_back",
                "a write needs the question that the caller says yes to",
                {"allowed": "`read_back: Shall I ... {{ parameter }}?`, or `confirm: request`"},
            )
        if self.effect == "irreversible" and self.confirm == "request":
            raise PydanticCustomError(
                "irreversible",
                "what is irreversible is read back to the caller first",
                {"allowed": "`confirm: read_back`, or `effect: write`"},
            )
        return self
