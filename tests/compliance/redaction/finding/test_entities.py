"""Every entity is found where it is named or asked for, and what is like it and harmless is left alone."""

import pytest

from compliance.redaction.entities import ENTITIES
from compliance.redaction.finding import Finder
from compliance.redaction.finding.registry import KINDS

FINDER = Finder()

PRIVATE = [
    ("the security code is {nine oh two}", "cvv", "902"),
    ("it expires {april twenty twenty seven}", "card_expiry", "042027"),
    ("my account number is {one two three four five six seven eight}", "bank_account", "12345678"),
    ("IBAN {GB82 WEST 1234 5698 7654 32}", "bank_account", "gb82west12345698765432"),
    (
        "my iban is {g b eight two w e s t one two three four five six nine eight seven six five four three "
        "two}",
        "bank_account",
        "gb82west12345698765432",
    ),
    ("my social is {one two three, forty five, six seven eight nine}", "national_id", "123456789"),
    ("SSN: {123-45-6789}", "national_id", "123456789"),
    ("the last four of my social are {six seven eight nine}", "national_id", "6789"),
    ("call me at {415-555-0123} please", "phone", "+14155550123"),
    ("you can reach me at {four one five, triple five, oh one two three}", "phone", "+14155550123"),
    ("from {+44 20 7946 0958} today", "phone", "+442079460958"),
    ("write to {Jo.Doe@example.com}.", "email", "jo.doe@example.com"),
    ("it's {john dot smith at gmail dot com}", "email", "john.smith@gmail.com"),
    (
        "my email is {j o h n underscore smith seven at yahoo dot co dot uk} thanks",
        "email",
        "john_smith7@yahoo.co.uk",
    ),
    ("I was born on {March third nineteen eighty five}", "birth_date", "1985-03-03"),
    ("dob {3/4/85}", "birth_date", "1985-03-04"),
    ("I live at {12 Main Street, Apt 4B, Springfield, IL 62701}", "address", None),
    ("My name is {John Smith} and I'd like to book", "person_name", "john smith"),
    ("my medical record number is {A B 12 34 56}", "medical_record", "ab123456"),
    ("passport number {alpha bravo one two three four five six}", "passport", "ab123456"),
    ("my driver's license number is {H 123 4567}", "licence", "h1234567"),
    ("my password is {blue horse 42}", "password", "bluehorse42"),
    ("my pin is {four four one two}", "password", "4412"),
    ("connected from {192.168.1.10} today", "ip_address", "192.168.1.10"),
    ("it is {ten dot zero dot zero dot one}", "ip_address", "10.0.0.1"),
]

HARMLESS = [
    "that's $45.50 for two people at ten thirty",
    "my order number is 4155550123",
    "the reference is one two three four five six seven eight nine",
    "it was built in nineteen eighty five",
    "please dial four one one",
    "the store at 12 Main Street closes at nine",
    "my password is not working",
    "this is an emergency",
    "i'm calling about my bill",
    "do you have anything on friday the 3rd at 2:30 pm",
    "we are on version 1.2.3.4 of the app",
    "i bought it at walmart dot com",
    "one hundred percent",
    "my card was declined and my phone is broken",
    "zip code nine four one oh five",
    "the tracking number is 1Z12345678",
    "call at ten past five or a quarter to six",
]


@pytest.mark.parametrize(("text", "entity", "value"), PRIVATE)
def test_what_is_named_is_found_with_its_value_and_nothing_around_it(
    text: str, entity: str, value: str | None
) -> None:
    start, end = text.index("{"), text.index("}") - 1
    plain = text.replace("{", "").replace("}", "")
    found = FINDER.spans(plain)
    assert [(span.entity, plain[span.start : span.end]) for span in found] == [(entity, plain[start:end])]
    assert value is None or found[0].value == value


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert FINDER.spans(text) == []


