"""What of a piece of data is masked, and what is not."""

import re
from typing import Any

import pytest
from pydantic import Field

from compliance.redaction.declared import Declared, Key, Label, Own, Words, mapped, masked_data, undeclared
from compliance.redaction.safe import WITHHELD, AsKept, safe, safe_data


def mask(text: str) -> str:
    """Hides what is ten digits or more, and what is called a cvv."""
    text = re.sub(r"\d(?:[ -]?\d){9,}", "[card]", text)
    return re.sub(r"(?<=cvv: )\d{3}", "[cvv]", text)


class Masks:
    def mask(self, text: str) -> str:
        return mask(text)


class Broken:
    def mask(self, text: str) -> str:
        raise RuntimeError(text)


class Inner(Declared):
    text: Words


class Everything(Declared):
    name: Own = "1234567890"
    what: Label = "note"
    text: Words | None = None
    key: Key = "#"
    value: Any = None
    data: dict[Own, Words] = Field(default_factory=dict)
    inner: Inner | None = None
    many: list[Inner] = Field(default_factory=list)
    times: dict[Own, float] = Field(default_factory=dict)
    forgotten: str = ""


def test_words_are_masked_and_names_are_not() -> None:
    kept = masked_data(Everything(text="it is 1234567890", forgotten="4111 1111 11"), mask)
    assert (kept.name, kept.text, kept.forgotten) == ("1234567890", "it is [card]", "[card]")


def test_what_nobody_has_declared_is_told_and_masked_all_the_same() -> None:
    assert undeclared(Everything) == ["forgotten"]
    assert masked_data(Everything(forgotten="1234567890"), mask).forgotten == "[card]"


def test_data_without_anything_private_stays_the_same_object() -> None:
    data = Everything(text="hello", value={"a": [1, 2.5, None, True]}, many=[Inner(text="a")])
    assert masked_data(data, mask) is data


def test_data_inside_of_data_is_masked() -> None:
    data = Everything(inner=Inner(text="1234567890"), many=[Inner(text="a"), Inner(text="1234567890")])
    kept = masked_data(data, mask)
    assert kept.inner == Inner(text="[card]")
    assert kept.many == [Inner(text="a"), Inner(text="[card]")]


@pytest.mark.parametrize(("digit", "kept"), [("7", "•"), ("#", "#"), ("*", "*")])
def test_a_pressed_digit_is_never_kept(digit: str, kept: str) -> None:
    assert masked_data(Everything(key=digit), mask).key == kept


def test_a_label_tells_what_the_value_beside_it_is() -> None:
    assert masked_data(Everything(what="cvv", value=123), mask).value == "[cvv]"
    assert masked_data(Everything(what="age", value=123), mask).value == 123


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1234567890, "[card]"),
        (1234567890.0, "[card]"),
        (12, 12),
        (float("inf"), float("inf")),
        ({"cvv": "123", "n": 123}, {"cvv": "[cvv]", "n": 123}),
        ({"1234567890": 1, "1234567891": 2}, {"[card]": 1, "[card] (2)": 2}),
        (["1234", "5678", "90"], ["[card]"]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 0], ["[card]"]),
        ([1, 2, 3], [1, 2, 3]),
        (("a", {"b": ["1234567890"]}), ["a", {"b": ["[card]"]}]),
    ],
)
def test_plain_data_is_masked_to_its_leaves(value: Any, kept: Any) -> None:
    assert mapped(value, mask) == kept


def test_a_text_becomes_safe_by_its_masker() -> None:
    assert safe("1234567890", Masks()) == "[card]"
    assert safe("1234567890", AsKept()) == "1234567890"


def test_safe_data_is_the_data_and_its_json() -> None:
    kept, line = safe_data(Inner(text="1234567890"), Masks())
    assert kept == Inner(text="[card]")
    assert line == '{"text":"[card]"}'


def test_a_masker_that_fails_costs_the_words_and_not_their_secrecy() -> None:
    kept, line = safe_data(Everything(text="secret", value=["secret"]), Broken())
    assert kept.text == WITHHELD
    assert "secret" not in line
