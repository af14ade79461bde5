"""A card is asked for part by part; what is wrong is asked again, keyed in, and given up."""

import copy
import pickle
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from calls.secure_window import Reply
from flows.capture.card_form import CardForm, CardRules
from flows.capture.card_secret import CardSecret
from flows.capture.payment_card import learnt
from flows.capture.tokenising import Tokenised
from spoken.base import Setting

NOW = Setting(datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("America/New_York")))
VISA, AMEX = "4111111111111111", "378282246310005"


@pytest.fixture
def make() -> Callable[..., CardForm]:
    return lambda **rules: CardForm(CardRules(**rules), lambda: NOW)


def said(form: CardForm, *answers: str) -> Reply:
    """The reply to the last of several answers; one that begins with `keys:` is pressed."""
    replies = [
        form.hear(text.removeprefix("keys:"), keyed=True)
        if text.startswith("keys:")
        else form.hear(text, keyed=False)
        for text in answers
    ]
    return replies[-1]


Make = Callable[..., CardForm]


def test_all_parts_make_a_card(make: Make) -> None:
    form = make(zip=True)
    assert form.question().say.startswith("What's the card number?")
    assert said(form, f"keys:{VISA}#").step == "expiry"
    assert said(form, "april twenty eight").step == "code"
    assert said(form, "seven three nine").step == "zip"
    done = said(form, "one one two oh one")
    assert done.over == "captured" and done.taken
    card = form.card
    assert (card.number, card.expiry, card.code, card.zip) == (VISA.encode(), "2028-04", b"739", "11201")


def test_a_number_may_take_several_breaths(make: Make) -> None:
    form = make()
    first = said(form, "four one one one, one one one one")
    assert (first.say, first.taken) == ("Go on.", True)
    assert said(form, "and one one one one, one one one one").step == "expiry"


def test_who_begins_anew_is_not_added_to_what_was_begun(make: Make) -> None:
    form = make()
    assert said(form, "four one one one, one two", f"keys:{VISA}#").step == "expiry"
    assert form.card.number == VISA.encode()


def test_a_star_starts_over(make: Make) -> None:
    form = make()
    assert said(form, f"keys:4222*{VISA}#").step == "expiry"


def test_the_code_of_american_express_has_four_digits(make: Make) -> None:
    form = make()
    reply = said(form, f"keys:{AMEX}", "keys:1228")
    assert "four digits on the front" in reply.say
    assert said(form, "keys:739#").say.startswith("That code is too short.")
    assert said(form, "keys:7394").over == "captured"


def test_what_is_wrong_is_asked_again_then_by_keys_then_given_up(make: Make) -> None:
    form = make(attempts=2)
    assert said(form, "4111 1111 1111 1112").say.startswith("That card number isn't right. What's")
    assert "Please key the card number in" in said(form, "4111 1111 1111 1112").say
    assert "Please key the card number in" in said(form, "keys:4111#").say
    assert said(form, "keys:4111#").over == "gave_up"


def test_an_expired_card_is_asked_for_another(make: Make) -> None:
    form = make()
    reply = said(form, f"keys:{VISA}", "oh one twenty five")
    assert reply.step == "number"
    assert reply.say == "That card has expired. Do you have another card? What's its number?"
    assert form.card.number == b""


def test_another_brand_is_asked_for(make: Make) -> None:
    form = make(brands=("visa",))
    assert (
        said(form, f"keys:{AMEX}").say
        == "I'm sorry, we don't take American Express. Do you have another card?"
    )
    assert said(form, f"keys:{VISA}").step == "expiry"


@pytest.mark.parametrize(
    ("words", "over", "say"),
    [
        ("Never mind, I don't want to.", "cancelled", ""),
        ("Hold on, let me get my card.", None, "Take your time."),
        ("Pardon?", None, "What's the card number? You can say it, or key it in and press pound."),
        (
            "Are you a robot?",
            None,
            "A machine. What's the card number? You can say it, or key it in and press pound.",
        ),
        ("please", None, "What's the card number? You can say it, or key it in and press pound."),
    ],
)
def test_what_is_no_answer_is_no_wrong_answer(make: Make, words: str, over: str | None, say: str) -> None:
    form = make(attempts=1, robot="A machine.")
    for _ in range(1 if over else 3):
        reply = said(form, words)
        assert (reply.over, reply.say, reply.taken) == (over, say, False)


def test_what_is_said_while_the_card_is_on_its_way_changes_nothing(make: Make) -> None:
    form = make()
    said(form, f"keys:{VISA}", "keys:0428", "keys:739")
    assert said(form, "keys:111") == Reply("", "code")
    assert form.card.code == b"739"


def test_silence_is_asked_into_and_then_given_up(make: Make) -> None:
    form = make(silences=1)
    assert form.silent().say.startswith("Are you still there? What's the card number?")
    assert form.silent().over == "silent"


def test_how_far_an_answer_is_is_known_while_it_is_told(make: Make) -> None:
    form = make()
    told = [form.progress(text, keyed=False) for text in ("uh", "four one one", VISA)]
    assert told == ["none", "begun", "complete"]
    assert form.progress(VISA[:15] + "2", keyed=True) == "begun", "a wrong number waits for the pound key"


def test_a_card_tells_nothing_of_itself_and_cannot_be_copied(make: Make) -> None:
    form = make()
    said(form, f"keys:{VISA}", "keys:0428", "keys:739")
    held = form.card.code
    assert repr(form.card) == str(form.card) == "CardSecret()"
    for copier in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be copied"):
            copier(form.card)
    form.wipe()
    assert (form.card.number, held, form.card.expiry) == (b"", b"", "")


def test_what_is_wiped_is_overwritten_first() -> None:
    card = CardSecret()
    card.put("code", "739")
    view = memoryview(card.code)
    assert bytes(view) == b"739"
    with pytest.raises(BufferError):
        card.wipe()  # the view keeps the bytes from going, not from being overwritten
    assert bytes(view) == b"\0\0\0"


def test_a_flow_learns_what_the_agent_file_allows(make: Make) -> None:
    form = make()
    said(form, f"keys:{VISA}", "keys:0428", "keys:739")
    taken = Tokenised("captured", token="tok_1")
    everything = learnt(form.card, taken, brand=True, expiry=True)
    assert everything["card"] == "•••• 1111"
    assert everything["card_said"] == "Visa ending in 1 1 1 1"
    assert (everything["card_brand"], everything["card_expiry"]) == ("visa", "2028-04")
    little = learnt(form.card, taken, brand=False, expiry=False)
    assert (little["card_said"], little["card_brand"], little["card_expiry"]) == (
        "card ending in 1 1 1 1",
        "",
        "",
    )
    nothing = learnt(form.card, Tokenised("declined", say="No."), brand=True, expiry=True)
    assert set(nothing.values()) == {"", "No."}
