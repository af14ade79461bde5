"""Card numbers, expiries and codes as callers say them."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from stdnum import luhn

from spoken.base import Setting
from spoken.card import BRANDS, brand_of, is_card, read_code, read_expiry, read_number, read_zip
from spoken.words import UNITS

NOW = Setting(datetime(2026, 3, 31, 23, 30, tzinfo=ZoneInfo("America/New_York")))
VISA, AMEX = "4111111111111111", "378282246310005"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("four one one one one one one one one one one one one one one one", VISA),
        ("forty one eleven eleven eleven eleven eleven eleven eleven", VISA),
        ("it's 4111 1111 1111 1111", VISA),
        ("four one one one, um, double one double one, and then eleven eleven eleven eleven", VISA),
        ("three seven eight two, eight two two four six three, one oh oh oh five", AMEX),
        (
            "five five five five five five five five five five five five four four four four",
            "5555555555554444",
        ),
    ],
)
def test_a_number_is_understood_however_it_is_grouped(said: str, number: str) -> None:
    assert read_number(said, NOW).value == number


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("four one one one one one one one", "incomplete"),
        ("4111111111111112", "impossible"),
        ("it's a blue one, I think", "nothing"),
        ("41111111111111111", "too_long"),
        ("9111 1111 1111 1111", "impossible"),
    ],
)
def test_what_is_no_number_is_told(said: str, problem: str) -> None:
    assert read_number(said, NOW).problem == problem


def test_every_brand_is_told_by_its_first_digits() -> None:
    rng = Random(4)
    for brand in BRANDS:
        for low, high in brand.starts:
            head = str(rng.randint(low, high))
            body = head + "".join(str(rng.randint(0, 9)) for _ in range(brand.lengths[0] - len(head) - 1))
            number = body + luhn.calc_check_digit(body)
            assert brand_of(number) is brand, number
            assert is_card(number)
            assert read_number(" ".join(UNITS[int(digit)] for digit in number), NOW).value == number


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("oh four twenty seven", "2027-04"),
        ("zero four two seven", "2027-04"),
        ("four twenty seven", "2027-04"),
        ("it expires in April twenty twenty seven", "2027-04"),
        ("april two thousand twenty seven", "2027-04"),
        ("04/27", "2027-04"),
        ("oh four slash two seven", "2027-04"),
        ("twelve twenty eight", "2028-12"),
        ("ten twenty twenty seven", "2027-10"),
        ("may of twenty nine", "2029-05"),
        ("0 4 2 7 #", "2027-04"),
        ("march twenty six", "2026-03"),
    ],
)
def test_an_expiry_is_a_month(said: str, until: str) -> None:
    assert read_expiry(said, NOW).value == until


def test_a_card_is_good_to_the_end_of_its_month_where_the_business_is() -> None:
    already_april = Setting(NOW.now.astimezone(ZoneInfo("Europe/London")))
    assert read_expiry("oh three twenty six", NOW).value == "2026-03"
    assert read_expiry("oh three twenty six", already_april).problem == "past"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("oh one twenty five", "past"),
        ("thirteen twenty eight", "impossible"),
        ("april", "incomplete"),
        ("oh four ninety nine", "impossible"),
        ("I don't know", "nothing"),
    ],
)
def test_what_is_no_expiry_is_told(said: str, problem: str) -> None:
    assert read_expiry(said, NOW).problem == problem


def test_codes_and_zip_codes_have_their_lengths() -> None:
    assert read_code("seven thirty nine", NOW, length=3).value == "739"
    assert read_code("seven three nine four", NOW, length=4).value == "7394"
    assert read_code("seven three", NOW, length=3).problem == "incomplete"
    assert read_code("seven three nine four", NOW, length=3).problem == "too_long"
    assert read_zip("one one two oh one", NOW).value == "11201"
