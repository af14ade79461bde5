"""The question whether the call may be recorded: only a plain yes is consent."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from compliance.consent import Asking, reads, takes_back
from spoken.base import Setting

SETTING = Setting(now=datetime(2026, 3, 2, 9, 15, tzinfo=ZoneInfo("America/New_York")))


def asked(language: str = "en-US") -> Asking:
    asking = Asking(language, SETTING)
    asking.text()
    return asking


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Yes."), ("en-US", "Yeah, that's fine."), ("en", "Sure, go ahead."), ("en", "No problem."),
        ("es", "Sí, claro."), ("fr", "D'accord."), ("de", "Ja, gerne."), ("it", "Va bene."),
        ("pt-BR", "Pode, sim."),
    ],
)  # fmt: skip
def test_a_yes_is_consent(language: str, said: str) -> None:
    assert reads(said, language, SETTING) is True


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No."), ("en", "I'd rather not... no thank you."), ("en", "Don't record me."),
        ("en", "Okay, but I don't want to be recorded."), ("es", "Prefiero que no."), ("fr", "Pas d'accord."),
        ("de", "Nein, danke."), ("de", "Lieber nicht."), ("it", "No, grazie."), ("pt", "Não."),
        ("es", "Claro que no."), ("de", "Ja, aber bitte nicht aufzeichnen."),
    ],
)  # fmt: skip
def test_a_no_is_none(language: str, said: str) -> None:
    assert reads(said, language, SETTING) is False


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Yes, but only the first minute."), ("en", "Maybe."), ("en", "What?"),
        ("en", "I want a cleaning."),
        ("de", "Ja, aber nur kurz."), ("es", "Pero sí"), ("fr", "Pardon ?"),
    ],
)  # fmt: skip
def test_what_is_no_plain_answer_is_none_at_all(language: str, said: str) -> None:
    assert reads(said, language, SETTING) is None


def test_a_key_is_an_answer() -> None:
    for key, answer in (("1", "yes"), ("2", "no"), ("5", None), ("#", None)):
        asking = asked()
        asking.key(key)
        assert asking.answer == answer


def test_the_first_answer_counts() -> None:
    asking = asked()
    asking.words("No.")
    asking.key("1")
    asking.words("Yes.")

    assert asking.answer == "no"


def test_silence_and_unclear_words_are_asked_once_more_and_then_are_no_consent() -> None:
    silent, unclear = asked(), asked()
    silent.silence()
    unclear.words("Pardon?")
    assert (silent.answer, unclear.answer) == (None, None)

    assert silent.text() == unclear.text() == "Sorry, may we record this call? Yes or no?"
    silent.silence()
    unclear.words("Which call?")
    assert (silent.answer, unclear.answer) == ("silence", "unclear")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Could you stop the recording, please?"), ("en", "I don’t want to be recorded."),
        ("es", "Por favor, deje de grabar."), ("fr", "Arrêtez l'enregistrement."),
        ("de", "Bitte stoppen Sie die Aufzeichnung."), ("it", "Non voglio essere registrato."),
        ("pt", "Pare de gravar, por favor."),
    ],
)  # fmt: skip
def test_consent_is_taken_back_in_these_words(language: str, said: str) -> None:
    assert takes_back(said, language)


@pytest.mark.parametrize(
    "said", ["Stop.", "I bought a record.", "Can you record my name?", "Recording studio"]
)
def test_other_words_take_nothing_back(said: str) -> None:
    assert not takes_back(said, "en")
