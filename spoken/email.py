"""E-mail addresses as people say them: `john underscore smith at gmail dot com`, spelled or in words."""

import random
import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from spoken.base import Found, Setting
from spoken.correction import segments
from spoken.dictation import runs
from spoken.letters import say_letters, spelled
from spoken.reading import NOTHING, SEVERAL, UNCLEAR, Reading
from spoken.words import UNITS, listed

_WRITTEN = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+|[@._+-]")
_VALID = re.compile(
    r"(?=.{6,254}$)[a-z0-9_](?:[a-z0-9_+-]|\.(?!\.))*(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
)
_SIGNS = [
    (saying.split(), sign)
    for saying, sign in (
        ("at sign", "@"),
        ("at symbol", "@"),
        ("at", "@"),
        ("full stop", "."),
        ("dot", "."),
        ("period", "."),
        ("point", "."),
        ("under score", "_"),
        ("underscore", "_"),
        ("hyphen", "-"),
        ("dash", "-"),
        ("minus", "-"),
        ("plus sign", "+"),
        ("plus", "+"),
    )
]
_NO_DIGITS = frozenset(saying[0] for saying, _ in _SIGNS) | {"o"}
_SAY_SIGN = {".": "dot", "_": "underscore", "-": "dash", "+": "plus", "@": "at"}
_WHOLE = {
    "gmail": "gmail.com",
    "googlemail": "googlemail.com",
    "yahoo": "yahoo.com",
    "hotmail": "hotmail.com",
    "outlook": "outlook.com",
    "icloud": "icloud.com",
    "aol": "aol.com",
    "protonmail": "protonmail.com",
    "proton": "proton.me",
    "msn": "msn.com",
    "comcast": "comcast.net",
    "verizon": "verizon.net",
}
"""Providers whose name stands for the whole domain."""

_JOINED = [
    (["g", "mail"], "gmail"),
    (["hot", "mail"], "hotmail"),
    (["i", "cloud"], "icloud"),
    (["out", "look"], "outlook"),
    (["proton", "mail"], "protonmail"),
    (["a", "o", "l"], "aol"),
    (["m", "s", "n"], "msn"),
    (["google", "mail"], "googlemail"),
]
_ENDINGS = frozenset(listed("com net org edu gov io co uk me us info biz de ca eu dev app"))
_SAID_WHOLE = frozenset(_WHOLE) | _ENDINGS
_LEADS = [
    lead.split()
    for lead in listed(
        """
        my email address is | my e mail address is | my email is | my e mail is | email address is |
        the email is | email is | email me at | you can email me at | you can reach me at | reach me at |
        send it to | that would be | that'd be | that is | that's | it's | it is | it would be | sure |
        yes | okay | address is | the address is | so | well | it's going to be | this is | i think it's
        """,
        "|",
    )
]
_IGNORED = [
    saying.split()
    for saying in listed(
        """
        all one word | one word | all lower case | all lowercase | lower case | lowercase | no spaces |
        no space | all together | altogether | uh | um | er | erm | please | thanks | thank you | the number |
        the letter | and then | then | all caps | all in one word | the word
        """,
        "|",
    )
]
_MOST_WORDS = 3
"""Words that may stand before the "at". More of them without one are a sentence and no address."""

_ALIKE = 60
"""Likeness (0 to 100) of a word and letters from which the letters spell the word."""


@dataclass(frozen=True)
class _Part:
    text: str
    letters: int = 0
    """How many of its letters were spelled."""

    sure: bool = True


def read_email(text: str, setting: Setting) -> Reading:
    """An address in lower case."""
    plain = text.lower().replace("’", "'")
    written = list(dict.fromkeys(_WRITTEN.findall(plain)))
    if len(written) > 1 and not _taken_back(plain):
        return SEVERAL
    if written:
        return _checked(written[-1])
    pieces = [piece.words for piece in segments(_TOKEN.findall(plain))]
    readings = [_address(words) for words in pieces if words]
    whole = [reading for reading in readings if reading.value]
    if len(pieces) > 1 and whole and readings[-1].value is None:
        return _repaired(whole[-1].value, pieces[-1])
    if whole:
        return whole[-1]
    if len(pieces) > 1:
        return _resumed(pieces)
    return readings[-1] if readings else NOTHING


