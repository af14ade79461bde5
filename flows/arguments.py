"""Arguments of tools that callers say digit by digit."""

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema


def digits_only(value: object) -> object:
    """Without the blanks and dashes that a model may put between them."""
    return "".join(char for char in value if char not in " -#") if isinstance(value, str) else value


ZipCode = Annotated[
    str,
    BeforeValidator(digits_only),
    Field(pattern=r"^[0-9]{5}$"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{5}$", "description": "Five digits"}),
]
"""A ZIP code."""
