"""Whole conversations in text."""

import pytest

WHO = ("john smith", "five five five one two three four five six seven")
BOOKING = ("i'd like to book an appointment", *WHO, "a cleaning", "next tuesday", "ten")
SLOT = {"service": "cleaning", "day": "2026-11-24", "time": "10:00"}


def test_a_booking_one_question_at_a_time(call_office):
    office = call_office()
    assert office.run() == "Hello, this is the office. How can I help?"
    assert office.hear("i'd like to book an appointment") == "What is your name?"
    assert office.hear("john smith") == "What is your phone number?"
    assert office.hear(WHO[1]) == "Let's find a time. A cleaning or a checkup?"
    assert office.hear("a cleaning") == "What day would you like?"
    assert office.hear("next tuesday") == "What time on Tuesday, November twenty fourth?"
    answer = office.hear("ten")
    assert answer == (
        "Let me look. A cleaning on Tuesday, November twenty fourth at ten a m for John Smith, "
        "five five five, one two three, four five six seven. Shall I book it?"
    )
    assert office.hear("yes please") == "You're booked. Anything else?"
    assert office.hear("no thanks") == "Goodbye."
    assert office.booked == [SLOT]
    assert office.path == ["greet", "identify", "collect", "confirm", "close", "bye"]


def test_several_facts_in_one_sentence_are_asked_for_only_once(talk):
    office, answer = talk(f"i'd like a cleaning next tuesday at ten, my number is {WHO[1]}")
    assert answer == "What is your name?"
    answer = office.hear("my name is mary jones")
    assert "Shall I book it?" in answer
    assert "Mary Jones" in answer
    assert [name for name, _ in office.calls] == ["want_booking", "identify", "check"]
    assert office.calls[-1][1] == SLOT


def test_facts_are_remembered_from_before_the_intent(talk):
    office, answer = talk("my number is 555-123-4567")
    assert answer == "Thank you. How can I help?"
    office.hear("book an appointment")
    office.hear("mary jones")
    assert office.calls[1] == ("identify", {"name": "Mary Jones", "phone": "+15551234567"})


@pytest.mark.parametrize(
    ("correction", "changed"),
    [
        ("no, make that thursday", {"day": "2026-11-19"}),
        ("sorry, i meant three thirty", {"time": "15:30"}),
        ("actually a checkup", {"service": "checkup"}),
        ("no thursday at eleven", {"day": "2026-11-19", "time": "11:00"}),
        ("make it three", {"time": "15:00"}),
        ("yes but at noon", {"time": "12:00"}),
        ("wait, not tuesday, friday please", {"day": "2026-11-20"}),
    ],
)
def test_a_correction_at_the_read_back_changes_only_what_was_corrected(talk, correction, changed):
    office, answer = talk(*BOOKING, correction)
    assert office.calls[-1] == ("check", {**SLOT, **changed})
    assert "Shall I book it?" in answer
    assert not office.booked
    office.hear("yes")
    assert office.booked == [{**SLOT, **changed}]


def test_a_bare_no_asks_anew_for_what_the_flow_forgets(talk):
    office, answer = talk(*BOOKING, "no")
    assert office.calls[-1] == ("change", {})
    assert answer == "Let's find a time. What day would you like?"
    office.hear("friday")
    office.hear("two thirty")
    assert office.calls[-1] == ("check", {"service": "cleaning", "day": "2026-11-20", "time": "14:30"})


def test_a_correction_while_collecting(talk):
    office, _ = talk(*BOOKING[:-1])
    assert office.hear("sorry i meant thursday") == "What time on Thursday, November nineteenth?"
    office.hear("half past two")
    assert office.calls[-1][1] == {"service": "cleaning", "day": "2026-11-19", "time": "14:30"}


def test_a_refused_time_is_told_as_refused_and_only_the_time_is_asked_again(talk):
    office, answer = talk(*BOOKING, taken=[("2026-11-24", "10:00")])
    assert answer == "Let me look. That time is taken. I have eleven or twelve. Which would you like?"
    assert office.node == "collect"
    answer = office.hear("eleven")
    assert "at eleven a m" in answer
    assert office.calls[-1][1] == {**SLOT, "time": "11:00"}


def test_another_booking_starts_without_the_old_day_and_time(talk):
    office, _ = talk(*BOOKING, "yes")
    answer = office.hear("i want another appointment")
    assert answer == "Let's find a time. A cleaning or a checkup?"


def test_say_that_again_repeats_the_last_words(talk):
    _, answer = talk("book an appointment", "say that again please")
    assert answer == "What is your name?"


def test_repeat_gives_the_whole_utterance_even_when_it_was_cut_off(talk):
    office, _ = talk("book an appointment")
    office.messages[-1]["content"] = "What is"
    office.said = "What is your name?"
    assert office.hear("pardon?") == "What is your name?"


def test_help_answers_and_asks_on(talk):
    _, answer = talk("what can you do")
    assert answer == "I book and cancel visits. How can I help?"
    _, answer = talk("book an appointment", "help")
    assert answer.startswith("I can help you step by step.")
    assert answer.endswith("What is your name?")


def test_it_says_truthfully_that_it_is_a_machine(talk):
    _, answer = talk("am i talking to a real person")
    assert "automated assistant" in answer
    assert answer.endswith("How can I help?")


