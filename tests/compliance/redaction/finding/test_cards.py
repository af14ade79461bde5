"""Every card is found, however it is said, and wherever it is cut in two."""

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.redaction.finding import Finder
from spoken.digit_answer import luhn
from spoken.words import say_number

FINDER = Finder()
ISSUERS = (
    ("4", 16),
    ("51", 16),
    ("2221", 16),
    ("37", 15),
    ("36", 14),
    ("6011", 16),
    ("3530", 16),
    ("65", 16),
)
FILLERS = ("", "", "", "uh ", "um ", "and then ", "then ", "dash ", "next is ", "okay ")
BETWEEN = ("go on", "okay", "uh huh", "I'm listening", "and the rest?")


@st.composite
def cards(draw: st.DrawFn) -> str:
    head, size = draw(st.sampled_from(ISSUERS))
    body = head + draw(st.text("0123456789", min_size=size - len(head) - 1, max_size=size - len(head) - 1))
    return next(body + last for last in "0123456789" if luhn(body + last))


@st.composite
def groups(draw: st.DrawFn, digits: str) -> list[str]:
    parts, at = [], 0
    while at < len(digits):
        size = draw(st.integers(1, 5))
        parts.append(digits[at : at + size])
        at += size
    return parts


def one_by_one(group: str, zero: str) -> str:
    return " ".join(zero if c == "0" else say_number(int(c)) for c in group)


def repeated(group: str, zero: str) -> str:
    words, at = [], 0
    while at < len(group):
        size = 2 if group[at : at + 2] == group[at] * 2 else 1
        words.append(("double " if size == 2 else "") + one_by_one(group[at], zero))
        at += size
    return " ".join(words)


def pairs(group: str, zero: str) -> str:
    if len(group) % 2 or "0" in group[::2] or any(group[at + 1] == "0" for at in range(0, len(group), 2)):
        return one_by_one(group, zero)
    return " ".join(say_number(int(group[at : at + 2])).replace(" ", "-") for at in range(0, len(group), 2))


def figures(group: str, zero: str) -> str:
    return group


@st.composite
def said(draw: st.DrawFn) -> tuple[str, list[str]]:
    digits = draw(cards())
    zero = draw(st.sampled_from(["zero", "oh"]))
    parts = []
    for at, group in enumerate(draw(groups(digits))):
        way = draw(st.sampled_from([one_by_one, repeated, pairs, figures]))
        parts.append((draw(st.sampled_from(FILLERS)) if at else "") + way(group, zero))
    return digits, parts


@given(
    said(),
    st.sampled_from(["", "my card is ", "yes so it's ", "sure "]),
    st.sampled_from(["", " thanks", " okay"]),
)
@settings(max_examples=400, deadline=None)
def test_a_card_is_found_whole_in_any_grouping_and_wording(
    one: tuple[str, list[str]], before: str, after: str
) -> None:
    digits, parts = one
    words = " ".join(parts)
    found = FINDER.spans(before + words + after)
    assert [span.entity for span in found] == ["card"]
    assert found[0].value == digits
    assert found[0].start <= len(before)
    assert found[0].end >= len(before + words)


@given(said(), st.data())
@settings(max_examples=400, deadline=None)
def test_a_card_is_found_in_all_its_parts_when_it_is_said_over_up_to_six_turns(
    one: tuple[str, list[str]], data: st.DataObject
) -> None:
    digits, parts = one
    turns = data.draw(st.integers(2, 6))
    size = -(-len(parts) // turns)
    utterances = [" ".join(parts[at : at + size]) for at in range(0, len(parts), size)]
    speech = FINDER.speech()
    known = []
    for utterance in utterances:
        heard = speech.caller(utterance)
        known.append(heard.spans)
        for turn, spans in heard.earlier:
            known[turn] = spans
        if data.draw(st.booleans()):
            speech.agent(data.draw(st.sampled_from(BETWEEN)))
    for utterance, spans in zip(utterances, known, strict=True):
        assert [span.entity for span in spans] == ["card"], (utterances, known)
        assert spans[0].value == digits
        assert spans[0].sure
        assert spans[0].end == len(utterance)


@given(said(), st.sampled_from(["phone", "digits", "time", "name", "address", "number", "email", "date"]))
@settings(max_examples=150, deadline=None)
def test_a_card_is_a_card_whatever_was_asked(one: tuple[str, list[str]], asked: str) -> None:
    digits, parts = one
    found = FINDER.spans(" ".join(parts), asked=[asked])
    assert [(span.entity, span.value) for span in found] == [("card", digits)]


def test_a_card_is_found_as_recognisers_and_programs_write_it() -> None:
    for text in (
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111111111111111",
        "4111.1111.1111.1111",
        "4,111,111,111,111,111",
        "4111 1111 eleven eleven 1111",
        'x "card": "4111111111111111", "a": 1',
        "four thousand one hundred eleven, eleven eleven, eleven eleven, eleven eleven",
        "four one double one, triple one one, eleven eleven, four ones",
    ):
        assert [(span.entity, span.value) for span in FINDER.spans(text)] == [("card", "4111111111111111")], (
            text
        )


def test_a_correction_is_part_of_the_card() -> None:
    text = "four one one one, one one one one, one one one one, one one one two, no sorry, one one one one"
    found = FINDER.spans(text)
    assert [(span.start, span.end, span.value) for span in found] == [(0, len(text), "4111111111111111")]


def test_make_that_one_oh_is_a_correction_and_points_at_nothing() -> None:
    text = "three six three one five four seven four one six eight oh one one make that one oh"
    found = FINDER.spans(text)
    assert [(span.start, span.end, span.value) for span in found] == [(0, len(text), "36315474168010")]


@given(cards(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_card_with_a_correction_anywhere_in_it_is_covered_whole(digits: str, data: st.DataObject) -> None:
    parts = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    at = data.draw(st.integers(0, len(parts) - 1))
    last = (int(parts[at][-1]) + data.draw(st.integers(1, 9))) % 10
    repair = data.draw(st.sampled_from(["no sorry", "i mean", "make that", "or rather", "correction"]))
    spoken = [one_by_one(part, "oh") for part in parts]
    spoken[at] = f"{one_by_one(parts[at][:-1], 'oh')} {say_number(last)} {repair} {spoken[at]}"
    text = " ".join(spoken)
    lead, asked = data.draw(st.sampled_from(["", "it's "])), data.draw(st.sampled_from(["card", "date", ""]))
    found = [span for span in FINDER.spans(lead + text, asked=[asked]) if span.entity == "card"]
    assert found
    assert found[0].start <= len(lead)
    assert found[-1].end >= len(lead + text)


def test_what_follows_a_card_in_one_breath_is_its_expiry_and_its_code() -> None:
    found = FINDER.spans("4111 1111 1111 1111, oh four twenty seven, one two three")
    assert [(span.entity, span.value) for span in found] == [
        ("card", "4111111111111111"),
        ("card_expiry", "0427"),
        ("cvv", "123"),
    ]


def test_the_last_four_digits_by_which_people_know_a_card_are_no_card() -> None:
    assert FINDER.spans("the card ending in four two four two") == []


def test_a_long_number_with_a_wrong_check_digit_is_a_card_only_where_it_is_called_one() -> None:
    assert [span.entity for span in FINDER.spans("my card number is 4111 1111 1111 1112")] == ["card"]
    assert FINDER.spans("the tracking number is 9400 1118 9922 3333 1112") == []
