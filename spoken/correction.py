"""Corrections inside an utterance: "five five five, no sorry, five five six"."""

from dataclasses import dataclass

from spoken.words import listed

_REPAIRS = [
    saying.split()
    for saying in listed(
        """
        no | nope | sorry | i'm sorry | i mean | i meant | correction | wait | hold on | actually |
        make that | make it | or rather | rather | oops | my mistake | my bad | excuse me | i said |
        change that to | change it to | not that
        """,
        "|",
    )
]
"""What replaces the end of what was said before."""

_RESTARTS = [
    saying.split()
    for saying in listed(
        """
        scratch that | strike that | start over | let me start over | let me start again | start again |
        forget that | from the beginning | from the start | let me try again | try again | cancel that |
        i'll start over | i'll start again
        """,
        "|",
    )
]
"""What replaces all that was said before."""

_SAYINGS = sorted(
    [(saying, True) for saying in _RESTARTS] + [(saying, False) for saying in _REPAIRS],
    key=lambda pair: -len(pair[0]),
)
_INTERJECTIONS = ("oh", "o", "ah", "uh", "um", "er", "well", "okay")
"""What may stand before a correction; "oh sorry" is no zero."""


@dataclass(frozen=True)
class Segment:
    """A piece of an utterance between corrections."""

    words: list[str]

    restart: bool = False
    """Whether it replaces everything before it, and not only the end."""


def segments(words: list[str]) -> list[Segment]:
    """The utterance in pieces. There is always one; an empty last one means that nothing followed."""
    pieces, begun, restart, at = [], [], False, 0
    while at < len(words):
        marker = _marker(words, at)
        if marker is None:
            begun.append(words[at])
            at += 1
            continue
        size, starts_over = marker
        while begun and begun[-1] in _INTERJECTIONS:
            begun.pop()
        if begun:
            pieces.append(Segment(begun, restart))
            begun, restart = [], False
        restart = restart or starts_over
        at += size
    return [*pieces, Segment(begun, restart)]


def corrected(words: list[str]) -> bool:
    """Whether something is taken back in these words."""
    return any(_marker(words, at) for at in range(len(words)))


def _marker(words: list[str], at: int) -> tuple[int, bool] | None:
    for saying, restart in _SAYINGS:
        if words[at : at + len(saying)] == saying:
            return len(saying), restart
    return None
