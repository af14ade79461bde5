"""Names of people: what is called a name, or answers a question for one. No list of names is needed."""

import re
from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.runs import FILLERS
from compliance.redaction.finding.said import HARMLESS, Claim, Said
from spoken.letters import spelled
from spoken.words import listed

ENTITY = "person_name"
_OPEN = (None, HARMLESS, "email", "address", "person_name")
"""What the agent may have asked for, as far as its words tell, while the flow waits for this."""

_WEAK = [
    saying.split() for saying in listed("this is | i'm | i am | it's | speaking to | ask for | call me", "|")
]
"""What stands before a name and before much else: only a capital, or "speaking" behind, makes it one."""

_LEADS = frozenset(
    listed("""
    is it's it that's thats that would be uh um er yes yeah sure okay so well hi hello my name the mr mrs
    ms miss mister missus dr doctor professor under a good morning afternoon evening of course name's
    first last surname full this i'm am i family maiden hey put for
""")
)
_STOP = frozenset(
    listed("""
    and please thanks thank you here calling speaking by sir madam ma'am with from at on in for to but i
    i'd i'm i've i'll my is was are were it it's that's what when where how who can could would want need
    like have has had just not don't no yes phone number email address about the a an there this of as or
    so if also because she he they we spelled spelling spelt appointment book cancel tomorrow today now
    again up out your date birth been right correct sorry wait actually mean wanted trying looking hoping
    fine good great okay alright ready sure interested happy glad afraid late going urgent which card
    account order new old born hang hold let check look moment second number
""")
)
_MOST = 4
_LONGEST_ANSWER = 14
"""Words of an answer, letters not counted, in which a name is looked for without its being called one."""

_TITLES = frozenset(listed("mr mrs ms miss mister missus dr doctor professor"))
_BEHIND = (["speaking"], ["calling"], ["here"])


def _claims(said: Said) -> Iterator[Claim]:
    yield from _named(said)
    yield from _weak(said)
    expected = said.waiting == ENTITY or (said.waiting in _OPEN and bool(said.asked & PERSON_NAME.asked))
    if (
        expected
        and not any(cue.label == ENTITY for cue in said.cues)
        and sum(len(word.text) > 1 for word in said.words) <= _LONGEST_ANSWER
    ):
        found = _from(said, 0)
        if found:
            yield _claim(said, *found, 54)


def _named(said: Said) -> Iterator[Claim]:
    for cue in said.cues:
        if cue.label != ENTITY:
            continue
        found = _from(said, cue.last)
        if found:
            yield _claim(said, *found, 57)


def _weak(said: Said) -> Iterator[Claim]:
    """ "This is John Smith", "it's John speaking"."""
    texts = [word.text for word in said.words]
    for lead in _WEAK:
        for at in range(len(texts)):
            if texts[at : at + len(lead)] != lead:
                continue
            start = at + len(lead)
            end = _end(said, start)
            behind = any(texts[end : end + len(one)] == one for one in _BEHIND)
            capital = all(word.raw[:1].isupper() and not word.raw.isupper() for word in said.words[start:end])
            if end > start and (behind or (capital and lead[0] != "it's")) and not _number(said, start, end):
                yield _claim(said, start, end, 53)


def _from(said: Said, at: int) -> tuple[int, int] | None:
    """The words of the name that begins soon after a word."""
    while at < len(said.words) and said.words[at].text in _LEADS | FILLERS and not _letters(said, at):
        at += 1
    end = _end(said, at)
    return (at, end) if end > at and not _number(said, at, end) else None


def _end(said: Said, at: int) -> int:
    """Where the name ends: at a word that none has, after four words, or after the letters that spell it."""
    words, end, plain = said.words, at, 0
    while end < len(words) and plain < _MOST:
        if letters := _letters(said, end):
            return letters
        text = words[end].text
        if end > at and re.search(r"[.?!;]\s|\n", words[end].gap) and words[end - 1].text not in _TITLES:
            break
        if text in _STOP or text in FILLERS or text in NUMBER_WORDS or not text[0].isalpha():
            break
        plain += 1
        end += 1
    return _with_spelling(said, end)


def _with_spelling(said: Said, end: int) -> int:
    """Letters that spell the name belong to it: "smith, that's s m i t h"."""
    place = end
    while place < min(len(said.words), end + 4):
        if letters := _letters(said, place):
            return letters
        if said.words[place].text not in (
            "that's",
            "thats",
            "spelled",
            "that",
            "is",
            "spelling",
            "it's",
            "which",
        ):
            return end
        place += 1
    return end


def _letters(said: Said, at: int) -> int | None:
    """Where letters in a row end; None when none begin here."""
    texts = [word.text for word in said.words]
    found = spelled(texts, at)
    return found.end if found and found.count > 1 and found.sure else None


def _number(said: Said, start: int, end: int) -> bool:
    return any(word.figures for word in said.words[start:end])


def _claim(said: Said, first: int, last: int, weight: int) -> Claim:
    start, end = said.words[first].start, said.words[last - 1].end
    return Claim(start, end, ENTITY, " ".join(said.text[start:end].lower().split()), weight)


PERSON_NAME = Kind(
    ENTITY,
    _claims,
    listed(
        """
        my name is | my name's | name is | full name is | full name | the name for | a name for |
        first name is | last name is | first name | last name | my last name | my first name |
        surname is | surname | maiden name is | maiden name | your name | the patient is |
        patient's name is | patient name | her name is | his name is | name on the card is |
        name on the account is | the name's | name's | may i have your name | who am i speaking with |
        cardholder name | cardholder is | account holder is | emergency contact is | under the name |
        name on it is | who's calling | mother's maiden name is | who am i speaking to |
        cardholder's name is | i am called | they call me
        """,
        "|",
    ),
    frozenset(("name",)),
)
