"""Text and spans → the text without them, and where each place of the one lies in the other. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from compliance.redaction.entities import Span

Placeholder = Callable[[Span], str | None]
"""What stands in a span's place; None = its own words."""


@dataclass(frozen=True)
class Masked:
    """A text with placeholders."""

    text: str

    edits: tuple[tuple[int, int, int, int], ...]
    """Each placeholder: start and end in the original, start and end in `text`; in order."""

    def place(self, offset: int) -> int:
        """Where a place of the original lies in `text`; inside of a placeholder: at its start."""
        shift = 0
        for start, end, new_start, new_end in self.edits:
            if offset <= start:
                break
            if offset < end:
                return new_start
            shift = new_end - end
        return offset + shift


def masked(text: str, spans: Iterable[Span], placeholder: Placeholder) -> Masked:
    """The text with a placeholder for every span that has one; spans that overlap become one."""
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    at = length = 0
    for span in sorted(spans):
        put = placeholder(span)
        if put is None or span.end <= at:
            continue
        if span.start < at and edits:
            at = span.end  # the rest of something that has a placeholder already
            edits[-1] = (edits[-1][0], span.end, edits[-1][2], edits[-1][3])
            continue
        pieces += [text[at : span.start], put]
        length += span.start - at
        edits.append((span.start, span.end, length, length + len(put)))
        length, at = length + len(put), span.end
    return Masked("".join(pieces) + text[at:], tuple(edits))


def mark(entity: str) -> str:
    """The placeholder of a masked value: `[card]`."""
    return f"[{entity}]"
