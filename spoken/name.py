"""People's names, said or spelled."""

import random
from typing import Any

from spoken.base import Found, Setting
from spoken.words import listed, tokens

_LEADS = [
    lead.split()
    for lead in listed(
        """
        my full name is | my name is | my name's | the name is | the name's | name is | this is |
        it's under | it is under | i am called | call me | i am | i'm | it's | it is | that's
        """,
        "|",
    )
]
_SURE = 7
"""How many of the leads (from the front) name a person without a question before them."""

_STOP = frozenset(
    listed("""
        and i i'd i'm i've i'll my the a an to for at on in is would want need like please thanks thank
        calling hi hello here with can could you number phone book cancel move reschedule change from yes
        no not about tomorrow today next this sorry actually um uh er of it that was so but or just
    """)
)
_FIRST = listed("john mary james linda robert susan michael karen david nancy anna peter maria paul laura")
_LAST = listed("smith jones brown miller davis wilson taylor moore clark lewis walker hall young king wright")


def _run(words: list[str], at: int) -> int:
    """Where the name that starts at `at` ends: at a word that no name has, or after four words."""
    end = at
    spelled = at < len(words) and len(words[at]) == 1
    limit = 20 if spelled else 4
    while end < len(words) and end - at < limit and words[end].isascii() and words[end][0].isalpha():
        if words[end] in _STOP and not (spelled and len(words[end]) == 1):
            break
        end += 1
    return end


def _written(words: list[str]) -> str:
    """`john smith` as `John Smith`; single letters are put together: `s m i t h` as `Smith`."""
    parts: list[str] = []
    for word in words:
        if len(word) == 1 and parts and parts[-1].startswith("*"):
            parts[-1] += word
        else:
            parts.append("*" + word if len(word) == 1 else word)
    return " ".join(part.lstrip("*").capitalize() for part in parts)


class NameKind:
    """Names; the canonical form is capitalised: `John Smith`."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """The name after "my name is" and the like; else the whole answer, bare."""
        for index, lead in enumerate(_LEADS):
            for at in range(len(words) - len(lead)):
                start = at + len(lead)
                if words[at:start] == lead and (end := _run(words, start)) > start:
                    return [Found(at, end, _written(words[start:end]), bare=index >= _SURE)]
        start = 0
        while start < len(words) and words[start] in _STOP:
            start += 1
        end = _run(words, start)
        return [Found(start, end, _written(words[start:end]), bare=True)] if end > start else []

    def spoken(self, value: Any) -> str:
        """As it is."""
        return str(value)

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A name from the parameter's `words`, else a common one."""
        if setting.choices:
            value = rng.choice(sorted(setting.choices))
            return " ".join(tokens(rng.choice([*setting.choices[value], value])))
        return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
