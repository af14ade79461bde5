"""Where somebody is, for the law: a state or a country, or that it is not known.

A telephone number tells only where it was given out. People move, and mobile numbers move with them: whatever
is read from a number is a presumption, and says so.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers

from configs.yaml_lines import load_yaml

AREA_CODES = Path(__file__).parent / "policy" / "area_codes.yaml"
_AREA_DIGITS = 3
_NORTH_AMERICA = 1


@dataclass(frozen=True)
class Place:
    """Where somebody is."""

    code: str | None
    """`US-NY`, `DE` ...; None = not known."""

    presumed: bool
    """Whether it is only likely."""

    because: str
    """How it is known, or why it is not. Never holds the number."""


def declared(code: str | None) -> Place:
    """The place that the agent file names."""
    if code is None:
        return Place(None, presumed=False, because="the agent file names no jurisdiction")
    return Place(code, presumed=False, because="the agent file says so")


def place_of_number(number: str | None, *, trust_area_codes: bool = True) -> Place:
    """Where the holder of a number (E.164) is presumed to be."""
    if not number or not number.startswith("+"):
        return Place(None, presumed=False, because="the caller has no telephone number")
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return Place(None, presumed=False, because="the caller's number cannot be read")
    if parsed.country_code == _NORTH_AMERICA:
        return _north_american(parsed, trust_area_codes)
    region = phonenumbers.region_code_for_number(parsed)
    if not region or region == phonenumbers.UNKNOWN_REGION or len(region) != len("DE"):
        return Place(None, presumed=False, because="the caller's number belongs to no country")
    return Place(region, presumed=True, because=f"country code +{parsed.country_code}")


def _north_american(parsed: Any, trust_area_codes: bool) -> Place:
    area = str(parsed.national_number)[:_AREA_DIGITS]
    state = _states().get(area)
    if state is not None and trust_area_codes:
        return Place(
            state, presumed=True, because=f"area code {area}; people keep their numbers when they move"
        )
    if state is not None:
        return Place(None, presumed=False, because="area codes are not trusted (compliance.trust_area_codes)")
    region = phonenumbers.region_code_for_number(parsed)
    if region and region != "US" and len(region) == len("CA"):
        return Place(region, presumed=True, because=f"area code {area}")
    return Place(None, presumed=False, because=f"area code {area} belongs to no known state")


@cache
def _states() -> dict[str, str]:
    data, _ = load_yaml(AREA_CODES)
    return {str(area): f"US-{state}" for state, areas in data.items() for area in areas}
