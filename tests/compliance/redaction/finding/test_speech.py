"""What is private is known over the turns of a call: numbers go on, are completed, or turn out harmless."""

from compliance.redaction.entities import Span
from compliance.redaction.finding import Finder, Heard

CARD = "4111111111111111"


def told(heard: Heard) -> list[tuple[str, bool]]:
    return [(span.entity, span.sure) for span in heard.spans]


def values(spans: list[Span]) -> list[tuple[str, str]]:
    return [(span.entity, span.value) for span in spans]


def test_digits_that_may_go_on_are_unsure_and_are_withdrawn_when_the_caller_speaks_of_something_else() -> (
    None
):
    speech = Finder().speech()
    assert told(speech.caller("4471")) == [("card", False)]
    heard = speech.caller("I'd like to book a cleaning for tomorrow")
    assert heard.earlier == [(0, [])]
    assert heard.turn == 1


def test_a_number_that_a_later_utterance_completes_is_marked_in_all_its_parts() -> None:
    speech = Finder().speech()
    speech.caller("it's four one one one, one one one one")
    speech.agent("go on")
    heard = speech.caller("eleven eleven eleven eleven")
    assert values(heard.spans) == [("card", CARD)]
    assert [(turn, values(spans)) for turn, spans in heard.earlier] == [(0, [("card", CARD)])]
    assert heard.earlier[0][1][0].start == len("it's ")


def test_a_pause_without_digits_breaks_no_number() -> None:
    speech = Finder().speech()
    speech.caller("four one one one one one one one")
    assert speech.caller("hold on, let me see").earlier == []
    speech.agent("take your time")
    heard = speech.caller("one one one one one one one one")
    assert values(heard.spans) == [("card", CARD)]


def test_a_partial_is_judged_and_changes_nothing() -> None:
    speech = Finder().speech()
    speech.caller("4111")
    partial = speech.caller("1111 1111 1111", final=False)
    assert values(partial.spans) == [("card", CARD)]
    assert (partial.turn, partial.earlier) == (1, [])
    final = speech.caller("I'd rather pay by invoice")
    assert (final.turn, final.earlier) == (1, [(0, [])])


def test_what_the_agent_asks_for_names_the_digits_of_the_answer() -> None:
    speech = Finder().speech()
    speech.agent("What is your order number?")
    assert speech.caller("four four seven one").spans == []
    speech.agent("And the last four of your social?")
    assert values(speech.caller("four four seven one").spans) == [("national_id", "4471")]
    speech.agent("What are the three digits on the back of the card?")
    assert values(speech.caller("nine oh two").spans) == [("cvv", "902")]
    speech.agent("When does it expire?")
    assert values(speech.caller("oh four twenty seven").spans) == [("card_expiry", "0427")]


def test_a_social_security_number_over_three_turns_is_one_number() -> None:
    speech = Finder().speech()
    speech.caller("my social is one two three")
    speech.caller("forty five")
    heard = speech.caller("six seven eight nine")
    assert values(heard.spans) == [("national_id", "123456789")]
    assert [values(spans) for _, spans in heard.earlier] == [[("national_id", "123456789")]] * 2


def test_a_telephone_that_the_flow_asks_for_is_one_over_turns_too() -> None:
    speech = Finder().speech()
    for part in ("four one five", "five five five"):
        speech.caller(part, asked=["phone"])
    heard = speech.caller("oh one two three", asked=["phone"])
    assert values(heard.spans) == [("phone", "+14155550123")]
    assert [values(spans) for _, spans in heard.earlier] == [[("phone", "+14155550123")]] * 2


def test_digits_after_a_card_are_its_code() -> None:
    speech = Finder().speech()
    speech.caller("4111 1111 1111 1111")
    assert values(speech.caller("12/27").spans) == [("card_expiry", "12/27")]
    assert values(speech.caller("one two three").spans) == [("cvv", "123")]


def test_the_end_of_a_card_that_is_taken_back_later_is_the_card_as_well() -> None:
    speech = Finder().speech()
    speech.caller("my card is 4111 1111 1111 1112")
    assert values(speech.caller("no sorry 1111").spans) == [("card", CARD)]


def test_halves_of_a_card_in_different_sentences_are_a_card() -> None:
    speech = Finder().speech()
    speech.caller("4111 1111 let me grab the other half my dog is barking")
    heard = speech.caller("1111 1111")
    assert values(heard.spans) == [("card", CARD)]
    assert values(heard.earlier[0][1]) == [("card", CARD)]


def test_a_telephone_with_its_plus_over_two_utterances_is_no_card() -> None:
    speech = Finder().speech()
    speech.caller("plus four nine one five one")
    heard = speech.caller("one two three four five six seven eight")
    assert values(heard.spans) == [("phone", "+4915112345678")]
    assert values(heard.earlier[0][1]) == [("phone", "+4915112345678")]


def test_a_card_that_only_a_correction_made_is_left_open_for_the_digits_that_follow() -> None:
    speech = Finder().speech()
    speech.caller("four one four seven")
    speech.caller("six zero five nine make it six zero five three")
    speech.caller("six one eight five")
    heard = speech.caller("four five six seven")
    assert values(heard.spans) == [("card", "4147605361854567")]


def test_a_card_is_a_card_where_a_mail_address_was_asked_for() -> None:
    speech = Finder().speech()
    speech.agent("what's your email?")
    speech.caller("five four two next five nine three six")
    speech.caller("minus ninety eight thirty-seven six eight two sixes")
    heard = speech.caller("five")
    assert values(heard.spans) == [("card", "5425936983768665")]


def test_the_end_of_the_call_settles_what_was_unsure() -> None:
    speech = Finder().speech()
    speech.caller("4471")
    assert speech.close() == [(0, [])]
    other = Finder().speech()
    other.caller("4111 1111 1111")
    assert [values(spans) for _, spans in other.close()] == [[("card", "411111111111")]]


def test_a_sigh_is_no_zero() -> None:
    speech = Finder().speech()
    assert speech.caller("oh").spans == []
    speech.caller("my card number is 4111 1111 1111 111")
    assert [span.entity for span in speech.caller("oh").spans] == ["card"]


def test_two_calls_know_nothing_of_each_other() -> None:
    finder = Finder()
    finder.speech().caller("4111 1111")
    assert told(finder.speech().caller("1111 1111")) != [("card", True)]


def test_digits_that_a_unit_or_a_preposition_explains_are_sure_to_be_harmless() -> None:
    for text in (
        "we close at ten thirty",
        "it was $45",
        "I waited forty five minutes",
        "the deadline is march 14",
    ):
        assert Finder().speech().caller(text).spans == [], text
    assert told(Finder().speech().caller("it says 4514")) == [("card", False)]
