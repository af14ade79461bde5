"""A value that the call knows is found again in any writing."""

import pytest

from compliance.redaction.known import Known

CARD = "4111111111111111"


def found(entity: str, value: str, text: str) -> list[str]:
    known = Known()
    known.add(entity, value)
    return list(dict.fromkeys(text[span.start : span.end] for span in known.spans(text)))


@pytest.mark.parametrize(
    "written",
    [
        CARD,
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
        "four one one one one one one one one one one one one one one one",
        "forty-one eleven eleven eleven eleven eleven eleven eleven",
        "four triple one, uh, 1111, double one double one, then 1111",
        "4 1 1 1, 1 1 1 1, eleven eleven, one one one one",
    ],
)
def test_a_card_is_found_however_it_is_written(written: str) -> None:
    hits = found("card", CARD, f"so it's {written} okay")
    assert any(written in hit or (hit in written and len(hit) >= len(written) - 1) for hit in hits), hits


def test_digits_that_stand_alone_are_found_and_others_are_not() -> None:
    assert found("cvv", "123", "code 123, not 1234 and not 0.1235") == ["123"]
    assert found("cvv", "123", "one two three") == ["one two three"]
    assert found("cvv", "123", "that's one two") == []


def test_a_card_is_found_inside_a_longer_number() -> None:
    assert found("card", CARD, f"id=00{CARD}99") == [CARD]


def test_a_telephone_number_is_found_without_its_country() -> None:
    assert found("phone", "+14155550123", "call (415) 555-0123")
    assert found("phone", "+14155550123", "four one five five five five oh one two three")


def test_a_name_is_found_in_parts_where_it_is_written_as_one() -> None:
    assert found("person_name", "will young", "Will said that he will; ask Ms Young") == ["Will", "Young"]


def test_letters_and_digits_are_found_in_groups() -> None:
    assert found("bank_account", "DE89370400440532013000", "de89 3704 0044 0532 0130 00")


def test_words_are_found_as_words() -> None:
    assert found("password", "blue", "blue, not blueberry") == ["blue"]


def test_nothing_is_found_after_the_call_and_the_values_tell_nothing_of_themselves() -> None:
    known = Known()
    known.add("card", CARD)
    assert CARD not in repr(known)
    known.clear()
    assert list(known.spans(CARD)) == []
