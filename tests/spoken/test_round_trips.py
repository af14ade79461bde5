"""A value that is said back is understood as the same value; and so is what callers say for it."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from spoken.address import AddressKind, parse_address
from spoken.answers import READERS, card_lengths
from spoken.base import Setting
from spoken.birth_date import BirthDateKind
from spoken.date import DateKind
from spoken.digit_answer import luhn
from spoken.digits import DigitsKind
from spoken.email import EmailKind
from spoken.letters import NATO, say_letters
from spoken.number import NumberKind
from spoken.person_name import say_name_spelled
from spoken.phone import PhoneKind
from spoken.places import STATE_NAMES
from spoken.reading import Reading
from spoken.time import TimeKind
from spoken.words import UNITS, listed, say_number, say_ordinal
from spoken.yes_no import YesNoKind

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York"))
SETTING = Setting(now=NOW, choices={"cleaning": ["teeth cleaned"], "checkup": ["exam"]})
QUICK = settings(max_examples=40, deadline=None)
SEEDS = st.integers(min_value=0, max_value=100_000)


def read(kind: str, said: str) -> Reading:
    return READERS[kind](said, SETTING)


@st.composite
def us_numbers(draw: st.DrawFn) -> str:
    digits = draw(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
    return f"+1{digits}"


@st.composite
def emails(draw: st.DrawFn) -> str:
    local = draw(st.from_regex(r"[a-z][a-z0-9]{0,8}([._+-][a-z0-9]{1,8}){0,2}", fullmatch=True))
    host = draw(st.from_regex(r"[a-z][a-z0-9]{1,9}(-[a-z0-9]{1,6})?", fullmatch=True))
    return f"{local}@{host}.{draw(st.sampled_from(['com', 'org', 'co.uk', 'de', 'io']))}"


@st.composite
def cards(draw: st.DrawFn) -> str:
    first = draw(st.sampled_from(["4", "51", "37", "36", "6011"]))
    size = card_lengths(first + "0")[0]
    body = first + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=20, max_size=20)))
    return next(number for c in "0123456789" if luhn(number := body[: size - 1] + c))


@st.composite
def addresses(draw: st.DrawFn) -> str:
    number = draw(st.integers(min_value=1, max_value=9999))
    street = draw(st.sampled_from(["Harbor Street", "Oak Avenue", "42nd Street", "5th Avenue", "Elm Court"]))
    unit = draw(st.sampled_from(["", "Apt 4B", "Suite 210", "Unit C", "Floor 3"]))
    city = draw(st.sampled_from(["Springfield", "San Jose", "New York", "West Palm Beach", "Austin"]))
    state = draw(st.sampled_from(sorted(STATE_NAMES)))
    zip_code = draw(st.from_regex(r"[0-9]{5}", fullmatch=True))
    return ", ".join(part for part in (f"{number} {street}", unit, city, f"{state} {zip_code}") if part)


@QUICK
@given(us_numbers())
def test_a_telephone_number_said_back_is_the_same(number: str) -> None:
    assert read("phone", PhoneKind().spoken(number)).value == number


@QUICK
@given(emails())
def test_an_email_address_said_back_is_the_same(address: str) -> None:
    assert read("email", EmailKind().spoken(address)).value == address
    assert read("email", address).value == address


@QUICK
@given(st.integers(min_value=0, max_value=364))
def test_a_day_said_back_is_the_same(ahead: int) -> None:
    day = (NOW.date() + timedelta(days=ahead)).isoformat()
    assert read("date", DateKind().spoken(day)).value == day
    assert read("date", day).value == day


@QUICK
@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_said_back_is_the_same(hour: int, minute: int) -> None:
    clock = f"{hour:02d}:{minute:02d}"
    assert read("time", TimeKind().spoken(clock)).value == clock


@QUICK
@given(st.dates(date(1907, 1, 1), date(2026, 11, 18)))
def test_a_date_of_birth_said_back_is_the_same(born: date) -> None:
    assert read("birth_date", BirthDateKind().spoken(born.isoformat())).value == born.isoformat()
    assert read("birth_date", born.isoformat()).value == born.isoformat()
    assert read("birth_date", f"{born:%m/%d/%Y}").value == born.isoformat()
    assert read("birth_date", f"{born:%m%d%Y}").value == born.isoformat()


@QUICK
@given(addresses())
@example("50 5th Avenue, Springfield, AK 00000")
def test_an_address_said_back_is_the_same(address: str) -> None:
    assert str(parse_address(address)) == address
    assert read("address", AddressKind().spoken(address)).value == address
    assert read("address", address).value == address


@QUICK
@given(cards())
def test_a_card_number_said_back_is_the_same(card: str) -> None:
    assert read("card", DigitsKind().spoken(card)).value == card


@QUICK
@given(cards(), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_of_a_card_is_never_taken(card: str, at: int, by: int) -> None:
    wrong = card[:at] + str((int(card[at]) + by) % 10) + card[at + 1 :]
    assert read("card", DigitsKind().spoken(wrong)).value is None


@QUICK
@given(st.from_regex(r"[0-9]{1,12}", fullmatch=True))
def test_digits_said_back_are_the_same(digits: str) -> None:
    assert read("digits", DigitsKind().spoken(digits)).value == digits


@QUICK
@given(st.integers(min_value=-1, max_value=5000))
def test_a_number_said_back_is_the_same(number: int) -> None:
    assume(number >= 0)
    assert read("number", NumberKind().spoken(number)).value == number


@pytest.mark.parametrize("answer", [True, False])
def test_a_yes_said_back_is_a_yes(answer: bool) -> None:
    assert read("yes_no", YesNoKind().spoken(answer)).value is answer


@QUICK
@given(st.from_regex(r"[B-Z][a-z]{2,9} [B-Z][a-z]{2,9}", fullmatch=True))
def test_a_name_said_with_its_letters_is_the_same(name: str) -> None:
    first, last = name.lower().split()
    assume(read("name", name).value == name)  # no name that is a word of another kind: "Please Thanks"
    assume(first != last)
    assert read("name", say_name_spelled(name)).value == name


# ---- What callers say for a value -------------------------------------------------------------------------


@QUICK
@given(us_numbers(), SEEDS)
def test_a_telephone_number_as_callers_say_it(number: str, seed: int) -> None:
    rng = random.Random(seed)
    assert read("phone", dictated(number[2:], rng)).value == number


@QUICK
@given(st.from_regex(r"[0-9]{2,10}", fullmatch=True), SEEDS)
def test_digits_as_callers_say_them(digits: str, seed: int) -> None:
    reading = READERS["digits"](dictated(digits, random.Random(seed)), SETTING)
    assert reading.value == digits


@QUICK
@given(us_numbers(), st.integers(1, 4), SEEDS)
def test_a_correction_of_the_end_of_a_number_is_never_silently_wrong(
    number: str, last: int, seed: int
) -> None:
    rng = random.Random(seed)
    said = number[2:]
    meant = said[:-last] + "".join(rng.choice("0123456789") for _ in range(last))
    marker = rng.choice(["no", "sorry", "I mean", "no wait", "oh sorry"])
    reading = read("phone", f"{dictated(said, rng)} {marker} {dictated(meant[-last:], rng)}")
    new = meant[-last:]
    # Three digits may be another group of three with one digit mended: "no, five five six".
    another = last == 3 and any(near(new, group) for group in (said[:3], said[3:6]))
    assert reading.value in (None, f"+1{meant}") or another


def near(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) <= 1


@QUICK
@given(emails(), SEEDS)
def test_an_email_address_as_callers_spell_it(address: str, seed: int) -> None:
    rng = random.Random(seed)
    signs = {"@": " at ", ".": " dot ", "_": " underscore ", "-": " dash ", "+": " plus "}
    said = "".join(signs.get(c) or f" {UNITS[int(c)] if c.isdigit() else spelled(c, rng)} " for c in address)
    assert read("email", f"{rng.choice(['', 'it is ', 'my email is '])}{said}").value == address


@QUICK
@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), SEEDS)
def test_a_date_of_birth_as_callers_say_it(born: date, seed: int) -> None:
    said, month = say_birth(born), f"{born:%B}".lower()
    day, year = say_ordinal(born.day), said.rpartition(", ")[2]
    forms = (
        f"{month} {day} {year}",
        f"the {day} of {month} {year}",
        f"{month} the {day} {born.year}",
        f"I was born on {month} {born.day}, {born.year}",
        f"{say_number(born.month)} {say_number(born.day)} {year}",
    )
    assert read("birth_date", random.Random(seed).choice(forms)).value == born.isoformat()


@pytest.mark.parametrize("kind", ["phone", "digits", "email", "address", "birth_date", "yes_no"])
@QUICK
@given(seed=SEEDS)
def test_every_sample_of_a_kind_is_understood_and_said_back_as_the_same(kind: str, seed: int) -> None:
    kinds = {
        "phone": PhoneKind(),
        "digits": DigitsKind(),
        "email": EmailKind(),
        "address": AddressKind(),
        "birth_date": BirthDateKind(),
        "yes_no": YesNoKind(),
    }
    sample = kinds[kind].sample(random.Random(seed), SETTING)
    value = read(kind, sample).value
    assert value is not None, sample
    assert read(kind, kinds[kind].spoken(value)).value == value


@QUICK
@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in READERS.values():
        reading = reader(text, SETTING)
        assert (reading.value is None) == (reading.problem is not None)


WORDS = st.sampled_from(
    listed("""
        one two five oh double triple hundred thousand twenty no sorry at dot s as in sam march third nineteen
        eighty street apartment gmail com not or and the a for next week tuesday yes #
    """)
)


@QUICK
@given(st.lists(WORDS, max_size=12))
def test_no_words_break_a_reader(words: list[str]) -> None:
    for reader in READERS.values():
        reader(" ".join(words), SETTING)


@QUICK
@given(st.lists(WORDS, max_size=14))
def test_a_telephone_number_is_always_one_that_can_be_dialled(words: list[str]) -> None:
    value = read("phone", " ".join(words)).value
    assert value is None or phonenumbers.is_possible_number(phonenumbers.parse(value))


def dictated(digits: str, rng: random.Random) -> str:
    """Digits as a caller says them: one by one, with "oh", "double" and a pause here and there."""
    words: list[str] = []
    at = 0
    while at < len(digits):
        name = "oh" if digits[at] == "0" and rng.random() < 0.5 else UNITS[int(digits[at])]
        same = next((n for n in (3, 2) if digits[at : at + n] == digits[at] * n), 1)
        if same > 1 and rng.random() < 0.4:
            words += ["triple" if same == 3 else "double", name]
            at += same
            continue
        words.append(name)
        at += 1
        if rng.random() < 0.1 and at < len(digits):
            words.append(rng.choice(["uh", "um", "and", "dash"]))
    return " ".join(words)


def spelled(letter: str, rng: random.Random) -> str:
    """A letter as a caller names it. Single words that are names too stay plain letters."""
    word = next(word for word in NATO if word[0] == letter)
    return rng.choice([say_letters(letter), f"{letter} as in {word}", f"{letter} for {word}"])


def say_birth(born: date) -> str:
    return BirthDateKind().spoken(born.isoformat())