def test_a_person_can_be_asked_for_at_any_point(talk):
    for utterances in ([], ["book an appointment"], BOOKING):
        office, answer = talk(*utterances, "can i speak to a human")
        assert answer == "What is it about?", utterances
        assert office.hear("my bill from last month").startswith("Anything else?") or office.node == "close"
        assert office.calls[-1] == ("take_message", {"reason": "my bill from last month"})


def test_nonsense_is_asked_again_twice_and_then_a_person_is_offered(talk):
    office, first = talk("book an appointment", *WHO, "purple monkey dishwasher")
    assert first == "Sorry, I didn't catch that. A cleaning or a checkup?"
    second = office.hear("the moon is cheese")
    assert second == "I still didn't get it. A cleaning or a checkup?"
    third = office.hear("flarp")
    assert third == "I'm having trouble understanding. Would you like to speak to a person?"


def test_yes_to_the_offer_fetches_the_person(talk):
    office, _ = talk("blah", "blub", "blib")
    assert office.hear("yes") == "What is it about?"


def test_no_to_the_offer_goes_on_with_the_question(talk):
    office, _ = talk("book an appointment", *WHO, "blah", "blub", "blib")
    assert office.hear("no") == "A cleaning or a checkup?"
    assert office.hear("cleaning") == "What day would you like?"


def test_goodbye_to_the_offer_ends_the_call(talk):
    office, answer = talk("book an appointment", *WHO, "blah", "blub", "blib", "no goodbye")
    assert office.calls[-1] == ("end_call", {})
    assert answer == "Goodbye."


def test_something_useful_after_the_offer_is_taken(talk):
    office, _ = talk("book an appointment", *WHO, "blah", "blub", "blib")
    assert office.hear("a checkup") == "What day would you like?"


def test_understanding_again_starts_the_count_anew(talk):
    office, _ = talk("book an appointment", *WHO, "blah", "blub", "cleaning", "blah")
    assert office.hear("next friday") != office.script.offer_person
    assert "day" in str(office.decide().say) or office.node == "collect"


def test_silence_asks_again_without_blame(talk):
    _, answer = talk("book an appointment", "")
    assert answer == "What is your name?"


def test_the_next_wording_is_used_when_asked_again(talk):
    _, answer = talk("book an appointment", *WHO, "cleaning", "")
    assert answer == "Which day suits you?"


def test_a_past_day_is_not_taken(talk):
    office, answer = talk(*BOOKING[:4], "last monday")
    assert answer.startswith("That day has already passed.")
    assert "day" not in str([c for c in office.calls if c[0] == "check"])


def test_keys_fill_the_number_that_is_asked_for(talk):
    office, _ = talk("book an appointment", "john smith", "DTMF: 5551234567#")
    assert office.calls[-1][0] == "identify"
    assert office.calls[-1][1]["phone"] == "+15551234567"


def test_a_hash_says_that_a_local_number_is_complete(talk):
    office, _ = talk("book an appointment", "john smith", "DTMF: 5551234#")
    assert office.calls[-1][1]["phone"] == "+15551234"


def test_a_star_starts_the_keys_over(talk):
    office, _ = talk("book an appointment", "john smith", "DTMF: 999*5551234567#")
    assert office.calls[-1][1]["phone"] == "+15551234567"


def test_plain_digits_work_where_a_caller_types(talk):
    office, _ = talk("book an appointment", "john smith", "(555) 123-4567")
    assert office.calls[-1][1]["phone"] == "+15551234567"


def test_a_number_in_two_breaths_is_joined(talk):
    office, answer = talk("book an appointment", "john smith", "five five five one two three")
    assert answer == "Go on."
    office.hear("four five six seven")
    assert office.calls[-1][1]["phone"] == "+15551234567"


def test_a_number_in_three_breaths_is_joined(talk):
    office, answer = talk("book an appointment", "john smith", "five five five", "one two three")
    assert answer == "And the rest?"
    office.hear("four five six seven")
    assert office.calls[-1][1]["phone"] == "+15551234567"


def test_a_number_begun_by_voice_may_end_on_the_keypad(talk):
    office, _ = talk("book an appointment", "john smith", "five five five one two three", "DTMF: 4567#")
    assert office.calls[-1][1]["phone"] == "+15551234567"


def test_goodbye_ends_the_call_through_the_flow(talk):
    office, answer = talk("book an appointment", "goodbye")
    assert office.calls[-1] == ("end_call", {})
    assert answer == "Goodbye."


def test_information_in_between_comes_back_to_the_question(talk):
    _, answer = talk(*BOOKING[:4], "when are you open")
    assert answer == "We're open from nine to five. Which day suits you?"
    _, answer = talk(*BOOKING, "what are your hours")
    assert answer == "We're open from nine to five. Shall I book it?"


def test_naming_a_detail_asks_for_it_anew(talk):
    office, _ = talk(*BOOKING[:-1], "the day")
    assert office.hear("friday") == "What time on Friday, November twentieth?"


def test_uncertain_speech_is_asked_again_and_not_acted_upon(talk):
    office, _ = talk(*BOOKING)
    office.messages.append({"role": "user", "content": "yes"})
    office.alternatives = ("no",)
    reply = office.decide()
    assert reply.call is None
    assert reply.say == "Sorry, I didn't catch that. Shall I book it?"


def test_readings_with_the_same_meaning_are_no_uncertainty(talk):
    office, _ = talk(*BOOKING)
    office.messages.append({"role": "user", "content": "yes"})
    office.alternatives = ("yes please",)
    assert office.decide().call.tool == "book"
