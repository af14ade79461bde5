"""`handoff.destinations:` — the people who can be fetched: their numbers and when they are there."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block, Deployed

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _written_as_number(value: object) -> object:
    """YAML reads +12125550142 without quotes as a whole number."""
    return f"+{value}" if isinstance(value, int) and not isinstance(value, bool) else value


Number = Deployed[
    Annotated[
        str,
        BeforeValidator(_written_as_number),
        Field(
            pattern=r"^\+[1-9][0-9]{6,14}$",
            json_schema_extra={"patternErrorMessage": "a number with its country code, such as +12125550142"},
        ),
    ]
]
"""A telephone number as E.164, or `${NAME}`."""

TimeOfDay = Annotated[
    str,
    Field(
        pattern=r"^([01][0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9]|24:00)$",
        json_schema_extra={"patternErrorMessage": 'a time of day in quotes, "09:00" to "24:00"'},
    ),
]


class TargetBlock(Block):
    """One telephone that is tried."""

    number: Number
    """E.164, or `${NAME}`."""

    ring_secs: float = Field(default=20.0, ge=5, le=25)
    """Seconds it may ring; never more than `max_ring_secs`."""

    retries: int = Field(default=0, ge=0, le=3)
    """How often it is tried again when nobody answered or it was busy."""

    retry_after_secs: float = Field(default=5.0, ge=0, le=30)
    """Seconds before it is tried again."""


class OpenBlock(Block):
    """When somebody is there, on some days of the week."""

    days: list[Weekday] = Field(default=list(WEEKDAYS), min_length=1)
    """`mon tue wed thu fri sat sun`; all of them by default."""

    opens: TimeOfDay = "00:00"
    """In the agent's zone."""

    closes: TimeOfDay = "24:00"
    """In the agent's zone; before `opens` = on the next day."""

    @model_validator(mode="after")
    def _is_open_at_all(self) -> "OpenBlock":
        if self.opens == self.closes:
            raise PydanticCustomError(
                "never_open", "`opens` and `closes` are the same", {"allowed": "two different times"}
            )
        return self


class DestinationBlock(Block):
    """People who can be fetched, under one name."""

    description: str = ""
    """One line for people."""

    mode: Literal["warm", "cold"] = "warm"
    """`warm`: the person is told who is calling and says yes before the two are joined. `cold`: the caller is
    forwarded, and what becomes of it is not known."""

    targets: list[TargetBlock] = Field(min_length=1, max_length=8)
    """Tried in this order."""

    open: list[OpenBlock] = Field(default_factory=list)
    """When somebody is there; empty = always."""

    closed_on: list[date] = Field(default_factory=list)
    """Days on which nobody is there."""

    when_they_leave: Literal["hang_up", "return"] = "hang_up"
    """What becomes of the caller when the person hangs up: the call ends, or the agent takes it again."""
