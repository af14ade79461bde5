"""Every trigger that listens to words: what fires it, and what is only like it."""

import pytest

from calls.triggers.anger import Anger
from calls.triggers.asked_again import asks_again
from calls.triggers.base import Rule, Turn
from calls.triggers.emergency import Emergency
from calls.triggers.person import Person
from calls.triggers.robot import asks_whether_robot
from calls.triggers.topics import Legal, Sensitive
from configs.schema.triggers import AngerTrigger, EmergencyTrigger, PersonTrigger, WordTrigger

PERSON = [
    "Can I speak to a real person, please?",
    "I want to talk to a human.",
    "let me talk to somebody",
    "operator",
    "Representative please",
    "Agent.",
    "Could you transfer me?",
    "put me through to your manager",
    "I'd like to speak with someone in billing",
    "get me a supervisor",
    "Is there anybody I can talk to?",
    "a person please",
    "I don't want to talk to a robot",
    "why can't I talk to a person",
    "I need a human being",
    "connect me to the receptionist",
    "No. I want to speak with a live agent.",
    "I said I want a representative",
]
NOT_PERSON = [
    "My name is Person.",
    "a person's name is Person",
    "I don't want to talk to a person.",
    "No need to speak to anyone, I just want to book.",
    "Are you a real person?",
    "Am I talking to a human?",
    "I spoke to someone yesterday.",
    "It's for one person.",
    "My travel agent told me about you.",
    "I need a person to fix the outlet",
    "Can I transfer my prescription?",
    "I work as a real estate agent.",
    "I'm in customer support myself",
    "Is Dr. Human in today?",
    "transfer me to Tuesday",
    "I'd like a cleaning for two people",
]
EMERGENCY = [
    "My husband can't breathe!",
    "I think I'm having a heart attack",
    "call an ambulance",
    "There's a fire in my kitchen",
    "the house is on fire please help",
    "I smell gas in the basement",
    "She passed out and she's not breathing",
    "He won't stop bleeding, the bleeding won't stop",
    "I have chest pain",
    "somebody is breaking in",
    "my son swallowed pills",
    "no my husband collapsed",
    "I need the police now",
    "the carbon monoxide alarm is going off",
    "my brother got electrocuted",
    "please call nine one one, I mean 9 1 1, my wife collapsed",
    "I want to kill myself",
    "I'm feeling suicidal",
    "I don't want to live any more",
    "I have no reason to live",
]
NOT_EMERGENCY = [
    "The emergency exit light is broken.",
    "It is not an emergency.",
    "This isn't an emergency, I just have a question.",
    "I had a heart attack last year, so I take blood thinners.",
    "My gas bill is too high.",
    "Do you have an emergency appointment today?",
    "I need to test my fire alarm",
    "my tooth is killing me",
    "I nearly died of embarrassment",
    "In case of a fire, where is the exit?",
    "Don't call an ambulance.",
    "There's no gas leak, I checked.",
    "I want to die from laughing",
    "my emergency contact is my wife",
    "Please fire up the calendar",
    "it takes my breath away",
    "I'm out of breath, I ran to the phone",
]
ANGER = [
    "I'm really angry now.",
    "I am furious!",
    "This is ridiculous, you're useless.",
    "I have had enough of this",
    "I'm so fed up with you people",
    "what the hell, this is a joke",
    "I've told you three times already, are you even listening?",
    "you stupid machine, you are wasting my time",
    "I can't take this anymore",
    "I'm at my wits' end",
    "I'm so scared",
    "You're driving me crazy",
    "this is the worst company, I hate this",
    "shut up you stupid bot",
]
NOT_ANGER = [
    "I'm not angry.",
    "I'm not upset with you at all",
    "Sorry, that's a stupid question.",
    "This is a ridiculously good service.",
    "My son loves Angry Birds.",
    "I'm scared of the dentist.",
    "I have an upset stomach",
    "no that's wrong",
    "No, no, Tuesday!",
    "the pain is terrible",
    "It's a bit frustrating but okay",
    "I hate Mondays",
    "I told you my number",
    "That is awful weather",
]
LEGAL = [
    "I'm going to sue you.",
    "You will hear from my lawyer",
    "I'll take legal action",
    "I want to dispute this charge",
    "There's an unauthorized charge on my card",
    "I was charged twice",
    "delete all my personal data",
    "this is a GDPR request",
    "Can I pay by credit card?",
    "my card number is four one one one",
    "I'll file a complaint with the Better Business Bureau",
    "that's fraud",
    "I'll do a chargeback",
]
NOT_LEGAL = [
    "My name is Sue.",
    "I'm a lawyer, I can only come at noon.",
    "You're next to the law school.",
    "Here's my business card.",
    "I'm not going to sue you",
    "I have an insurance card",
    "the court is across the street",
    "Please charge my phone",
    "I need a copy of the bill",
    "It's Sue calling about a cleaning",
    "I don't want to pay by card",
    "I play cards",
]
SENSITIVE = [
    "Can I take ibuprofen before the visit?",
    "Should I stop taking my blood thinners?",
    "how much tylenol can I give him",
    "I need medical advice",
    "are there any side effects",
    "I'm pregnant, can I get an x-ray?",
    "my husband hits me",
    "I was sexually harassed there",
    "they discriminated against me",
    "my social security number is",
    "I'm addicted to painkillers",
    "can you refill my prescription",
    "I think it's an allergic reaction",
]
NOT_SENSITIVE = [
    "I'd like some advice on which day suits.",
    "I don't need medical advice",
    "There was a pregnant pause.",
    "I'm addicted to coffee.",
    "I'm running a cancer charity.",
    "Can I take the ten o'clock?",
    "how much is a cleaning",
    "should I take the bus",
    "my number is the same",
    "can you take a message",
    "it works without side effects",
    "what is the effect of whitening on color",
]
ROBOT = [
    "Are you a robot?",
    "wait, are you a real person",
    "Am I talking to a machine?",
    "are you human",
    "is this a recording",
    "are you an AI",
    "You're a bot, aren't you?",
    "is this a real person",
    "am I speaking to a computer",
    "you sound like a robot",
    "are you even real",
]
NOT_ROBOT = [
    "My robot vacuum is broken.",
    "Are you open?",
    "is this a real appointment",
    "are you a robot vacuum store",
    "My son is building a robot.",
    "Is that the real price?",
    "I'm a machine operator.",
    "the washing machine tripped the breaker",
    "is it the computer room",
    "are you sure",
    "Could you record that?",
]


