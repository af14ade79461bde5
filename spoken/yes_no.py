"""Yes and no."""

import random
from typing import Any

from spoken.base import Found, Setting
from spoken.words import listed

YES = [
    saying.split()
    for saying in listed(
        """
        yes | yeah | yep | yup | sure | correct | right | okay | ok | absolutely | definitely | exactly |
        certainly | perfect | alright | all right | that's right | that is right | that's correct |
        that is correct | go ahead | please do | sounds good | of course | that works | that's fine |
        that is fine | do it | why not | uh huh | mm hmm | book it | that's perfect | that's great |
        sounds great | that's good
        """,
        "|",
    )
]
WHOLE_YES = [["i", "do"], ["i", "would"], ["it", "is"], ["please"], ["i", "think", "so"]]
"""What is a yes only when nothing else is said."""

NO = [
    saying.split()
    for saying in listed(
        """
        no | nope | nah | wrong | incorrect | negative | no way | no thanks |
        no thank you | that's wrong | that is wrong | that's not right | that is not right | not correct |
        that's not correct | that is not correct | not right | not quite | please don't |
        that's incorrect | it isn't | it is not | that isn't right | that's all |
        that is all | nothing else | that will be all | that'll be all | absolutely not |
        definitely not | certainly not | of course not | not exactly | not really | not yet
        """,
        "|",
    )
]

WHOLE_NO = [["don't"], ["do", "not"], ["i", "don't"], ["i", "do", "not"], ["i", "don't", "think", "so"]]
"""What is a no only when nothing else is said."""


_BESIDE = [["please"], ["thanks"], ["thank", "you"], ["oh"], ["um"], ["uh"]]
"""What says neither yes nor no beside one."""


def is_plain_yes(words: list[str]) -> bool:
    """Whether yes is said and nothing else: "yes, please do", but not "yes, wait" or "yes, for two"."""
    if words in WHOLE_YES:
        return True
    at, said = 0, False
    while at < len(words):
        here = [saying for saying in (*YES, *_BESIDE) if words[at : at + len(saying)] == saying]
        if not here:
            return False
        longest = max(here, key=len)
        said = said or longest in YES
        at += len(longest)
    return said


def _sayings(words: list[str], sayings: list[list[str]]) -> Found | None:
    spots = (
        (at, len(saying))
        for saying in sayings
        for at in range(len(words) - len(saying) + 1)
        if words[at : at + len(saying)] == saying
    )
    best = min(spots, key=lambda spot: (spot[0], -spot[1]), default=None)
    return Found(best[0], best[0] + best[1], None, bare=True) if best else None


class YesNoKind:
    """Yes and no; the canonical form is a `bool`. Always bare."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """The first that is said; "that's not right" is a no."""
        if words in WHOLE_YES or words in WHOLE_NO:
            return [Found(0, len(words), words in WHOLE_YES, bare=True)]
        yes, no = _sayings(words, YES), _sayings(words, NO)
        if no and (yes is None or no.start <= yes.start or yes.start >= no.start - 2 > 0):
            return [Found(no.start, no.end, False, bare=True)]
        return [Found(yes.start, yes.end, True, bare=True)] if yes else []

    def spoken(self, value: Any) -> str:
        """`yes` or `no`."""
        return "yes" if value else "no"

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A common way of saying either."""
        return rng.choice(["yes", "yeah", "yes please", "no", "no thanks", "correct", "that's right", "nope"])
