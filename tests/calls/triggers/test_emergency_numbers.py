"""The right number for the country, the right words for the language."""

import pytest

from calls.triggers.base import Turn
from calls.triggers.emergency import Emergency
from calls.triggers.numbers import emergency_number
from configs.schema.triggers import EmergencyTrigger


def said(text: str, language: str, **settings: object) -> str:
    hit = Emergency(EmergencyTrigger.model_validate(settings), language).hear(Turn(text))
    assert hit is not None
    return hit.say


@pytest.mark.parametrize(
    ("language", "number"),
    [
        ("en-US", "9 1 1"),
        ("en-CA", "9 1 1"),
        ("es-MX", "9 1 1"),
        ("en-GB", "9 9 9"),
        ("en-IE", "1 1 2"),
        ("de-DE", "1 1 2"),
        ("fr-FR", "1 1 2"),
        ("es-ES", "1 1 2"),
        ("en-AU", "0 0 0"),
        ("en-NZ", "1 1 1"),
        ("en-IN", "1 1 2"),
    ],
)
def test_every_country_has_its_own_number(language: str, number: str) -> None:
    danger = {"es": "no puedo respirar", "fr": "je ne peux plus respirer", "de": "ich kann nicht atmen"}
    assert number in said(danger.get(language[:2], "I can't breathe"), language)


@pytest.mark.parametrize("language", ["en", "en-AQ", "fr"])
def test_a_number_that_is_not_known_is_not_made_up(language: str) -> None:
    assert emergency_number(language) is None
    text = said("je ne peux plus respirer" if language == "fr" else "I can't breathe", language)
    assert not any(char.isdigit() for char in text)


def test_the_words_are_those_of_the_language() -> None:
    assert said("es brennt in der küche", "de-AT").startswith("Das kann ein Notfall sein.")
    assert said("mi padre tiene un infarto", "es-ES").startswith("Esto puede ser una emergencia.")
    assert said("il y a le feu", "fr-BE").startswith("C'est peut-être une urgence.")


def test_a_caller_in_despair_is_told_of_the_crisis_line() -> None:
    text = said("I want to kill myself", "en-US")
    assert "9 8 8" in text
    assert "9 1 1" in text


def test_the_agent_file_may_say_it_otherwise() -> None:
    text = said("there's a fire", "en-US", number="7777", say="Leave the building and dial {number}.")
    assert text == "Leave the building and dial 7 7 7 7."


def test_the_bare_word_is_told_once_and_the_call_goes_on() -> None:
    rule = Emergency(EmergencyTrigger(), "en-US")
    first, second = rule.hear(Turn("it's an emergency")), rule.hear(Turn("it's an emergency"))
    assert first is not None
    assert first.goes_on
    assert second is None


def test_a_danger_is_told_every_time() -> None:
    rule = Emergency(EmergencyTrigger(), "en-US")
    assert all(rule.hear(Turn("he is not breathing")) for _ in range(3))
