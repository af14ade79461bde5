"""Which numbers an agent may dial: those of its own country, and never one that costs a premium.

Toll fraud is calls to expensive numbers. An agent dials only what its file names, and not even that if it
lies outside the allowed prefixes.
"""

from collections.abc import Sequence

import phonenumbers
from phonenumbers import PhoneNumberType

PREMIUM = {
    PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
    PhoneNumberType.SHARED_COST: "a shared-cost number",
    PhoneNumberType.PERSONAL_NUMBER: "a personal number, which forwards to anywhere",
    PhoneNumberType.PAGER: "a pager",
}
"""Kinds of number that are never dialled."""


def country_of(language: str) -> str:
    """The country of a language tag: `en-US` → US; a bare language has none (`""`)."""
    return language.partition("-")[2]


def not_allowed(number: str, country: str, prefixes: Sequence[str] = ()) -> str | None:
    """Why an E.164 number may not be dialled, in words; None if it may.

    `country`: ISO code of the business, whose numbers are allowed. `prefixes`: more that are allowed, such as
    `+44` or `+1555`; they do not open premium-rate numbers.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return "is no phone number with its country code"
    if not phonenumbers.is_possible_number(parsed):
        return "is no complete phone number"
    if (kind := phonenumbers.number_type(parsed)) in PREMIUM:
        return f"is {PREMIUM[kind]}"
    if any(_plain(number).startswith(_plain(prefix)) for prefix in prefixes):
        return None
    if not country:
        return "cannot be placed, because no country is set"
    if phonenumbers.region_code_for_number(parsed) != country:
        return f"is no number of {country}"
    return None


def _plain(number: str) -> str:
    """Only + and digits."""
    return "".join(char for char in number if char == "+" or char.isdigit())
