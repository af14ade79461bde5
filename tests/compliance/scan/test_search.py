"""What is found in one text, and how a find is told."""

import random

import pytest

from benchmarks.private_secrets import WAYS, Say, secrets
from compliance.scan import Plant, Search
from compliance.scan.heard import by_ear, by_keys, errors_within

CARD = "4539578763621486"


def kinds(text: str, *plants: str, key: str = "") -> list[str]:
    return [find.what for find in Search([Plant.of(one) for one in plants]).text(text, key=key)]


@pytest.mark.parametrize("say", WAYS, ids=lambda say: say.__name__)
def test_a_planted_number_is_found_however_it_is_said(say: Say) -> None:
    for seed in range(60):
        chance = random.Random(seed)
        for value in secrets(chance).values[::2]:
            found = Search([Plant.of(value)]).text(f"it is {say(value, chance)}, thank you")
            assert value in [find.value for find in found], say(value, chance)


def test_a_short_number_counts_where_it_stands_alone() -> None:
    assert kinds("seven three seven", "737") == ["planted"]
    assert kinds("7 3 7", "737") == ["planted"]
    assert kinds("737", "737", key="cvv") == ["cvv", "planted"]
    assert kinds("The code is 737.", "737", key="text") == ["planted"]
    assert kinds("737", "737", key="at_ms") == []
    assert kinds("order 10737, flight 737, 1.737", "737") == []


def test_a_text_is_found_with_other_punctuation_and_as_it_is_said() -> None:
    assert kinds("Write to ANN.Smith@example.com", "ann.smith@example.com") == ["planted"]
    assert kinds("a n n dot smith at example dot com", "ann.smith@example.com") == ["planted"]
    assert kinds("anne at example", "ann.smith@example.com") == []


@pytest.mark.parametrize(
    "text",
    ["the CVV is 737", "security code: 7 3 7", "cvc seven three seven", '{"cvv": 737}', "card_cvv: 737"],
)
def test_a_security_code_is_known_by_the_words_before_it(text: str) -> None:
    assert "cvv" in kinds(text)


@pytest.mark.parametrize("text", ["536-22-1847", "my ssn is 536221847", "social security number 536 22 1847"])
def test_a_social_security_number_is_known_by_its_shape_or_its_name(text: str) -> None:
    assert kinds(text) == ["national_id"]


def test_a_token_that_tells_its_value_is_found() -> None:
    assert kinds("[CARD_4539578763621486]") == ["token"]
    assert kinds('"[NATIONAL_ID_1]": "536221"') == ["token"]
    assert kinds("[CARD_1] and [CARD_2], [cvv]") == []


def test_what_is_allowed_is_no_find() -> None:
    assert Search(allowed=[CARD]).text(f"card {CARD}") == []


def test_a_find_never_shows_the_value() -> None:
    (find,) = Search().text(f"card {CARD}")
    assert find.shown == "•••• 1486 (16 digits)"
    (find,) = Search([Plant.of("swordfish")]).text("swordfish")
    assert "swordfish" not in find.shown


def test_an_empty_plant_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Plant.of(" - ")


def test_misheard_digits_are_still_the_planted_card() -> None:
    words = "four five three nine five eight seven six three six two one four eight six"
    assert [find.what for find in by_ear(words, [Plant.of(CARD)], 0, 9000)] == ["planted"]
    assert by_ear(words, [Plant.of("5105105105105100")], 0, 9000) == []
    assert errors_within("123", "9912399") == 0


def test_keys_in_a_row_are_a_card_and_a_menu_is_none() -> None:
    assert [find.what for find in by_keys(CARD, [], 0, 9000)] == ["card"]
    assert [find.what for find in by_keys(CARD[:8], [Plant.of(CARD)], 0, 9000)] == ["planted"]
    assert by_keys("2125550188", [Plant.of(CARD)], 0, 9000) == []
