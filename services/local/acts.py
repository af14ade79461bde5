"""What a caller may say at any point of any call, and the words for it."""

from typing import Literal

from spoken.words import listed

Act = Literal["repeat", "help", "robot", "person", "goodbye", "slower", "restart", "back", "skip", "cancel"]

MENDS: dict[Act, str] = {
    "repeat": "repeat_that",
    "robot": "are_you_a_robot",
    "slower": "speak_slower",
    "restart": "start_over",
    "back": "go_back",
    "skip": "skip_question",
    "cancel": "cancel_request",
}
"""Act to the repair command that does it, where a flow offers it."""

NEEDS_ITS_TOOL: frozenset[Act] = frozenset({"slower", "restart", "back", "skip", "cancel"})
"""Acts that the engine cannot do without the command, so that their words mean nothing where it is off."""

_ROOM = 3
"""How many words an utterance may have besides such an act's: "I'll go back to work at ten" is none."""


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
    "slower": _table("""
        slower | slow down | more slowly | too fast | speak slower | talk slower | not so fast |
        speak more slowly | talk more slowly | a bit slower | a little slower | slower please
    """),
    "restart": _table("""
        start over | start again | start all over | begin again | start from the beginning |
        start from the top | from the beginning | from the start | restart
    """),
    "back": _table("""
        go back | go back please | back up | one step back | go back one | go back one step |
        the previous question | the question before | take me back | go back a step
    """),
    "skip": _table("""
        skip that | skip it | skip this | skip the question | skip this question | skip | next question |
        i'd rather not say | i would rather not say | i'd rather not | prefer not to say |
        i don't want to say | leave that out | leave it out | leave it blank | leave it empty
    """),
    "cancel": _table("""
        cancel that | cancel this | cancel | stop this | forget it | forget about it | forget that |
        never mind | nevermind | let's leave it | drop it | i changed my mind
    """),
}
"""Act to its sayings, as tokens. A single word counts only in a short utterance. Order matters: "are you a
real person" is a question about the machine, not a request for a person."""

_DENIALS = frozenset({"don't", "not", "never", "without", "needn't"})
_DENIAL_REACH = 4
"""Words before a saying in which a "not" still denies it."""

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
                if act in NEEDS_ITS_TOOL and _much_more(words, saying):
                    continue
                if act == "person" and _denied(words, saying):
                    continue
                return act
    return None


def _much_more(words: list[str], saying: list[str]) -> bool:
    return len([word for word in words if word not in FILLERS]) > len(saying) + _ROOM


def _denied(words: list[str], saying: list[str]) -> bool:
    """ "I don't need to talk to a person"."""
    size = len(saying)
    at = next(at for at in range(len(words) - size + 1) if words[at : at + size] == saying)
    return not _DENIALS.isdisjoint(words[max(0, at - _DENIAL_REACH) : at])


def _leaves(act: Act, words: list[str], saying: list[str]) -> bool:
    """ "Sorry, wrong number, goodbye": who ends with it leaves."""
    return act == "goodbye" and words[-len(saying) :] == saying


def corrects(words: list[str]) -> bool:
    """Whether an utterance announces a correction."""
    return any(has(words, saying) for saying in CORRECTIONS)
