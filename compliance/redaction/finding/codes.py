"""Letters and digits in a row, as in passports: `AB123456`, "a b one two three", "alpha bravo 12"."""

from dataclasses import dataclass

from compliance.redaction.finding.numerals import item_at
from compliance.redaction.finding.runs import FILLERS
from compliance.redaction.finding.said import Said
from spoken.letters import NATO
from spoken.words import listed

_NATO = {word: word[0] for word in (*NATO, "alfa", "juliett")}
_LEADS = frozenset(
    listed("""
    number is it's its it the that's thats that would be uh um er so of card okay well i think yes sure
    here a no id my code says as follows reads license licence member record policy and ends with begins
    starts was for you sir ma'am please hmm let me see need certainly absolutely course to do have got
    should
""")
)
_MOST_LEADS = 7
_TIMES = {"double": 2, "triple": 3}


@dataclass(frozen=True)
class Code:
    """A row of letters and digits."""

    start: int
    """First character in the text."""
    end: int
    value: str
    """In small letters, without anything between."""

    @property
    def digits(self) -> int:
        """How many of its characters are digits."""
        return sum(c.isdigit() for c in self.value)


def code_after(said: Said, at: int, *, leads: int = _MOST_LEADS) -> Code | None:
    """The first row of letters and digits that begins at a word, or soon after it."""
    for start in range(at, min(len(said.words), at + leads + 1)):
        code = _code(said, start)
        if code and len(code.value) > 1 and (code.digits or len(code.value) > 3):
            return code
        if said.words[start].text not in _LEADS and not (code and len(code.value) == 1):
            return None
    return None


def _code(said: Said, start: int) -> Code | None:
    value, at, end = "", start, start
    while at < len(said.words):
        piece = _piece(said, at, inside=bool(value))
        if piece is None:
            if value and said.words[at].text in FILLERS:
                at += 1
                continue
            break
        if value and "\n" in said.words[at].gap:
            break
        value, at = value + piece[0], piece[1]
        end = at
    return Code(said.words[start].start, said.words[end - 1].end, value) if value else None


def _piece(said: Said, at: int, *, inside: bool) -> tuple[str, int] | None:
    """One or more characters of a code, and where they end."""
    words, word = said.words, said.words[at]
    if word.text in ("i", "a") and word.gap and not _character(said, at + 1):
        return None
    if len(word.text) == 1 and word.text.isalpha() and word.text != "o":
        return word.text, _example(said, at) or at + 1
    if (
        word.text == "o"
        and inside
        and at + 1 < len(words)
        and _lone(words[at - 1].text)
        and _lone(words[at + 1].text)
    ):
        return "o", at + 1
    if item := item_at(words, at, inside=False):
        return item.options[0], item.last
    if word.text in _NATO:
        return _NATO[word.text], at + 1
    if word.text in _TIMES and at + 1 < len(words) and len(words[at + 1].text) == 1:
        return words[at + 1].text * _TIMES[word.text], at + 2
    if word.figures or _glued(said, at):
        return word.text, at + 1
    if word.raw.isupper() and 2 <= len(word.raw) <= 9 and (inside or _character(said, at + 1)):
        return word.text, at + 1
    return None


def _lone(text: str) -> bool:
    return len(text) == 1 and text.isalpha()


def _example(said: Said, at: int) -> int | None:
    """Where "as in boy" after a letter ends."""
    texts = [word.text for word in said.words[at + 1 : at + 4]]
    for size, saying in ((2, ["as", "in"]), (1, ["for"]), (1, ["like"])):
        if texts[:size] == saying and len(texts) > size and texts[size].startswith(said.words[at].text):
            return at + 2 + size
    return None


def _glued(said: Said, at: int) -> bool:
    """Letters that stand in one piece with figures."""
    words = said.words
    before = at > 0 and words[at].gap in ("", "-") and words[at - 1].figures
    after = at + 1 < len(words) and words[at + 1].gap in ("", "-") and words[at + 1].figures
    return (before or after) and len(words[at].text) <= 6


def _character(said: Said, at: int) -> bool:
    """Whether a letter or a digit of a code stands there."""
    if at >= len(said.words):
        return False
    word = said.words[at]
    return (
        len(word.text) == 1
        or word.figures
        or word.text in _NATO
        or item_at(said.words, at, inside=False) is not None
    )
