"""The caller is angry or in distress, or getting there: words, and signals that rise from turn to turn."""

import re

from rapidfuzz import fuzz

from calls.events import CallEvent, Interrupted
from calls.triggers.base import Hit, Turn
from calls.triggers.lexicon import Lexicon, plain
from configs.schema.triggers import AngerTrigger

_VERY = r"(?:(?:so|very|really|extremely|quite|pretty|getting|absolutely|totally|beyond|just) ){0,3}"

DECLARED = [
    rf"""(?:i'm|i am|i feel|makes me|making me|you're making me|we're) {_VERY}(?:angry|furious|livid|
        pissed(?: off)?|outraged|fuming|fed up|upset|mad at|frustrated|scared|terrified|frightened|desperate|
        devastated|panicking|freaking out|at my wits end|overwhelmed|losing it)""",
    r"(?:i've|i have) had (?:it|enough)(?: with (?:you|this|that|it))?",
    r"(?:i can't|i cannot|can't) (?:take|stand|do) (?:this|it|that) (?:any ?more|any longer)",
    r"sick (?:and tired )?of (?:this|you|it|your|being|waiting|talking)",
    r"(?:please )?(?:somebody )?help me please(?: please)*",
    r"i'm (?:begging|crying)",
    r"driving me (?:crazy|nuts|mad|insane)",
]
"""The caller says so."""

CONTEMPT = [
    rf"""(?:this is|that is|it is|this was|that was|it was|this's|that's|it's|this has been) {_VERY}(?:
        ridiculous|unacceptable|outrageous|disgusting|absurd|a joke|insane|unbelievable|appalling|pathetic|
        bullshit|a disgrace|horrible|terrible|awful)""",
    r"^(?:ridiculous|unacceptable|outrageous|unbelievable|disgusting)(?: (?:ridiculous|unacceptable))*$",
    r"""(?:worst|terrible|horrible|lousy|awful) (?:service|company|support|experience|customer service|
        place|office)""",
    r"""(?:stupid|dumb|useless|damn|goddamn|bloody|fucking|idiotic) (?:robot|machine|bot|thing|system|
        computer|phone|company|program|assistant|people)""",
    rf"""you(?:'re| are) {_VERY}(?:useless|stupid|incompetent|an idiot|idiots|no help|worthless|
        hopeless)""",
    r"""(?:what the (?:hell|fuck|heck)|for (?:god's|christ's|fuck's) sake|go to hell|screw you|
        fuck(?: you| this| off)?|fucking|bullshit|shut up|damn it|goddammit)""",
    r"waste of (?:my )?(?:time|money)",
    r"wasting my time",
    r"""(?:i've|i have|i) (?:already |just )?(?:told|said|explained|repeated) (?:to )?(?:you|that|it|this)
        (?:already|twice|before|three times|four times|five times|many times|so many times|a hundred times|
        a thousand times|again and again)""",
    r"how many (?:more )?times (?:do|must|should|have) (?:i|we)",
    r"for the (?:third|fourth|fifth|tenth|hundredth|thousandth|last|millionth) time",
    r"(?:are you (?:even |actually )?listening|you(?:'re| are) not (?:even )?listening|you never listen)",
    r"i hate (?:this|you|your|these)",
]
"""The caller shows it."""

UNLESS = [
    r"(?:stupid|dumb|silly) question",
    r"ridiculously \w+",
    r"(?:angry|mad|furious) (?:birds|max|hatter|fish)",
    r"(?:upset|angry) (?:stomach|tummy)",
    r"(?:scared|terrified|afraid|frightened|nervous) of (?:the )?(?:dentist|dentists|needles?|heights|dogs?)",
]

_SAID_AGAIN = 85
"""Likeness (0 to 100) from which two turns say the same."""
_LONG_ENOUGH = 3
"""Words from which saying the same again is a signal; "yes" twice is none."""
_OFTEN = 2
"""Interruptions between two turns from which they are a signal."""
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_SCREAMED = re.compile(r"!{2,}|\?!")


class Anger:
    """Adds up signals; a calm turn takes one point away."""

    reason = "anger"

    def __init__(self, settings: AngerTrigger) -> None:
        """Calm."""
        also = settings.unless
        self._declared = Lexicon(DECLARED, words=settings.words, unless=UNLESS, also_unless=also, reach=3)
        self._contempt = Lexicon(CONTEMPT, unless=UNLESS, also_unless=also, reach=2)
        self._threshold = settings.threshold
        self._points, self._interruptions, self._before = 0.0, 0, ""

    def see(self, event: CallEvent) -> Hit | None:
        """Interruptions are counted and never fire alone."""
        if isinstance(event, Interrupted):
            self._interruptions += 1
        return None

    def hear(self, turn: Turn) -> Hit | None:
        """One more turn of the caller."""
        if turn.keys is not None:
            return None
        words = [*self._declared.all(turn.text), *self._contempt.all(turn.text)]
        points = 3 * len(self._declared.all(turn.text)) + 2 * len(self._contempt.all(turn.text))
        points += self._signals(turn.text)
        self._points = self._points + points if points else max(0.0, self._points - 1)
        self._interruptions, self._before = 0, plain(turn.text)
        if not points or self._points < self._threshold:
            return None
        self._points = 0.0
        return Hit(self.reason, ", ".join(words) or "raised voice, repetition or interruptions")

    def _signals(self, text: str) -> int:
        """What is louder or more often than in a calm talk."""
        shouted = len(_SHOUTED.findall(text)) >= 2 or bool(_SCREAMED.search(text))
        now = plain(text)
        again = len(now.split()) >= _LONG_ENOUGH and fuzz.ratio(now, self._before) >= _SAID_AGAIN
        return int(shouted) + int(again) + int(self._interruptions >= _OFTEN)