def fires(rule: Rule, text: str) -> bool:
    return rule.hear(Turn(text)) is not None


@pytest.mark.parametrize("text", PERSON)
def test_a_caller_who_wants_a_person_is_understood(text: str) -> None:
    assert fires(Person(PersonTrigger()), text)


@pytest.mark.parametrize("text", NOT_PERSON)
def test_who_only_speaks_of_people_gets_no_person(text: str) -> None:
    assert not fires(Person(PersonTrigger()), text)


@pytest.mark.parametrize("text", EMERGENCY)
def test_a_danger_is_recognised(text: str) -> None:
    assert fires(Emergency(EmergencyTrigger(), "en-US"), text)


@pytest.mark.parametrize("text", NOT_EMERGENCY)
def test_words_of_danger_alone_are_none(text: str) -> None:
    assert not fires(Emergency(EmergencyTrigger(), "en-US"), text)


@pytest.mark.parametrize("text", ANGER)
def test_anger_and_distress_are_heard(text: str) -> None:
    assert fires(Anger(AngerTrigger()), text)


@pytest.mark.parametrize("text", NOT_ANGER)
def test_a_calm_caller_is_not_taken_for_angry(text: str) -> None:
    assert not fires(Anger(AngerTrigger()), text)


@pytest.mark.parametrize("text", LEGAL)
def test_law_disputes_and_cards_belong_to_a_person(text: str) -> None:
    assert fires(Legal(WordTrigger()), text)


@pytest.mark.parametrize("text", NOT_LEGAL)
def test_words_like_law_and_cards_do_not(text: str) -> None:
    assert not fires(Legal(WordTrigger()), text)


@pytest.mark.parametrize("text", SENSITIVE)
def test_what_a_machine_must_not_advise_on_belongs_to_a_person(text: str) -> None:
    assert fires(Sensitive(WordTrigger()), text)


@pytest.mark.parametrize("text", NOT_SENSITIVE)
def test_everyday_words_are_not_sensitive(text: str) -> None:
    assert not fires(Sensitive(WordTrigger()), text)


@pytest.mark.parametrize("text", ROBOT)
def test_a_caller_who_asks_for_a_machine_is_recognised(text: str) -> None:
    assert asks_whether_robot(text)


@pytest.mark.parametrize("text", NOT_ROBOT)
def test_who_speaks_of_machines_asks_nothing(text: str) -> None:
    assert not asks_whether_robot(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, I didn't catch that.",
        "I still didn't get it. What day would you like?",
        "I'm sorry, could you repeat that?",
        "I'm having trouble understanding you.",
        "I didn't quite understand. Can you say that again?",
        "I'm not sure what you mean.",
        "I could not hear you.",
        "Perdón, no le he entendido.",
        "Je n'ai pas compris.",
        "Das habe ich leider nicht verstanden.",
    ],
)
def test_an_agent_that_asks_again_has_not_understood(text: str) -> None:
    assert asks_again(text)


@pytest.mark.parametrize(
    "text",
    [
        "What day would you like?",
        "I'm having trouble understanding you. Shall I take a message for the office?",
        "Let me get that booked.",
        "I can't book that day.",
        "You're booked for Tuesday.",
        "I hear you. Let me see.",
        "Would you like to speak to a person?",
        "We're open from 9 to 5.",
        "Could you tell me the phone number?",
        "I understand.",
    ],
)
def test_an_agent_that_goes_on_has_understood(text: str) -> None:
    assert not asks_again(text)
