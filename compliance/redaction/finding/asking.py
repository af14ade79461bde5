"""What somebody asks for, or is about to say."""

from compliance.redaction.finding.reading import BOOK
from compliance.redaction.finding.runs import SOFT
from compliance.redaction.finding.said import HARMLESS, Said, cues_of
from compliance.redaction.finding.words import words_of
from spoken.words import listed

_AGAIN = frozenset(
    listed("repeat again sorry pardon still go continue rest ready digits slowly more next missed remaining")
)
"""Words of a question that asks for nothing new."""

_FEWEST = 4
"""Words of a question that changes the subject."""


def asked_for(text: str, waiting: str | None) -> str | None:
    """What the agent waits for after saying this; `waiting` is what it waited for before."""
    words = words_of(text)
    cues = cues_of(words, BOOK)
    if cues:
        return cues[-1].label
    if "?" in text and len(words) >= _FEWEST and not any(word.text in _AGAIN for word in words):
        return None
    return waiting


def called_last(said: Said) -> str | None:
    """What the caller named and did not tell yet: "my card number is ..."."""
    if not said.cues or said.cues[-1].label == HARMLESS:
        return None
    cue = said.cues[-1]
    if any(run.first >= cue.last for run in said.runs):
        return None
    rest = said.words[cue.last :]
    return cue.label if len(rest) <= 3 and all(word.text in SOFT for word in rest) else None
