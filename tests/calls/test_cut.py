"""Texts that are cut short."""

import pytest

from calls.plain import cut


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("short", 5, "short"),
        ("a longer text", 9, "a longer…"),
        ("card 4111 1111 1111 1111 was refused", 20, "card…"),
        ("4111111111111111", 8, "…"),
        ("order 12 is late", 12, "order 12 is…"),
    ],
)
def test_no_half_of_a_number_stays(text: str, most: int, shown: str) -> None:
    assert cut(text, most) == shown
    assert len(shown) <= most
