"""Home addresses: what is called so, or answers a question for one. A shop's street is none."""

import re
from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.said import HARMLESS, Claim, Said
from spoken.places import NO_SUFFIX, STATE_NAMES, STATES, SUFFIXES, UNITS
from spoken.words import ORDINALS, listed

ENTITY = "address"
_OPEN = (None, HARMLESS, "email", "address", "person_name")
"""What the agent may have asked for, as far as its words tell, while the flow waits for this."""

_LEADS = frozenset(
    listed("""
    is it's its it that's thats that would be at the uh um er yes yeah sure okay so well my address i live
    we're we i'm am are house home located come to over on sir ma'am please now right hmm ship send
    deliver
""")
)
_STOP = frozenset(
    listed("""
    please thanks thank by but because my is i i'd i'm i'll can could what you do that's thats so it's phone
    email number call for if when there where right near they he she we since
""")
)
_PARTS = frozenset(SUFFIXES) | frozenset(NO_SUFFIX) | frozenset(UNITS)
_MOST_WORDS = 26


def _claims(said: Said) -> Iterator[Claim]:
    places = [(cue.last, True) for cue in said.cues if cue.label == ENTITY]
    expected = said.waiting == ENTITY or (said.waiting in _OPEN and bool(said.asked & ADDRESS.asked))
    if expected and not places:
        places = [(0, False)]
    for at, named in places:
        if found := _from(said, at, named=named, alone=expected and len(said.asked) <= 1):
            start, end = found
            yield Claim(start, end, ENTITY, " ".join(said.text[start:end].lower().split()), 56)


def _from(said: Said, at: int, *, named: bool, alone: bool) -> tuple[int, int] | None:
    """The address that begins soon after a word."""
    words = said.words
    while at < len(words) and words[at].text in _LEADS:
        at += 1
    end = _end(said, at)
    texts = [word.text for word in words[at:end]]
    if not texts:
        return None
    number = any(_number(said, n) for n in range(at, end))
    place = bool(_PARTS & set(texts)) or _state(said, at, end)
    if (number and (place or (alone and _zip(texts)))) or (place and (named or alone)) or (alone and number):
        return words[at].start, words[end - 1].end
    if named and words[at].raw[:1].isupper() and len(texts) <= 4:
        return words[at].start, words[end - 1].end
    return None


def _end(said: Said, at: int) -> int:
    """Where the address ends: at a word that none has, or with a sentence."""
    words, end, street = said.words, at, False
    while end < len(words) and end - at < _MOST_WORDS:
        text = words[end].text
        if text == "and" and (not _number(said, end + 1) or street):
            break
        if text in _STOP or (end > at and street and _sentence(said, end)):
            break
        street = street or text in _PARTS
        end += 1
    return end


def _sentence(said: Said, at: int) -> bool:
    """Whether another sentence begins here, and not a part of the address after "St."."""
    gap, before = said.words[at].gap, said.words[at - 1].text
    if re.search(r"[!?;\n]", gap):
        return True
    short = before in SUFFIXES and SUFFIXES[before] != before
    return ". " in gap and not short and not _number(said, at) and said.words[at].text not in _PARTS


def _number(said: Said, at: int) -> bool:
    if at >= len(said.words):
        return False
    text = said.words[at].text
    return text.isdigit() or text in NUMBER_WORDS or text in ORDINALS


def _zip(texts: list[str]) -> bool:
    return any(len(text) == 5 and text.isdigit() for text in texts)


def _state(said: Said, at: int, end: int) -> bool:
    words = said.words[at:end]
    texts = [word.text for word in words]
    if any(tuple(texts[n : n + size]) in STATES for n in range(len(texts)) for size in (1, 2)):
        return True
    return any(word.raw.isupper() and word.raw in STATE_NAMES for word in words)


ADDRESS = Kind(
    ENTITY,
    _claims,
    listed(
        """
        my address is | address is | home address is | i live at | i live on | i live in | we live at |
        we live on | my home address | mailing address is | billing address is | shipping address is |
        home address | my address | your address | the service address | service address is |
        billing address | mailing address | shipping address | street address | ship it to |
        deliver it to | send it out to | my house is at | i'm at | i reside at | we're at |
        my new address is | what address | my place is at | my apartment is at | street and
        """,
        "|",
    ),
    frozenset(("address",)),
)
