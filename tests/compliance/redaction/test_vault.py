"""The values behind tokens."""

from compliance.redaction.vault import Vault

CARD = "4111111111111111"


def test_the_same_value_has_the_same_token_and_another_one_another() -> None:
    vault = Vault()
    assert vault.token("card", CARD) == "[CARD_1]"
    assert vault.token("card", "5555555555554444") == "[CARD_2]"
    assert vault.token("card", CARD) == "[CARD_1]"
    assert vault.token("national_id", CARD) == "[NATIONAL_ID_1]"


def test_a_token_is_opened_and_anything_else_is_not() -> None:
    vault = Vault()
    token = vault.token("card", CARD)
    assert (vault.entity(token), vault.value(token)) == ("card", CARD)
    assert vault.value("[CARD_2]") is None
    assert vault.value("card") is None


def test_a_value_of_which_more_is_said_keeps_its_token() -> None:
    vault = Vault()
    vault.token("card", CARD[:8])
    vault.completed("card", CARD[:8], CARD)
    assert vault.value("[CARD_1]") == CARD
    assert vault.token("card", CARD) == "[CARD_1]"


def test_after_the_call_nothing_can_be_opened_and_no_token_comes_twice() -> None:
    vault = Vault()
    token = vault.token("card", CARD)
    vault.close()
    assert vault.value(token) is None
    assert vault.token("card", "5555555555554444") == "[CARD_2]"


def test_a_vault_tells_nothing_of_itself() -> None:
    vault = Vault()
    vault.token("card", CARD)
    assert CARD not in f"{vault!r} {vault}"
