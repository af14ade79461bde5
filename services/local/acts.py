"""What a caller may say at any point of any call, and the words for it."""

from typing import Literal

from spoken.words import listed

Act = Literal["repeat", "help", "robot", "person", "goodbye"]


def _table(text: str) -> list[list[str]]:
    return [saying.split() for saying in listed(text, "|")]


SAYINGS: dict[Act, list[list[str]]] = {
    "robot": _table("""
        are you a robot | are you a real person | are you a machine | are you a bot | are you human |
        are you a human | am i talking to a robot | am i talking to a machine |
        am i talking to a real person |
        am i talking to a computer | am i speaking to a robot | is this a robot | is this a machine |
        is this a recording | is this a computer | are you real | are you a computer | are you an ai |
        is this an ai | are you a person
    """),
    "repeat": _table("""
        say that again | say it again | repeat that | repeat it | repeat please | repeat | pardon |
        pardon me | what did you say | come again | what was that | can you repeat | could you repeat |
        once more | one more time | i didn't hear you | i didn't hear that | i didn't catch that | sorry what
        | what | excuse me | again please
    """),
    "help": _table("""
        what can you do | what can i say | what can i do | what are my options | how does this work | help |
        help me | i need help | options | what do you do | what can you help me with | what can you help with
    """),
    "person": _table("""
        speak to a person | talk to a person | speak to a human | talk to a human | speak to someone |
        talk to someone | speak with someone | talk with someone | speak with a person | talk to somebody |
        speak to somebody | a real person | real person | human please | a human | operator | representative |
        receptionist | agent | an agent | transfer me | put me through | speak to an operator |
        connect me to a person | i want a person | a person please | human being
    """),
    "goodbye": _table("""
        goodbye | good bye | bye | bye bye | hang up | i have to go | i've got to go | see you later |
        have a nice day |         have a good day | talk to you later
    """),
}
"""Act to its sayings, as tokens. A single word counts only in a short utterance. Order matters: "are you a
real person" is a question about the machine, not a request for a person."""

_PARDON = _table("sorry | i'm sorry | sorry sorry | oh sorry")
"""What asks to hear it again when nothing else is said."""

FILLERS = frozenset(
    listed("um uh er erm well oh so hmm hm like and okay ok sorry hello hi hey please thanks")
)
"""Words that carry nothing at the start of an utterance."""

CORRECTIONS = _table("""
    make that | make it | i meant | i mean | change it to | change that to | change to | actually | instead |
    sorry | rather | not that | correction | wait
""")
"""What announces that something said before is to be replaced."""


def has(words: list[str], saying: list[str]) -> bool:
    """Whether the saying stands in the words, in one piece."""
    size = len(saying)
    return any(words[at : at + size] == saying for at in range(len(words) - size + 1))


def act_of(words: list[str]) -> Act | None:
    """The act an utterance holds, if any."""
    if words in _PARDON:
        return "repeat"
    short = len([w for w in words if w not in FILLERS]) <= 2
    for act, sayings in SAYINGS.items():
        for saying in sayings:
            if has(words, saying) and (len(saying) > 1 or short or _leaves(act, words, saying)):
                return act
    return None


def _leaves(act: Act, words: list[str], saying: list[str]) -> bool:
    """ "Sorry, wrong number, goodbye": who ends with it leaves."""
    return act == "goodbye" and words[-len(saying) :] == saying


def corrects(words: list[str]) -> bool:
    """Whether an utterance announces a correction."""
    return any(has(words, saying) for saying in CORRECTIONS)