def _taken_back(text: str) -> bool:
    return len(segments(_TOKEN.findall(text))) > 1


def _resumed(pieces: list[list[str]]) -> Reading:
    """A correction before the address was whole: "john no jon at ..."; what it replaces is a word like it."""
    before, after = pieces[-2], pieces[-1]
    if not before or not after or len(pieces) > 2 or len(before) < 1:
        return UNCLEAR
    start = _parts(_without_lead(before))
    head = _parts(_without_lead(after))
    if not start or not head or fuzz.ratio(start[-1].text, head[0].text) < _ALIKE:
        return UNCLEAR
    return _assembled([*start[:-1], *head])


def _repaired(value: str, words: list[str]) -> Reading:
    """An address of which a part is said anew after it."""
    parts = _parts(_without_lead(words))
    said = "".join(part.text for part in parts)
    local, _, domain = value.partition("@")
    if "@" in said or not said:
        head, _, tail = said.partition("@")
        tail = _domain(tail) if tail else domain
        return _checked(f"{head or local}@{tail}") if said else UNCLEAR
    if said in _WHOLE or ("." in said and said.rpartition(".")[2] in _ENDINGS):
        return _checked(f"{local}@{_domain(said)}")
    near = fuzz.ratio(said, local), fuzz.ratio(said, domain.partition(".")[0])
    if max(near) < _ALIKE or min(near) >= _ALIKE:
        return UNCLEAR
    if near[0] > near[1]:
        return _checked(f"{said}@{domain}")
    return _checked(f"{local}@{said}.{domain.partition('.')[2]}")


def _address(words: list[str]) -> Reading:
    parts = _parts(_without_lead(words))
    return _assembled(parts) if parts else NOTHING


def _assembled(parts: list[_Part]) -> Reading:
    parts = _once(parts)
    if not all(part.sure for part in parts):
        return UNCLEAR
    whole, spelled_after = _split_clarification(parts)
    text = "".join(part.text for part in whole)
    local, sign, domain = text.rpartition("@")
    if not sign and sum(part.text.isalpha() and not part.letters for part in whole) > _MOST_WORDS:
        return NOTHING
    if not sign or not domain:
        begun = local if sign else text
        return Reading(problem="incomplete", partial=begun) if begun else NOTHING
    if "@" in local:
        return UNCLEAR
    domain = _domain(domain)
    if "." not in domain:
        return Reading(problem="incomplete", partial=text)
    if spelled_after:
        return _repaired(f"{local}@{domain}", [*spelled_after])
    return _checked(f"{local}@{domain}")


def _split_clarification(parts: list[_Part]) -> tuple[list[_Part], list[str]]:
    """ "... at gmail dot com that's j o n": the address, and the letters that make a part of it clear."""
    at = next((n for n, part in enumerate(parts) if part.text == "\n"), None)
    if at is None:
        return parts, []
    after = [list(part.text) if part.letters else [part.text] for part in parts[at + 1 :]]
    return parts[:at], [word for words in after for word in words]


def _domain(text: str) -> str:
    return _WHOLE.get(text, text)


def _checked(address: str) -> Reading:
    return Reading(address) if _VALID.fullmatch(address) else Reading(problem="impossible")


def _once(parts: list[_Part]) -> list[_Part]:
    """ "smith s m y t h", "john smith j o n s m i t h": the letters in place of what they spell."""
    kept: list[_Part] = []
    for part in parts:
        if part.letters >= 3:
            kept = kept[: len(kept) - _spelled_words(kept, part.text)]
        kept.append(part)
    return kept


