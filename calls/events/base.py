"""What every event is made of."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from calls.plain import plain
from compliance.redaction.declared import Declared, Own

Via = Literal["speech", "keypad", "text"]

Plain = Annotated[Any, BeforeValidator(plain)]
"""Any value, made plain JSON on the way in, so that the journal gives back what the event held."""

PlainDict = Annotated[dict[Own, Any], BeforeValidator(plain)]
"""The same for a mapping."""


class Event(Declared):
    """Something that happened, and when.

    Every text says whether it is `Own`, a `Label`, a `Key` or `Words`: words are masked before they are kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    at_ms: int = Field(default=0, ge=0)
    """Milliseconds since the stream started."""
