"""The answer to a question of each kind. Every reader takes what was said and what it is understood against.

A reader gives a value only when the words leave no other: all else has a `problem`, and is asked again.
"""

from collections.abc import Callable, Mapping

from spoken.address import read_address
from spoken.base import Found, Setting
from spoken.birth_date import read_birth_date
from spoken.choice import ChoiceKind
from spoken.correction import segments
from spoken.day_answer import read_date, read_moment, read_time
from spoken.digit_answer import luhn, read_digits, read_phone
from spoken.email import read_email
from spoken.number import NumberKind
from spoken.person_name import read_name
from spoken.reading import NOTHING, SEVERAL, UNCLEAR, Reading, the_one
from spoken.words import listed, tokens
from spoken.yes_no import YesNoKind

Reader = Callable[[str, Setting], Reading]

_YES_NO, _NUMBER, _CHOICE = YesNoKind(), NumberKind(), ChoiceKind()
_COUNTS = {"couple": 2, "pair": 2, "dozen": 12, "none": 0, "nobody": 0, "both": 2}
_UNSURE = [
    saying.split()
    for saying in listed(
        """
        maybe | perhaps | possibly | not sure | i don't know | i do not know | no idea | depends | kind of |
        sort of | yes and no | yes no | hard to say | either way | i'm not certain
        """,
        "|",
    )
]
_CONDITIONS = frozenset(listed("but except only unless if though although"))
_NOT_A_NO = [["no", "problem"], ["no", "worries"], ["no", "doubt"]]


def read_yes_no(text: str, setting: Setting) -> Reading:
    """Yes or no; "yes, but ..." and "maybe" are neither."""
    words = tokens(text)
    for saying in _NOT_A_NO:
        at = next((n for n in range(len(words)) if words[n : n + 2] == saying), None)
        if at is not None:
            words = [*words[:at], "sure", *words[at + 2 :]]
    if any(words[at : at + len(one)] == one for one in _UNSURE for at in range(len(words))):
        return UNCLEAR
    found = _YES_NO.find(words, setting)
    if not found:
        return NOTHING
    after = words[found[0].end :]
    if found[0].value and _CONDITIONS & set(after):
        return UNCLEAR
    return Reading(found[0].value)


def read_choice(text: str, setting: Setting) -> Reading:
    """One of the setting's choices; of several only the one that replaces the others."""
    pieces = [piece.words for piece in segments(tokens(text)) if piece.words]
    if not pieces:
        return NOTHING
    words = pieces[-1]
    found = [one for one in _CHOICE.find(words, setting) if not _denied(words, one)]
    if not found and len(pieces) > 1:
        return UNCLEAR
    return the_one([one.value for one in found])


def read_number(text: str, setting: Setting) -> Reading:
    """A whole number; "two or three" is none."""
    pieces = [piece.words for piece in segments(tokens(text)) if piece.words]
    if not pieces:
        return NOTHING
    words = pieces[-1]
    if "point" in words or ("half" in words and "dozen" not in words):
        return UNCLEAR
    if counted := [_COUNTS[word] for word in words if word in _COUNTS]:
        return Reading(counted[0] // 2 if "half" in words else counted[0])
    found = [one for one in _NUMBER.find(words, setting) if not _denied(words, one)]
    reading = the_one([_signed(words, one) for one in found])
    if len(found) > 1 and reading.value is not None:
        return reading
    return SEVERAL if reading.value is not None and "or" in words else reading


def read_card(text: str, setting: Setting) -> Reading:
    """A card number of 14 to 16 digits whose check digit is right."""
    return read_digits(text, setting, lengths=card_lengths, valid=luhn)


def card_lengths(digits: str) -> tuple[int, ...]:
    """How many digits a payment card has that begins with these."""
    if digits[:2] in ("34", "37"):
        return (15,)
    return (14,) if digits[:2] in ("30", "36", "38") else (16,)


def read_text(text: str, setting: Setting) -> Reading:
    """The words as they are."""
    plain = " ".join(text.split())
    return Reading(plain) if plain else NOTHING


def _denied(words: list[str], one: Found) -> bool:
    before = [word for word in words[: one.start] if word not in ("a", "an", "the")]
    return bool(before) and before[-1] in ("not", "isn't", "don't")


def _signed(words: list[str], one: Found) -> int:
    return -one.value if words[max(0, one.start - 1) : one.start] in (["minus"], ["negative"]) else one.value


READERS: Mapping[str, Reader] = {
    "phone": read_phone,
    "email": read_email,
    "date": read_date,
    "time": read_time,
    "moment": read_moment,
    "name": read_name,
    "address": read_address,
    "yes_no": read_yes_no,
    "choice": read_choice,
    "number": read_number,
    "digits": read_digits,
    "card": read_card,
    "birth_date": read_birth_date,
    "text": read_text,
}
"""Every kind of question → how its answer is read."""