@pytest.mark.parametrize(
    ("asked", "text", "entity"),
    [
        ("name", "uh mary ann o'brien", "person_name"),
        ("address", "twelve harbor street springfield illinois", "address"),
        ("birth_date", "three three eighty five", "birth_date"),
        ("phone", "five five five oh one two three", "phone"),
        ("email", "john dot smith", "email"),
        ("card", "four one one one two two", "card"),
    ],
)
def test_what_the_flow_asks_for_is_evidence(asked: str, text: str, entity: str) -> None:
    assert [span.entity for span in FINDER.spans(text, asked=[asked])] == [entity]
    assert [span.entity for span in FINDER.spans(text)] != [entity]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("name", "I'd like to book a cleaning"),
        ("name", "yes please"),
        ("time", "ten thirty"),
        ("date", "march third"),
        ("number", "twenty two"),
        ("phone", "I don't have one"),
        ("email", "I don't have one"),
        ("digits", "four four seven one"),
    ],
)
def test_an_answer_that_is_none_is_left_alone(asked: str, text: str) -> None:
    assert FINDER.spans(text, asked=[asked]) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-06 5 dollars",
        "refund 39.90, order 48213, 2026-03-02T10:00, score 40",
        "booked for 2014-11-04, NY 96192, 945.79",
        "221.25 and NY 46312 and 3305 ms and order 5097297",
        "56622-1562 98%",
        "2026-05-21 20:00:01, 28 guests, 351 dollars",
        "10684, 2017",
        "$4945.21 and 9690 ms and 88 percent",
        "412.76 2003-01-24 16:00:56",
    ],
)
def test_numbers_beside_each_other_in_what_programs_write_are_no_number_together(text: str) -> None:
    assert FINDER.spans(text) == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("2026-03-06 123-45-6789", "national_id"),
        ("123 45 6789 at 10:30", "national_id"),
        ("39.90 for 4111 1111 1111 1111", "card"),
        ("10:30 (415) 555-0123", "phone"),
        ("5412 2012-12-12 0005", "card"),
    ],
)
def test_private_numbers_beside_a_date_or_a_price_are_found(text: str, entity: str) -> None:
    assert [span.entity for span in FINDER.spans(text)] == [entity]


@pytest.mark.parametrize(
    "text",
    [
        "+4915112345678",
        "from sip:+4915112345678",
        "call me back at +49 151 12345678",
        "plus four nine one five one one two three four five six seven eight",
    ],
)
def test_a_telephone_with_its_plus_is_no_card_though_its_check_digit_fits(text: str) -> None:
    assert [(span.entity, span.value) for span in FINDER.spans(text)] == [("phone", "+4915112345678")]


def test_a_plus_makes_no_telephone_of_a_card() -> None:
    for text in ("+4111111111111111", "plus 4111 1111 1111 1111", "+4915112345678 4111111111111111"):
        assert "card" in [span.entity for span in FINDER.spans(text)]


def test_every_entity_has_a_finder() -> None:
    assert [kind.entity for kind in KINDS] == list(ENTITIES)


def test_patterns_of_the_agent_file_are_found_written_and_spoken() -> None:
    finder = Finder(patterns={"member": r"MB\d{6}", "locker": r"77\d\d"})
    text = "my member number is m b one two three four five six, locker seventy seven oh one, MB654321"
    assert [(span.entity, span.value) for span in finder.spans(text)] == [
        ("member", "mb123456"),
        ("locker", "7701"),
        ("member", "mb654321"),
    ]


@pytest.mark.parametrize("pattern", ["[", "x*"])
def test_a_pattern_that_cannot_work_is_refused_with_its_name(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern member"):
        Finder(patterns={"member": pattern})


def test_other_regions_have_their_own_numbers() -> None:
    assert [span.entity for span in Finder(region="GB").spans("my number is AB 12 34 56 C")] == [
        "national_id"
    ]
    assert [span.value for span in Finder(region="GB").spans("ring 020 7946 0958")] == ["+442079460958"]
    assert [span.entity for span in Finder(region="CA").spans("123 456 782")] == ["national_id"]


def test_presidio_adds_what_the_rules_leave() -> None:
    pytest.importorskip("presidio_analyzer")
    finder = Finder(presidio=True)
    assert [span.entity for span in finder.spans("4111 1111 1111 1111")] == ["card"]


def test_an_empty_text_holds_nothing() -> None:
    assert FINDER.spans("") == []
    assert FINDER.spans("   \n") == []
