"""Telephone numbers in E.164, from spoken or pressed digits, checked by phonenumbers for the agent's region.

A number without its area code is possible only locally: it counts as begun, not as complete, because a caller
often pauses there. A `#` on the keypad says that it is complete.
"""

import random
from typing import Any

import phonenumbers

from spoken.base import Found, Setting
from spoken.words import SMALL, say_number

_ZERO = ("oh", "o", "zero", "nought")
_REPEAT = {"double": 2, "triple": 3}
_PAUSES = ("and", "then", "uh", "um", "er", "erm", "hyphen", "area", "code")
_Reason = phonenumbers.ValidationResult


def region_of(language: str) -> str:
    """The region whose numbers need no country code, from a BCP 47 tag; US when the tag names none."""
    return language.partition("-")[2].upper() or "US"


def _one_digit(word: str) -> str:
    if word in _ZERO:
        return "0"
    return word if len(word) == 1 and word.isdigit() else str(SMALL[word]) if SMALL.get(word, 10) <= 9 else ""


def _after_pause(words: list[str], at: int) -> int | None:
    """Where the digits go on after words that only fill a pause; None when they do not."""
    while at < len(words) and words[at] in _PAUSES:
        at += 1
    return at if digit_run(words, at)[0] else None


def digit_run(words: list[str], at: int) -> tuple[str, int]:
    """The digits that start at `at`, and where they end: `five`, `oh`, `double five`, `twenty one`, `555`."""
    digits, end = "", at
    while end < len(words):
        word, ahead = words[end], words[end + 1] if end + 1 < len(words) else ""
        if word.isdigit():
            digits, end = digits + word, end + 1
        elif word in _ZERO:
            digits, end = digits + "0", end + 1
        elif word in _REPEAT and (one := _one_digit(ahead)):
            digits, end = digits + one * _REPEAT[word], end + 2
        elif word in SMALL:
            value = SMALL[word]
            if value >= 20 and 1 <= SMALL.get(ahead, 0) <= 9:
                value, end = value + SMALL[ahead], end + 1
            digits, end = digits + str(value), end + 1
        elif word == "hundred" and digits:
            digits, end = digits + "00", end + 1
        elif word == "thousand" and digits:
            digits, end = digits + "000", end + 1
        elif word == "+" and not digits:
            digits, end = "+", end + 1
        elif word in _PAUSES and digits and (after := _after_pause(words, end)):
            end = after
        else:
            break
    return ("", at) if digits == "+" else (digits, end)


def check(digits: str, region: str, *, finished: bool = False) -> tuple[str | None, bool]:
    """The E.164 form of `digits`, or None, and whether more digits could still complete them.

    `finished`: the caller said that no more come, so that a number without its area code counts.
    """
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None, len(digits) < 3
    reason = phonenumbers.is_possible_number_with_reason(number)
    if number.country_code == 1 and str(number.national_number)[0] in "01":
        # No area code of North America begins so: it is the prefix of a longer number.
        return None, len(digits) < 11
    if reason == _Reason.IS_POSSIBLE or (reason == _Reason.IS_POSSIBLE_LOCAL_ONLY and finished):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), False
    return None, reason in (_Reason.IS_POSSIBLE_LOCAL_ONLY, _Reason.TOO_SHORT)


class PhoneKind:
    """Telephone numbers in the canonical form E.164."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Complete numbers, and begun ones of at least one digit (bare, `partial`)."""
        found, at = [], 0
        while at < len(words):
            digits, end = digit_run(words, at)
            if not digits:
                at += 1
                continue
            value, open_ = check(digits, setting.region, finished=words[end : end + 1] == ["#"])
            if value:
                found.append(Found(at, end, value))
            elif open_:
                found.append(Found(at, end, None, bare=True, partial=digits))
            else:
                found.append(Found(at, end, None, bare=True, problem="impossible"))
            at = end
        return found

    def spoken(self, value: Any) -> str:
        """Digit by digit, grouped as numbers are read: `five five five, one two three, ...`."""
        try:
            number = phonenumbers.parse(str(value), None)
        except phonenumbers.NumberParseException:
            return _digits(str(value))
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        groups = "".join(c if c.isdigit() else " " for c in national).split()
        if len(groups) == 1 and len(groups[0]) == 7:
            groups = [groups[0][:3], groups[0][3:]]
        return ", ".join(_digits(group) for group in groups)

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A number of the region, digit by digit; now and then with "oh" or "double"."""
        example = phonenumbers.example_number(setting.region)
        length = len(str(example.national_number)) if example else 10
        digits = [rng.randint(2, 9)] + [rng.randint(0, 9) for _ in range(length - 1)]
        words, at = [], 0
        while at < length:
            name = "oh" if digits[at] == 0 and rng.random() < 0.5 else say_number(digits[at])
            if at + 1 < length and digits[at] == digits[at + 1] and rng.random() < 0.3:
                words += ["double", name]
                at += 2
            else:
                words.append(name)
                at += 1
        return " ".join(words)


def _digits(text: str) -> str:
    return " ".join(say_number(int(c)) for c in text if c.isdigit())
