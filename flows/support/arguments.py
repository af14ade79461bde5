"""What callers of the shop say digit by digit."""

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from flows.values import digits_only

OrderNumber = Annotated[
    str,
    BeforeValidator(digits_only),
    Field(pattern=r"^[0-9]{1,5}$"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{5}$", "description": "Five digits"}),
]
"""The number of an order. Fewer digits than five are its beginning, or its rest."""
