"""Area codes: our small table says what the numbering plan of `phonenumbers` says, which takes 100 MB."""

import re

import phonenumbers
import pytest
from phonenumbers import geocoder

from compliance.jurisdiction import place_of_number

SOME = {
    "US-NY": ("212", "917", "718", "716"),
    "US-CA": ("415", "213", "949"),
    "US-DC": ("202",),
    "US-WA": ("206",),
    "US-FL": ("305", "728"),
    "US-TX": ("210", "512"),
    "US-UT": ("801",),
}


@pytest.mark.parametrize("code", SOME)
def test_an_area_code_is_of_its_state(code: str) -> None:
    for area in SOME[code]:
        place = place_of_number(f"+1{area}5550188")
        assert (place.code, place.presumed) == (code, True), area


def test_no_area_code_is_of_another_state_than_the_numbering_plan_says() -> None:
    known = 0
    for area in range(200, 1000):
        number = phonenumbers.parse(f"+1{area}5550100", None)
        if phonenumbers.region_code_for_number(number) != "US":
            continue
        told = geocoder.description_for_valid_number(number, "en")
        state = re.search(r", ([A-Z]{2})$", told)
        if state is not None:
            known += 1
            assert place_of_number(f"+1{area}5550100").code == f"US-{state[1]}", area
    assert known > 10


@pytest.mark.parametrize(
    "number", [None, "", "anonymous", "client:browser", "+1", "+18005550100", "+15550100199", "+99912345678"]
)
def test_what_tells_no_place_is_not_known(number: str | None) -> None:
    assert place_of_number(number).code is None


@pytest.mark.parametrize(
    ("number", "code"),
    [("+14165550100", "CA"), ("+442071838750", "GB"), ("+33142685300", "FR"), ("+17875550100", "PR")],
)
def test_other_countries_are_told_by_their_numbers(number: str, code: str) -> None:
    assert place_of_number(number).code == code
