"""`numbers:` — which agent answers which number."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from configs.schema.agent import Name
from configs.schema.base import Block
from configs.server.overflow import OverflowBlock

ANY = "any"
"""The key for every number that is not listed."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def _is_number(key: str) -> str:
    if key != ANY and not _E164.fullmatch(key):
        raise PydanticCustomError(
            "no_number",
            "{key} is no number",
            {"key": f'"{key}"', "allowed": f"a number with its country code, such as +12125550142, or {ANY}"},
        )
    return key


class NumberBlock(Block):
    """Who answers one number."""

    agent: str = Field(
        pattern=r"^\S+$",
        json_schema_extra={"patternErrorMessage": "an agent's name, or the path of its file"},
    )
    """Name of the agent, or the path of its file from the folder of the server's file."""

    tenant: Name | None = None
    """Whose number it is; limits of a tenant are for all its numbers together."""

    calls: int | None = Field(default=None, ge=1, le=100_000)
    """Most calls of this number at one time, in all processes together; None = no limit of its own."""

    overflow: OverflowBlock | None = None
    """What callers of this number are offered whom no agent can take; None = as the server."""


def _agent_alone(value: Any) -> Any:
    """`+12125550142: appointments` is short for a block with the agent alone."""
    return {"agent": value} if isinstance(value, str) else value


NumberEntry = Annotated[NumberBlock, BeforeValidator(_agent_alone)]
NumbersBlock = dict[Annotated[str, AfterValidator(_is_number)], NumberEntry]
"""Number, or `any` → who answers it."""


def entry_of(numbers: Mapping[str, NumberBlock], to: str) -> NumberBlock | None:
    """Who answers a number as a carrier writes it, with or without its plus; None if nobody does."""
    digits = re.sub(r"[\s().-]", "", to)
    return numbers.get(digits) or numbers.get(f"+{digits}") or numbers.get(ANY)
