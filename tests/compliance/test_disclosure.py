"""The texts: complete, true, and named by a version that changes with them."""

import pytest

from compliance.disclosure import has_texts, library, says_ai, says_recorded, texts_for, version_of
from configs.truth import is_true_answer

LANGUAGES = sorted(library().languages)


def test_there_are_texts_in_six_languages() -> None:
    assert {"en", "es", "fr", "de", "it", "pt"} <= set(LANGUAGES)
    assert has_texts("es-MX")
    assert not has_texts("ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_say_what_they_are_for_in_their_language(language: str) -> None:
    texts = texts_for(language)

    for text in (texts.ai, texts.again, texts.reminder):
        assert says_ai(text, language), text
        assert is_true_answer(text), text
    for text in (texts.recorded, texts.question, texts.ask_again, texts.kept, texts.refused):
        assert says_recorded(text, language), text
    assert "1" in texts.question
    assert "2" in texts.question
    for text in texts.model_dump().values():
        assert text or language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_greeting_says_nothing_of_either(language: str) -> None:
    greeting = "Harbor Dental, Smith."
    assert not says_ai(greeting, language)
    assert not says_recorded(greeting, language)


def test_a_word_counts_only_as_a_word() -> None:
    assert not says_ai("Again, please, about the botany of Maine.", "en")
    assert says_ai("I'm an A-I... an AI assistant.", "en")


def test_another_text_has_another_version() -> None:
    assert version_of("One.") == version_of("One.")
    assert version_of("One.") != version_of("One!")
    assert version_of("One.").startswith(f"{library().version}/")
