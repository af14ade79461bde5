"""Text and spans → the text without them, with every place mapped."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.redaction.entities import Span
from compliance.redaction.masking import mark, masked

TEXT = "my card is 4111 1111 1111 1111 and my pin 1234"


def hide(span: Span) -> str:
    return mark(span.entity)


def test_every_span_gets_its_placeholder() -> None:
    spans = [Span(42, 46, "password", "1234"), Span(11, 30, "card", "4111111111111111")]
    assert masked(TEXT, spans, hide).text == "my card is [card] and my pin [password]"


def test_a_span_without_a_placeholder_keeps_its_words() -> None:
    spans = [Span(11, 30, "card"), Span(42, 46, "password")]
    kept = masked(TEXT, spans, lambda span: None if span.entity == "card" else "[x]")
    assert kept.text == "my card is 4111 1111 1111 1111 and my pin [x]"


def test_spans_that_overlap_become_one() -> None:
    assert masked(TEXT, [Span(11, 20, "card"), Span(16, 30, "phone")], hide).text == (
        "my card is [card] and my pin 1234"
    )


def test_a_place_of_the_original_is_found_again() -> None:
    result = masked(TEXT, [Span(11, 30, "card")], hide)
    assert result.text[result.place(TEXT.index("and my")) :] == "and my pin 1234"
    assert result.place(3) == 3
    assert result.text[result.place(15) :].startswith("[card]")


@given(
    st.text(alphabet="ab12 ", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=5),
)
def test_no_character_of_a_span_is_left_and_all_others_are(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(start, min(start + size, len(text)), "x") for start, size in places if start < len(text)]
    hidden = {at for span in spans for at in range(span.start, span.end)}
    result = masked(text, spans, lambda _: "#").text
    assert result.replace("#", "") == "".join(c for at, c in enumerate(text) if at not in hidden)
