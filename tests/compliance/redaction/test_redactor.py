"""What of a call the model sees, what may be said aloud, and what is kept."""

import pytest

from compliance.redaction.finding import Finder
from compliance.redaction.policy import Looser, Policy, Rule
from compliance.redaction.redactor import Redactor

CARD = "4111111111111111"
SPOKEN = "four one one one, one one one one, one one one one, one one one one"


def redactor(preset: str = "standard", **rules: Rule) -> Redactor:
    policy = Policy.preset(preset)  # type: ignore[arg-type]
    return Redactor(Policy({**policy.rules, **rules}), Finder())


def test_the_model_sees_a_token_and_nothing_is_kept() -> None:
    said = redactor().caller(f"my card is {SPOKEN} and I'm in a hurry")
    assert said.live == "my card is [CARD_1] and I'm in a hurry"
    assert said.stored == "my card is [card] and I'm in a hurry"


def test_the_same_card_has_the_same_token_in_every_writing() -> None:
    call = redactor()
    assert "[CARD_1]" in call.caller(f"it's {SPOKEN}").live
    assert "[CARD_1]" in call.caller("I said 4111-1111 1111 1111").live
    assert "[CARD_2]" in call.caller("or 5555 5555 5555 4444").live


def test_where_nobody_may_have_the_value_there_is_no_token() -> None:
    call = redactor("pci")
    assert call.caller(f"my card is {CARD}").live == "my card is [card]"
    assert call.opened("[CARD_1] [card]", ["card"]) == "[CARD_1] [card]"


def test_a_card_over_two_utterances_changes_the_first_one() -> None:
    call = redactor()
    first = call.caller("4111 1111")
    assert "4111" not in first.live + first.stored
    second = call.caller("1111 1111")
    assert second.live == "[CARD_1]"
    earlier = second.earlier or [(0, first.live, first.stored)]
    assert earlier == [(0, "[CARD_1]", "[card]")]


def test_digits_that_turn_out_harmless_come_back() -> None:
    call = redactor()
    first = call.caller("444111")
    assert first.stored == "[digits]"
    later = call.caller("that was the number of my order, I'd like to send it back please")
    assert [stored for _, _, stored in later.earlier] in ([], ["444111"])


def test_a_partial_changes_nothing() -> None:
    call = redactor()
    partial = call.caller("my card is 4111 1111 1111 1111", final=False)
    assert "4111" not in partial.live
    final = call.caller("my card is 4111 1111 1111 1111")
    assert (final.turn, final.live) == (partial.turn, "my card is [CARD_1]")


def test_a_value_once_known_is_masked_in_all_that_is_kept() -> None:
    call = redactor()
    call.caller(f"my card is {SPOKEN}")
    for text in (
        CARD,
        "4111-1111-1111-1111",
        SPOKEN,
        f"declined: {CARD[:8]} {CARD[8:]}",
        "the card [CARD_1]",
    ):
        kept = call.mask(text)
        assert "1111" not in kept and "one one" not in kept and "[card]" in kept


def test_data_is_kept_without_private_values_wherever_they_stand() -> None:
    call = redactor()
    call.caller(f"my card is {CARD}")
    data = {
        "n": int(CARD),
        "parts": ["4111", "1111", "1111", "1111"],
        f"k{CARD}": [True, None, 7, {"x": CARD}],
    }
    kept = call.plain(data)
    assert "1111" not in str(kept)
    assert kept["k[card]"][:3] == [True, None, 7]


def test_what_the_caller_said_is_kept_as_it_was_masked_even_where_the_model_sees_it() -> None:
    call = redactor("hipaa")
    said = call.caller("call me at 415 555 0123 please")
    assert said.live == "call me at 415 555 0123 please"
    assert said.stored == "call me at [phone] please"
    assert call.mask(f"the caller said: {said.live}") == "the caller said: call me at [phone] please"


@pytest.mark.parametrize("words", [CARD, "4111 1111 1111 1111", SPOKEN, "[CARD_1]"])
def test_a_card_is_never_read_aloud(words: str) -> None:
    call = redactor()
    call.caller(f"my card is {CARD}")
    assert call.agent(f"So that's {words}, right?") == "So that's your card number, right?"


