"""A text as words that know where they stand in it."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number in figures. Signs are no words: they stand in the gaps."""

    text: str
    """In small letters; figures in ASCII."""

    start: int
    end: int
    gap: str
    """What stands between the word before and this one."""

    raw: str
    """As it stands in the text."""

    @property
    def figures(self) -> bool:
        """Whether it is written in figures only."""
        return self.text.isdigit()


def words_of(text: str) -> list[Word]:
    """Every word of a text, in order."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        raw = match[0]
        word = raw.lower().replace("’", "'")
        if not word.isascii() and word.isdecimal():
            word = "".join(str(int(c)) for c in word)
        found.append(Word(word, match.start(), match.end(), text[end : match.start()], raw))
        end = match.end()
    return found


def glued(words: list[Word], at: int) -> bool:
    """Whether figures stand in one piece with letters, as in `AB12` and `4pm`."""
    here = words[at]
    before = at > 0 and here.gap in ("", "_") and not words[at - 1].figures
    after = at + 1 < len(words) and words[at + 1].gap in ("", "_") and not words[at + 1].figures
    return before or after
