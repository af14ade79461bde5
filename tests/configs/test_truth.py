"""Nothing that an agent file says may deny that a machine is speaking."""

import pytest

from configs.truth import is_true_answer

LIES = [
    "I'm not a robot.",
    "I'm a real person, not some computer.",
    "I'm definitely not an AI.",
    "I am no robot, I'm Susan.",
    "You're speaking with a live human, no automated voice.",
    "No soy un robot, soy una persona.",
    "Je ne suis pas une machine.",
    "Ich bin kein Roboter.",
    "Ich bin ein Mensch und keine Maschine.",
    "Non sono un robot.",
    "Não sou um robô.",
]
TRUE = [
    "I'm an automated assistant. I follow fixed rules, and I'm not a person.",
    "You're talking to a computer, no person.",
    "Soy un asistente automático, no soy una persona.",
    "Je suis un assistant virtuel, je ne suis pas une personne.",
    "Ich bin ein automatischer Assistent und kein Mensch.",
    "Sono un assistente automatico, non sono una persona.",
    "Sou um assistente automático, não sou uma pessoa.",
]


@pytest.mark.parametrize("sentence", [*LIES, "I'm Susan from the front desk."])
def test_a_lie_is_no_answer(sentence: str) -> None:
    assert not is_true_answer(sentence)


@pytest.mark.parametrize("sentence", TRUE)
def test_the_truth_is_one_in_six_languages(sentence: str) -> None:
    assert is_true_answer(sentence)