def test_the_offices_own_number_may_be_said_where_the_callers_may_not() -> None:
    call = redactor("strict")
    call.caller("my phone number is 415 555 0123")
    assert call.agent("Call us at 212 555 0199.") == "Call us at 212 555 0199."
    assert call.agent("I have 415 555 0123.") == "I have your phone number."


def test_only_what_comes_after_the_start_is_given_back() -> None:
    text = f"Your card {CARD}"
    assert redactor().aloud(text, len("Your card ")) == "your card number"


def test_a_token_is_opened_for_the_allowed_kinds_only() -> None:
    call = redactor()
    call.caller(f"my card is {CARD}")
    call.caller("my social security number is 123-45-6789")
    text = "[CARD_1] [NATIONAL_ID_1] [CARD_7]"
    assert call.opened(text, ["card"]) == f"{CARD} [NATIONAL_ID_1] [CARD_7]"
    assert call.entities_in(text) == ["card", "national_id"]


def test_what_a_tool_found_is_hidden_from_the_model_too() -> None:
    found = {"name": "Ada", "card_on_file": "5555 5555 5555 4444", "visits": 3}
    assert redactor().live_data(found) == {"name": "Ada", "card_on_file": "[CARD_1]", "visits": 3}


def test_a_call_can_be_tightened_and_never_loosened() -> None:
    call = redactor()
    call.tighten("pci")
    assert call.caller(f"my card is {CARD}").live == "my card is [card]"
    with pytest.raises(Looser):
        call.tighten({"card": Rule("token", "mask")})


def test_the_callers_own_words_are_known_for_judging_whether_they_have_finished() -> None:
    call = redactor()
    said = call.caller(f"my card is {CARD}")
    assert call.words(f"well {said.live}") == f"well my card is {CARD}"


def test_the_callers_own_words_are_known_in_the_order_in_which_they_were_said() -> None:
    call = redactor()
    heard = " ".join(call.caller(text).live for text in ("444111", "222333", "444555"))
    assert "444111" not in heard
    assert call.words(heard) == "444111 222333 444555"


def test_digits_that_were_harmless_after_all_come_back_when_the_call_is_over() -> None:
    call = redactor()
    said = call.caller("444111")
    assert "444111" not in said.live + said.stored
    assert call.settle() == [(0, "444111", "444111")]
    assert call.settle() == []


def test_most_of_a_card_stays_hidden_when_the_call_is_over() -> None:
    call = redactor()
    call.caller("4111 1111 1111")
    assert all("4111" not in live + stored for _, live, stored in call.settle())
    assert call.mask("so 4111 1111 1111 it was") == "so [card] it was"


def test_after_the_call_nothing_is_left() -> None:
    call = redactor()
    live = call.caller(f"my card is {CARD}").live
    assert CARD not in repr(call)
    call.close()
    assert call.opened(live, ["card"]) == live
    assert call.words(live) == live


def test_a_value_once_known_is_hidden_when_it_is_said_again_without_a_word_about_it() -> None:
    call = redactor()
    call.caller("my social security number is 123-45-6789")
    assert call.caller("as I said: one two three four five six seven eight nine, okay?").live == (
        "as I said: [NATIONAL_ID_1], okay?"
    )


@pytest.mark.parametrize("between", ["let's see", "let us see", "the light is bad", "where was I"])
@pytest.mark.parametrize("cut", [3, 5, 7])
def test_what_is_said_between_the_digits_of_a_named_number_hides_none_of_them(between: str, cut: int) -> None:
    digits = ["three", "four", "eight", "two", "two", "nine", "two", "eight", "six"]
    first, rest = " ".join(digits[:cut]), " ".join(digits[cut:])
    call = redactor()
    said = call.caller(f"My social security number is {first}, {between}, {rest}.")
    assert call.settle() == []
    assert not set(digits) & set(said.stored.replace(".", "").replace(",", "").split())

    call = redactor()
    said = call.caller(f"My social security number is {first}")
    later = call.caller(f"{between}, {rest}.")
    kept = [said.stored, later.stored, *(stored for _, _, stored in (*later.earlier, *call.settle()))]
    assert not set(digits) & set(" ".join(kept).replace(".", "").replace(",", "").split())


def test_an_address_behind_a_whole_number_is_none_of_its_digits() -> None:
    call = redactor()
    said = call.caller("My social is three four eight two two nine two eight six, and I have 12 dogs.")
    assert "12 dogs" in said.stored
