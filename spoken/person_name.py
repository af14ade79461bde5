"""A person's name as an answer: said, spelled, or both. `john smith, s m y t h` is John Smyth."""

import re

from rapidfuzz import fuzz

from spoken.base import Setting
from spoken.correction import segments
from spoken.letters import spelled
from spoken.reading import NOTHING, UNCLEAR, Reading
from spoken.words import listed

_TOKEN = re.compile(r"[a-zà-öø-ÿ]+(?:'[a-zà-öø-ÿ]+)*|-|\d+")
_LEADS = [
    lead.split()
    for lead in listed(
        """
        my full name is | my name is | my name's | the name is | the name's | name is | this is | it's under |
        it is under | i am called | call me | i am | i'm | it's | it is | that's | that would be |
        you can call me | put it under | under | yes | sure | okay | hi | hello | for |
        the patient is | the patient's name is |
        her name is | his name is | well | so
        """,
        "|",
    )
]
_FIRST = [["my", "first", "name", "is"], ["first", "name", "is"], ["first", "name"], ["first", "is"]]
_LAST = [
    lead.split()
    for lead in listed(
        """
        my last name is | last name is | last name | last is | surname is | surname | family name is |
        my surname is
        """,
        "|",
    )
]
_SPELLING = [
    lead.split()
    for lead in listed(
        """
        that is spelled | that's spelled | which is spelled | spelled | spelt | that is spelt | i spell it |
        is spelled | it's spelled | spelling is | spelling that | and that's | that's | it's | that is |
        i'll spell it | let me spell that | let me spell it | spelled with
        """,
        "|",
    )
]
_TITLES = frozenset(listed("mr mrs ms miss mister missus doctor dr professor sir madam"))
_TRAILING = frozenset(
    listed("please thanks thank you here calling speaking by the way sir madam ma'am and my name")
)
_NO_NAME = frozenset(
    listed("""
        i my me you the a an to want need would like can could what when where how why yes no maybe later
        appointment book cancel number phone not don't won't rather prefer is are was were it that this there
        tomorrow today sorry what's know say hello i'd i'll i've i'm please
    """)
)
_MOST_WORDS = 5
_ALIKE = 50
"""Likeness (0 to 100) of a word and letters from which the letters spell the word."""


def read_name(text: str, setting: Setting) -> Reading:
    """A name, capitalised: `Mary Ann O'Brien`. Words that no name has make it none."""
    words = _TOKEN.findall(text.lower().replace("’", "'"))
    pieces = [piece.words for piece in segments(words) if piece.words]
    if not pieces:
        return NOTHING
    read = [_name(words) for words in pieces]
    if len(read) == 1 or read[-1] is None:
        return Reading(_written(read[-1])) if read[-1] else NOTHING
    before, after = read[-2], read[-1]
    if not before or len(after) >= len(before):
        return Reading(_written(after))
    if len(after) == 1 and fuzz.ratio(after[0], before[-1]) >= fuzz.ratio(after[0], before[0]):
        return Reading(_written([*before[:-1], *after]))
    return UNCLEAR


def _name(words: list[str]) -> list[str] | None:
    """The names in lower case; None when there are none."""
    words = _without_lead(words)
    if ordered := _first_and_last(words):
        return ordered
    names: list[str] = []
    at = 0
    while at < len(words) and len(names) < _MOST_WORDS:
        if (skip := _starts(words, at, _SPELLING)) and spelled(words, at + skip):
            at += skip
            continue
        if words[at] in _TITLES and not names:
            at += 1
            continue
        if words[at] in _TRAILING and names:
            break
        letters = spelled(words, at)
        if letters and (len(words[at]) == 1 or letters.count > 1 or words[at] in ("double", "triple")):
            if letters.count == 1 and letters.end < len(words) and words[at] in ("o", "d"):
                names.append(f"{words[at]}'{words[letters.end]}")
                at = letters.end + 1
                continue
            names, at = _with_spelling(names, letters.text), letters.end
            continue
        if words[at] == "-" or words[at] in ("hyphen", "dash"):
            if not names or at + 1 >= len(words):
                return None
            names[-1] += f"-{words[at + 1]}"
            at += 2
            continue
        if words[at] == "with":
            return names if _contains(names, words[at + 1 :]) else None
        if words[at].isdigit() or words[at] in _NO_NAME:
            break
        names += [words[at]] if names[-1:] != [words[at]] else []
        at += 1
    return names or None


def _contains(names: list[str], words: list[str]) -> bool:
    """Whether `an h` after `hannah with` agrees with what was understood."""
    letters = spelled([word for word in words if word not in ("a", "an")], 0)
    return letters is not None and any(letters.text in name for name in names)


def _with_spelling(names: list[str], letters: str) -> list[str]:
    """Letters take the place of the word that they spell; letters for nothing said before are a name."""
    if len(letters) < 2:
        return [*names, letters]
    for at in reversed(range(len(names))):
        if fuzz.ratio(names[at], letters) >= _ALIKE:
            return [*names[:at], letters, *names[at + 1 :]]
    return [*names, letters]


def _first_and_last(words: list[str]) -> list[str] | None:
    """ "Last name smith, first name john"."""
    places = [
        (at, at + size, kind)
        for kind, leads in (("first", _FIRST), ("last", _LAST))
        for at in range(len(words))
        if (size := _starts(words, at, leads))
    ]
    starts = sorted(places)
    places = [one for n, one in enumerate(starts) if not n or one[0] >= starts[n - 1][1]]
    if len({kind for _, _, kind in places}) < 2:
        return None
    parts = {}
    for n, (_, after, kind) in enumerate(places):
        until = places[n + 1][0] if n + 1 < len(places) else len(words)
        part = _name([word for word in words[after:until] if word not in ("and", "my")])
        if not part:
            return None
        parts[kind] = part
    return [*parts["first"], *parts["last"]]


def _starts(words: list[str], at: int, leads: list[list[str]]) -> int:
    """How many words of the longest lead stand at `at`; 0 = none."""
    return max((len(lead) for lead in leads if words[at : at + len(lead)] == lead), default=0)


def _without_lead(words: list[str]) -> list[str]:
    size = _starts(words, 0, _LEADS)
    return _without_lead(words[size:]) if size else words


def _written(names: list[str]) -> str:
    return " ".join("-".join(_capital(part) for part in name.split("-")) for name in names)


def _capital(name: str) -> str:
    if match := re.fullmatch(r"(o'|d'|mc)([a-z]{2,})", name):
        return match[1].capitalize() + match[2].capitalize()
    return name[:1].upper() + name[1:]


def say_name_spelled(value: str) -> str:
    """A name with its last word spelled, to be confirmed: `John Smith, s m i t h`."""
    last = re.sub(r"[^a-z]", "", value.lower().split()[-1]) if value.split() else ""
    return f"{value}, {' '.join(last)}" if last else value
