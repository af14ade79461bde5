"""One value being captured: what is confirmed is exactly what was read back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.values import Source
from flows.capture.base import CaptureType
from flows.capture.slot import Slot, Step
from flows.capture.types import TYPES
from spoken.base import Setting

SETTING = Setting(now=datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York")))
NUMBER = "two one two five five five oh one four two"
OTHER = "two one two five five five oh one four three"


def slot(kind: str = "phone", *, optional: bool = False, confirm: bool = True) -> Slot:
    return Slot(kind, TYPES[kind], optional=optional, confirm=confirm)


def hear(one: Slot, said: str, turn: int = 1) -> Step:
    return one.hear(said, SETTING, Source(turn, said))


def test_a_value_is_read_back_and_complete_only_after_the_yes() -> None:
    phone = slot()
    step = hear(phone, NUMBER, turn=1)
    assert (step.status, phone.state) == ("confirm", "confirming")
    assert step.say == "That's two one two, five five five, zero one four two. Is that right?"
    assert phone.agree(turn=2) == Step("captured", value="+12125550142")
    assert phone.state == "complete"


def test_a_yes_in_the_turn_that_gave_the_value_does_not_count() -> None:
    phone = slot()
    hear(phone, NUMBER, turn=3)
    step = phone.agree(turn=3)
    assert (step.status, phone.state) == ("unconfirmed", "confirming")
    assert step.say.endswith("Is that right?")


def test_a_yes_before_anything_was_read_back_does_not_count() -> None:
    phone = slot()
    assert phone.agree(turn=5).status == "unconfirmed"
    assert phone.state == "asking"


def test_a_newer_value_makes_the_older_confirmation_stale() -> None:
    phone = slot()
    hear(phone, NUMBER, turn=1)
    hear(phone, OTHER, turn=2)
    step = phone.agree(turn=3, value="+12125550142")
    assert (step.status, step.value) == ("stale", "+12125550143")
    assert "four three" in step.say
    assert phone.agree(turn=3).status == "unconfirmed"
    assert phone.agree(turn=4).value == "+12125550143"


def test_a_new_value_after_completion_has_to_be_confirmed_anew() -> None:
    phone = slot()
    hear(phone, NUMBER, turn=1)
    phone.agree(turn=2)
    assert hear(phone, OTHER, turn=3).status == "confirm"
    assert phone.state == "confirming"
    assert phone.agree(turn=4).value == "+12125550143"


def test_an_unclear_answer_after_a_read_back_takes_the_value_back() -> None:
    phone = slot()
    hear(phone, NUMBER, turn=1)
    hear(phone, "no it's two one two or six four six", turn=2)
    assert phone.value is None
    assert phone.agree(turn=3).status == "unconfirmed"


def test_a_number_may_come_in_parts() -> None:
    phone = slot()
    assert hear(phone, "two one two", turn=1) == Step("more", "Go on.", problem="incomplete")
    assert hear(phone, "five five five", turn=2).status == "more"
    assert hear(phone, "oh one four two", turn=3).value == "+12125550142"
    assert phone.attempts == 0


def test_an_address_may_come_in_parts_and_what_is_missing_is_asked_for() -> None:
    email = slot("email")
    assert hear(email, "john smith", turn=1).status == "more"
    assert hear(email, "at gmail dot com", turn=2).value == "johnsmith@gmail.com"
    home = slot("address")
    assert hear(home, "twelve harbor street springfield illinois", turn=1).say == "And the zip code?"
    assert hear(home, "six two seven oh one", turn=2).value == "12 Harbor Street, Springfield, IL 62701"


def test_a_number_may_be_begun_by_voice_and_finished_on_the_keypad() -> None:
    phone = slot()
    hear(phone, "two one two five five five", turn=1)
    assert hear(phone, "DTMF: 0142#", turn=2).value == "+12125550142"
    keyed = slot()
    assert hear(keyed, "DTMF: 2125550142#").value == "+12125550142"
    started_over = slot()
    assert hear(started_over, "DTMF: 999*2125550142#").value == "+12125550142"


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("phone", ["keypad", "person"]),
        ("email", ["spelling", "person"]),
        ("name", ["spelling", "person"]),
        ("address", ["spelling", "person"]),
        ("date", ["keypad", "person"]),
        ("birth_date", ["keypad", "person"]),
        ("digits", ["keypad", "person"]),
        ("yes_no", ["keypad", "person"]),
        ("moment", ["person"]),
    ],
)
def test_after_too_many_attempts_another_way_is_tried(kind: str, ways: list[str]) -> None:
    one = slot(kind)
    statuses = [hear(one, "what do you need that for", turn=n).status for n in range(1, 6)]
    limit = TYPES[kind].attempts
    assert statuses[: limit - 1] == ["again"] * (limit - 1)
    assert statuses[limit - 1 : limit - 1 + len(ways)] == ways
    assert statuses[-1] == "person"
    assert one.question() == TYPES[kind].other_ways["person"]


def test_a_denied_value_counts_as_an_attempt_and_is_gone() -> None:
    phone = slot()
    hear(phone, NUMBER, turn=1)
    assert phone.deny().status == "again"
    assert phone.value is None
    hear(phone, OTHER, turn=3)
    assert phone.deny().status == "keypad"


def test_the_reason_is_told_before_the_question() -> None:
    day = slot("date")
    assert hear(day, "yesterday").say.startswith("That day has already passed.")
    assert hear(day, "february thirtieth").problem == "impossible"


def test_only_what_is_optional_can_be_declined() -> None:
    needed, optional = slot(), slot(optional=True)
    assert needed.decline().status == "again"
    assert optional.decline() == Step("declined")
    assert optional.state == "declined"


def test_what_costs_nothing_to_correct_is_not_read_back() -> None:
    assert hear(slot("yes_no"), "yes") == Step("captured", value=True)
    assert hear(slot("phone", confirm=False), NUMBER) == Step("captured", value="+12125550142")


def test_parts_without_an_end_become_attempts() -> None:
    phone = slot()
    statuses = [hear(phone, "five", turn=n).status for n in range(1, 12)]
    assert set(statuses[:6]) == {"more"}
    assert phone.attempts > 0


@pytest.mark.parametrize("type_", TYPES.values(), ids=lambda one: one.name)
def test_every_type_can_ask_and_has_another_way_and_its_words_are_sentences(type_: CaptureType) -> None:
    assert type_.ask
    assert list(type_.other_ways)[-1] == "person"
    sentences = [*type_.ask, *type_.other_ways.values(), *type_.reasons.values(), *type_.missing.values()]
    assert all(text[0].isupper() and text[-1] in ".?!" and len(text) < 120 for text in sentences)
    assert "{said}" in type_.read_back


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.sampled_from([NUMBER, OTHER, "two one two", "pardon me", "yesterday"])),
        st.tuples(st.just("agree"), st.sampled_from([None, "+12125550142", "+12125550143"])),
        st.tuples(st.just("deny"), st.none()),
        st.tuples(st.just("decline"), st.none()),
    ),
    max_size=12,
)


@given(ACTS, st.booleans())
def test_whatever_happens_a_complete_value_was_read_back_and_agreed_to_later(
    acts: list[tuple[str, str | None]], optional: bool
) -> None:
    phone = slot(optional=optional)
    read_back: tuple[str, int] | None = None
    for turn, (what, value) in enumerate(acts, start=1):
        before = phone.state
        if what == "hear":
            step = hear(phone, value or "", turn)
        elif what == "agree":
            step = phone.agree(turn, value)
        else:
            step = phone.deny() if what == "deny" else phone.decline()
        if phone.state == "complete" and before != "complete":
            assert what == "agree"
            assert read_back is not None
            assert read_back[0] == phone.value
            assert read_back[1] < turn
            assert value in (None, phone.value)
        if step.status in ("confirm", "stale"):
            read_back = (step.value, turn)