def _spelled_words(parts: list[_Part], letters: str) -> int:
    """How many of the last words the letters spell; 0 = none."""
    best, count, said = (_ALIKE, 0), 0, ""
    for part in reversed(parts):
        if part.letters or not part.text.isalpha():
            break
        count, said = count + 1, part.text + said
        best = max(best, (round(fuzz.ratio(said, letters)), count))
    return best[1]


def _without_lead(words: list[str]) -> list[str]:
    shorter = next((words[len(lead) :] for lead in _LEADS if words[: len(lead)] == lead), None)
    return words if shorter is None else _without_lead(shorter)


def _parts(words: list[str]) -> list[_Part]:
    """The words as pieces of an address: signs, words, digits and spelled letters."""
    parts: list[_Part] = []
    at = 0
    while at < len(words):
        part, at = _part(words, at, bool(parts) and any("@" in one.text for one in parts))
        if part:
            parts.append(part)
    return parts


def _part(words: list[str], at: int, in_domain: bool) -> tuple[_Part | None, int]:
    for saying in _IGNORED:
        if words[at : at + len(saying)] == saying:
            return None, at + len(saying)
    if words[at] in ("that's", "thats", "spelled") and at + 1 < len(words):
        return (_Part("\n") if in_domain else None), at + 1
    for saying, sign in _SIGNS:
        if words[at : at + len(saying)] == saying:
            return _Part(sign), at + len(saying)
    for saying, name in _JOINED:
        if in_domain and words[at : at + len(saying)] == saying:
            return _Part(name), at + len(saying)
    word = words[at]
    if not word[0].isalnum():
        return _Part(word), at + 1
    if digits := _digits(words, at):
        return digits
    letters = spelled(words, at)
    if letters and (len(word) == 1 or letters.count > 1 or word in ("double", "triple", "capital")):
        certain = letters.sure or len(letters.text) == 1
        return _Part(letters.text, letters.count, certain), letters.end
    return _Part(word.replace("'", "")), at + 1


def _digits(words: list[str], at: int) -> tuple[_Part, int] | None:
    # In an address, "dash" and "point" between digits are signs and no pauses, and "o" is a letter.
    until = next((n for n in range(at, len(words)) if words[n] in _NO_DIGITS), len(words))
    found = [run for run in runs(words[at:until]) if run.start == 0]
    if not found or words[at] in ("o", "oh", "tree") or not found[0].clean:
        return None
    options = found[0].readings
    return _Part(options[0], sure=len(options) == 1), at + found[0].end


class EmailKind:
    """Addresses in lower case."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """The whole utterance as an address, bare. The words hold no punctuation: signs are to be said."""
        reading = read_email(" ".join(words), setting)
        return [Found(0, len(words), reading.value, bare=True)] if reading.value else []

    def spoken(self, value: Any) -> str:
        """Letter by letter, but for endings and providers that everybody knows."""
        local, _, domain = str(value).partition("@")
        return f"{_say(local, frozenset())} at {_say(domain, _SAID_WHOLE)}"

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A name and a provider; now and then spelled, or with a number."""
        name = rng.choice(["john", "mary", "peter", "linda", "susan"])
        last = rng.choice(["smith", "jones", "walker", "hall", "wright"])
        link = rng.choice(["", " dot ", " underscore ", " "])
        said = f"{name}{link}{last}" if link else say_letters(last)
        number = rng.choice(["", "", f" {UNITS[rng.randint(2, 9)]} {UNITS[rng.randint(0, 9)]}"])
        host = rng.choice(["gmail dot com", "yahoo dot com", "example dot org", "hotmail dot com"])
        return f"{said}{number} at {host}"


def _say(text: str, whole: frozenset[str]) -> str:
    pieces = re.findall(r"[a-z0-9]+|[._+-]", text)
    return " ".join(
        _SAY_SIGN.get(piece) or (piece if piece in whole else _by_character(piece)) for piece in pieces
    )


def _by_character(text: str) -> str:
    return " ".join(UNITS[int(c)] if c.isdigit() else c for c in text)
