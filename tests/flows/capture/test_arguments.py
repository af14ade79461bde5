"""Argument types of tools take what callers say, and what models write."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ConfigDict, create_model

from flows.capture.kinds import kinds_of_tool
from flows.tools import spec_of, tool
from flows.tools.setting import understood_in
from flows.tools.spec import InvalidArguments, ModelArguments, ToolSpec
from flows.values import Address, BirthDate, Clock, Day, Digits, Email, PersonName, Phone, YesNo
from spoken.base import Setting

NOW = datetime(2026, 12, 30, 23, 30, tzinfo=ZoneInfo("America/New_York"))
"""At the end of a year, and already the next day in UTC."""


def checked(type_: Any, given: Any, region: str = "US") -> Any:
    model: type[BaseModel] = create_model(
        "arguments", __config__=ConfigDict(extra="forbid"), value=(type_, ...)
    )
    with understood_in(Setting(now=NOW, region=region)):
        return ModelArguments(model).checked({"value": given})["value"]


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        (Phone, "+12125550142", "+12125550142"),
        (Phone, "212 555 0142", "+12125550142"),
        (Phone, "two one two triple five oh one four two", "+12125550142"),
        (Email, "John.Smith@Example.com", "john.smith@example.com"),
        (Email, "john dot smith at example dot com", "john.smith@example.com"),
        (Day, "2026-03-03", date(2026, 3, 3)),
        (Day, date(2026, 3, 3), date(2026, 3, 3)),
        (Day, "tomorrow", date(2026, 12, 31)),
        (Day, "the second", date(2027, 1, 2)),
        (Clock, "14:30", time(14, 30)),
        (Clock, "half past two", time(14, 30)),
        (PersonName, "John Smyth", "John Smyth"),
        (PersonName, "smith s m y t h", "Smyth"),
        (BirthDate, "1985-03-03", date(1985, 3, 3)),
        (BirthDate, "march third eighty five", date(1985, 3, 3)),
        (Address, "12 Harbor St, Springfield, IL 62701", "12 Harbor Street, Springfield, IL 62701"),
        (YesNo, True, True),
        (YesNo, "yeah that's right", True),
        (YesNo, "no", False),
        (Digits, "0042", "0042"),
        (Digits, "double oh four two", "0042"),
    ],
)
def test_values_are_taken_as_written_and_as_said(type_: Any, given: Any, kept: Any) -> None:
    assert checked(type_, given) == kept


@pytest.mark.parametrize(
    ("type_", "given", "reason"),
    [
        (Phone, "212 555", "I don't have all of it yet."),
        (Phone, "none of your business", "I didn't get that"),
        (Email, "john at", "the whole address"),
        (Day, "february thirtieth", "There is no such day."),
        (Day, "yesterday", "already passed"),
        (Day, "monday or tuesday", "more than one day"),
        (Clock, "two or three", "more than one time"),
        (BirthDate, "2030-01-01", "in the future"),
        (YesNo, "maybe", "wasn't sure"),
        (Digits, "4471 or 4472", "not sure"),
    ],
)
def test_what_may_mean_this_or_that_is_refused_with_the_reason(type_: Any, given: Any, reason: str) -> None:
    with pytest.raises(InvalidArguments) as wrong:
        checked(type_, given)
    assert reason in wrong.value.problems["value"]


def test_a_number_belongs_to_the_region_of_the_agent() -> None:
    assert checked(Phone, "020 7946 0958", region="GB") == "+442079460958"


@tool(effect="write", confirm="request")
async def sign_up(
    flow_manager: Any,
    phone: Phone,
    day: Day | None = None,
    email: Email | None = None,
    agrees: YesNo = False,
    note: str = "",
) -> dict[str, Any]:
    """Sign somebody up.

    Args:
        phone: Their number.
        day: From when on.
        email: Their address.
        agrees: Whether they agree to the terms.
        note: Anything else.
    """
    return {}


def spec() -> ToolSpec:
    found = spec_of(sign_up)
    assert found is not None
    return found


def test_models_are_told_a_plain_schema_and_nothing_of_ours() -> None:
    schemas = spec().parameters()
    assert schemas["day"]["format"] == "date"
    assert schemas["agrees"]["type"] == "boolean"
    assert "x-kind" not in str(schemas)


def test_a_tool_says_which_types_it_waits_for() -> None:
    assert kinds_of_tool(spec()) == {"phone", "date", "email", "yes_no"}
