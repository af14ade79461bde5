"""Finding phrases in what a caller says, and knowing when they are meant otherwise."""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NUMBER_GAP = re.compile(r"(?<=\b\d) (?=\d\b)")
_STOP = re.compile(r"[.,;:!?]+")
_BREAK = re.compile(r"(?<=[|(:])\s*\n\s*")
"""A line break within a list is there for the reader only; elsewhere it is the space between two words."""

NOT = (
    "not|never|without|don't|dont|doesn't|didn't|isn't|wasn't|aren't|ain't|wouldn't|needn't|"
    # Spanish, French, German
    "nunca|sin|pas|jamais|sans|nicht|kein|keine|keinen|nie"
)
"""What turns the words that follow it into their contrary."""

NO = f"{NOT}|no|nobody"
"""The same with "no", which may also be an answer: "no my husband collapsed"."""


@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """Lower-case words in one line; `/` stands for a pause that punctuation tells of, "9 1 1" is 911."""
    paused = _STOP.sub(" / ", text.lower().replace("’", "'"))
    words = " ".join(part for part in paused.split() if part == "/" or _WORD.search(part))
    kept = " ".join("/" if part == "/" else " ".join(_WORD.findall(part)) for part in words.split())
    return _NUMBER_GAP.sub("", kept).strip(" /")


class Lexicon:
    """Phrases, as regular expressions over plain words. A phrase matches whole words only."""

    def __init__(
        self,
        patterns: Iterable[str],
        *,
        words: Iterable[str] = (),
        unless: Iterable[str] = (),
        also_unless: Iterable[str] = (),
        reach: int = 3,
        negators: str = NO,
    ) -> None:
        """`patterns` and `unless` are patterns, `words` and `also_unless` phrases of an agent file.

        `reach`: how many words before a phrase a "not" still denies it, within one breath.
        """
        self._phrases = [_compiled(one) for one in patterns] + [_literal(one) for one in words]
        self._unless = [_compiled(one) for one in unless] + [_literal(one) for one in also_unless]
        gap = rf"(?: (?!/)\S+){{0,{max(reach - 1, 0)}}}"
        self._denied = re.compile(rf"(?:^| )(?:{negators}){gap} $")

    def find(self, text: str) -> str | None:
        """The first phrase that is meant, as it was said; None when there is none."""
        return next(iter(self.all(text)), None)

    def all(self, text: str) -> list[str]:
        """Every phrase that is meant, as it was said; one per pattern, none inside of another."""
        line = plain(text)
        for other in self._unless:
            line = other.sub(lambda match: " ".join("/" for _ in match[0].split()), line)
        found: list[tuple[int, int]] = []
        for phrase in self._phrases:
            for match in phrase.finditer(line):
                apart = all(match.end() <= start or end <= match.start() for start, end in found)
                if apart and not self._denied.search(line[: match.start()]):
                    found.append(match.span())
                    break
        return [line[start:end] for start, end in sorted(found)]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{' '.join(_BREAK.sub('', pattern).split())})(?!\S)")


def _literal(phrase: str) -> re.Pattern[str]:
    return _compiled(re.escape(plain(phrase)).replace(r"\ ", " "))
