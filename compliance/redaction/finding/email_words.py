"""How far a spoken e-mail address reaches to both sides of its "at"."""

import re

from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.runs import SOFT
from compliance.redaction.finding.said import Said
from spoken.letters import NATO
from spoken.words import listed

_SIGNS = frozenset(listed("dot underscore dash hyphen plus minus period point score"))
_GLUE = re.compile(r"[._+-]+")
_PROVIDERS = frozenset(
    listed("""
    gmail googlemail yahoo hotmail outlook icloud aol protonmail proton msn comcast verizon live me mac
    att gmx fastmail ymail zoho
""")
)
_ENDINGS = frozenset(
    listed("""
    com net org edu gov io co uk me us info biz de ca eu dev app fr es it nl au nz in health care law tech
    online store shop ai tv ch at be se no dk fi ie pl pt br mx
""")
)
_NO_DOMAIN = frozenset(listed("is it's please thanks yes or that's send to email sorry i'm with"))
_INSIDE = frozenset(
    listed("""
    all one word lowercase lower case uppercase upper capital no spaces space uh um er erm then the number
    letter letters double triple together sign symbol as in like for hmm
""")
)
"""Words in an address that are no part of it, or tell how it is written."""

_STOP = frozenset(
    listed("""
    via is it's its it to email mail me my address yes yeah yep sure okay ok that's thats that would be at on
    send reach the use write and or a so well please i i'm am you can your his her our he's she's an of
    with under by him them e was have has what's name says said correct right hi hello thanks actually
    sorry no wait mean from this got sent there bought ordered saw found shop live work we they meet see
    are not just where here
""")
)
_BEFORE = frozenset(listed("via use to is it's be that's email address as mine"))
"""Words after which an address stands though nothing else in it tells."""

_MOST_PLAIN = 3
"""Plain words in a row in front of the "at"; more are a sentence."""


def domain_end(said: Said, at: int, *, named: bool) -> int | None:
    """Index after the last word of a domain that begins at `at`; None when none does."""
    words = said.words
    end = None
    for place in range(at, min(len(words), at + 14)):
        text = words[place].text
        dotted = place > at and (
            words[place - 1].text in ("dot", "period", "point") or words[place].gap == "."
        )
        if dotted and (text in _ENDINGS or (len(text) == 1 and _spelled_ending(said, place))):
            end = place + 1 if text in _ENDINGS else _spelled_ending(said, place)
            ahead = words[end].text if end is not None and end < len(words) else ""
            if ahead not in ("dot", "period", "point") and not (
                end and end < len(words) and words[end].gap == "."
            ):
                return end
        elif text in _NO_DOMAIN:
            break
    if end is not None:
        return end
    for size in (1, 2):
        name = "".join(word.text for word in words[at : at + size])
        if name in _PROVIDERS - {"me", "live", "mac", "proton"} and named:
            return at + size
    return None


def _spelled_ending(said: Said, at: int) -> int | None:
    """ "dot c o m", "dot u k"."""
    for size in (3, 2):
        letters = "".join(word.text for word in said.words[at : at + size] if len(word.text) == 1)
        if len(letters) == size and letters in _ENDINGS:
            return at + size
    return None


def local_start(said: Said, at: int, *, named: bool, domain: str) -> int | None:
    """Index of the first word of what stands in front of the "at"; None when nothing does."""
    words = said.words
    first, plain, certain = at, 0, domain in _PROVIDERS or named
    for place in range(at - 1, max(-1, at - 60), -1):
        text, gap = words[place].text, words[place + 1].gap
        if place + 1 < at and re.search(r"[.?!;:]\s|\n", gap) and not _character(text):
            break
        if text in _SIGNS or (_GLUE.fullmatch(gap) and place + 1 < at):
            certain, plain = True, 0
            first = first if text in _SIGNS else place
            continue
        if _character(text):
            certain, plain, first = True, 0, place
        elif text in _INSIDE or (place and words[place - 1].text == "in" and text not in _STOP):
            continue
        elif text in _STOP or plain >= _MOST_PLAIN or ("," in gap and plain):
            break
        else:
            plain, first = plain + 1, place
    if first < at and first and words[first - 1].text in _BEFORE:
        certain = True
    if certain and first < at and words[first].text in _INSIDE:
        return None
    return first if certain and first < at else None


def _character(text: str) -> bool:
    """A letter, a digit, or a word for one."""
    return (len(text) == 1 and text.isalnum()) or text.isdigit() or text in NUMBER_WORDS or text in _ALPHABET


_ALPHABET = frozenset(NATO) - frozenset(
    listed("mike charlie oscar victor juliet romeo echo delta golf hotel india")
)


_FEW = 4
"""Words of an answer that are the beginning of an address when nothing speaks against it."""

_NO_ADDRESS = frozenset(
    listed("""
    don't do not no none have haven't why what who how when can can't need want hold wait moment second
    sorry repeat hang let check again never rather later nothing any isn't won't skip email mail phone
    call text card number just take account thanks thank next bye hello hi please
""")
)


def fragment(said: Said) -> tuple[int, int] | None:
    """A piece of an address in an answer: signs between words, or spelled letters."""
    words = said.words
    keep = [n for n, word in enumerate(words) if word.text not in _STOP or _spelled_letter(said, n)]
    texts = [words[n].text for n in keep]
    signs = sum(text in _SIGNS for text in texts)
    letters = sum(len(text) == 1 and text.isalpha() for text in texts)
    few = len(keep) <= _FEW and len(texts) + 2 >= len(words)
    if not any(_spells(text) for text in texts) or (
        letters < 3 and any(word.text in _NO_ADDRESS for word in words)
    ):
        return None
    if not keep or (letters < 3 and not (signs and len(texts) <= 12) and not few):
        return None
    return words[keep[0]].start, words[keep[-1]].end


_SCALES = ("hundred", "thousand")


def _spells(text: str) -> bool:
    """Whether a word may be part of a name: no digits, no sound."""
    return not (text in NUMBER_WORDS or text.isdigit() or text in SOFT or text in _SIGNS or text in _SCALES)


def _spelled_letter(said: Said, at: int) -> bool:
    """A letter; an "i" and an "a" only beside another."""
    near = [word.text for word in said.words[max(0, at - 1) : at + 2]]
    return len(said.words[at].text) == 1 and sum(len(text) == 1 or text in _SIGNS for text in near) > 1


def spelled_after(said: Said, end: int) -> tuple[int, int] | None:
    """Letters right after an address that make it clear: "that's j o n"."""
    after = [word for word in said.words if word.start >= end]
    if not after or after[0].text not in ("that's", "thats", "spelled", "that", "and"):
        return None
    letters = []
    for word in after[1:]:
        if len(word.text) == 1 and word.text.isalpha():
            letters.append(word)
        elif letters or word.text not in ("that's", "is", "spelled", "thats"):
            break
    return (letters[0].start, letters[-1].end) if len(letters) > 1 else None
