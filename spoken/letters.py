"""Letters as people spell them: `s m i t h`, `s as in sam`, `sierra`, `double t`."""

from dataclasses import dataclass

from spoken.words import listed

NATO = listed("""
    alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec
    romeo sierra tango uniform victor whiskey xray yankee zulu
""")
_NATO = {word: word[0] for word in NATO} | {"alfa": "a", "juliett": "j", "whisky": "w"}
_WORDS_TOO = frozenset(
    listed("charlie delta echo golf hotel india juliet mike november oscar papa romeo victor")
)
"""Words of the alphabet that are names or words of their own: letters only beside other letters."""

_NAMES = dict(
    zip(
        listed("""
            bee cee see sea dee ee eff gee aitch haitch jay kay el ell em en pee cue queue ar ess tee tea vee
            ex why zee zed are you
        """),
        "bcccdefghhjkllmnpqqrsttvxyzzru",
        strict=True,
    )
)
"""Names of letters as a recogniser may write them: letters only after another letter."""

_SUCH = [["as", "in"], ["like", "in"], ["for"], ["like"]]
_TIMES = {"double": 2, "triple": 3}
_CAPITAL = ("capital", "uppercase", "lowercase")
_FILLERS = ("uh", "um", "er", "then", "and", "letter")


@dataclass(frozen=True)
class Spelled:
    """Letters in a row."""

    text: str
    end: int
    """Index after the last word."""

    count: int
    """How many letters were named, each with a word or more of its own."""

    sure: bool
    """Whether they cannot be words instead."""


def spelled(words: list[str], at: int) -> Spelled | None:
    """The letters that are spelled from `at` on; None when there are none."""
    text, end, count, sure = "", at, 0, False
    while at < len(words):
        one = _letter(words, at, after_letter=bool(text))
        if one is None:
            if text and words[at] in _FILLERS and _letter(words, at + 1, after_letter=False):
                at += 1
                continue
            break
        letters, at, certain = one
        text, end, count, sure = text + letters, at, count + 1, sure or certain
    return Spelled(text, end, count, sure) if text else None


def say_letters(text: str) -> str:
    """Letters one by one: `smith` → `s m i t h`."""
    return " ".join(text.lower())


def _letter(words: list[str], at: int, *, after_letter: bool) -> tuple[str, int, bool] | None:
    """One letter, where it ends, and whether it is nothing else for certain."""
    word = words[at] if at < len(words) else ""
    if word in _CAPITAL:
        return _letter(words, at + 1, after_letter=after_letter)
    if word in _TIMES:
        return _repeated(words, at)
    if word == "x" and words[at + 1 : at + 2] == ["ray"]:
        return "x", at + 2, True
    if len(word) == 1 and word.isalpha():
        example = _example(words, at, word)
        return word, example or at + 1, True
    if after_letter and word in _NAMES:
        return _NAMES[word], at + 1, True
    if word in _NATO:
        return _NATO[word], at + 1, word not in _WORDS_TOO
    return None


def _repeated(words: list[str], at: int) -> tuple[str, int, bool] | None:
    """`double t`. `double u` is the letter w."""
    ahead = words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "double" and ahead in ("u", "you"):
        return "w", at + 2, True
    one = _letter(words, at + 1, after_letter=True) if ahead not in _TIMES else None
    return (one[0] * _TIMES[words[at]], one[1], True) if one else None


def _example(words: list[str], at: int, letter: str) -> int | None:
    """Where `as in sam` after `s` ends."""
    for saying in _SUCH:
        after = at + 1 + len(saying)
        if words[at + 1 : after] == saying and after < len(words) and words[after].startswith(letter):
            return after + 1 if len(words[after]) > 1 else None
    return None
