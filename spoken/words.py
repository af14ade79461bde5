"""Spoken English as a list of lower-case tokens, and the small numbers that tokens spell."""

import re
from functools import lru_cache

from text_to_num import text2num

_TOKEN = re.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?/\d\d?(?:/\d{2,4})?|\d\d?:\d\d|\d+(?:st|nd|rd|th)\b|\d+|[a-z]+(?:'[a-z]+)*|[#*+]"
)
_MERIDIEM = re.compile(r"\b([ap])\s?\.?\s?m\b\.?(?!')")


def listed(text: str, by: str | None = None) -> list[str]:
    """A table written as one string: its words, or its parts between `by`."""
    return [" ".join(part.split()) for part in text.split(by)]


UNITS = listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""")
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
SMALL = {word: n for n, word in enumerate(UNITS)} | {word: 20 + 10 * n for n, word in enumerate(TENS)}

_ORDINAL_UNITS = listed("""
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth
""")
ORDINALS = {word: n for n, word in enumerate(_ORDINAL_UNITS, 1)} | {"twentieth": 20, "thirtieth": 30}


def tokens(text: str) -> list[str]:
    """The words of `text`: lower case, no punctuation; `10 a.m.` is `10 am`, `10:30` and `3rd` stay whole."""
    return list(_tokens(text))


def forget() -> None:
    """What was said lately is not remembered any more: for words that must not stay in memory."""
    _tokens.cache_clear()


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, ...]:
    plain = text.lower().replace("’", "'").replace("o'clock", "oclock").replace("o' clock", "oclock")
    plain = _MERIDIEM.sub(r"\1m ", plain)
    plain = re.sub(r"(\d)([ap]m)\b", r"\1 \2", plain)
    return tuple(_TOKEN.findall(plain.replace("-", "-" if re.search(r"\d{4}-\d", plain) else " ")))


def normal(text: str) -> str:
    """`text` as its tokens in one line, for comparing sentences."""
    return " ".join(tokens(text))


def cardinal(words: list[str], at: int) -> tuple[int, int] | None:
    """The number from 0 to 99 that starts at `at`, and where it ends; None when there is none."""
    word = words[at] if at < len(words) else ""
    if word.isdigit() and len(word) <= 2:
        return int(word), at + 1
    if word in TENS and at + 1 < len(words) and 1 <= SMALL.get(words[at + 1], 0) <= 9:
        return SMALL[word] + SMALL[words[at + 1]], at + 2
    if word in SMALL:
        return SMALL[word], at + 1
    return None


def ordinal(words: list[str], at: int) -> tuple[int, int] | None:
    """The ordinal from 1 to 99 that starts at `at` (`third`, `3rd`, `twenty first`), and where it ends."""
    word = words[at] if at < len(words) else ""
    if match := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word):
        return int(match[1]), at + 1
    if word in TENS and at + 1 < len(words) and ORDINALS.get(words[at + 1], 10) <= 9:
        return SMALL[word] + ORDINALS[words[at + 1]], at + 2
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    return None


def whole_number(words: list[str], at: int) -> tuple[int, int] | None:
    """The longest number of any size that starts at `at`, and where it ends; None when there is none."""
    for end in range(min(len(words), at + 8), at, -1):
        window = words[at:end]
        if window[-1] in ("and", "a") or window[0] == "and":
            continue
        if len(window) == 1 and window[0].isdigit():
            return int(window[0]), end
        try:
            return text2num(" ".join(window).replace("a hundred", "one hundred"), "en"), end
        except ValueError:
            continue
    return None


def say_number(n: int) -> str:
    """A number from 0 to 99 in words."""
    if n < 20:
        return UNITS[n]
    tens, unit = divmod(n, 10)
    return TENS[tens - 2] + (f" {UNITS[unit]}" if unit else "")


def say_ordinal(n: int) -> str:
    """An ordinal from 1 to 39 in words."""
    for word, value in ORDINALS.items():
        if value == n:
            return word
    tens, unit = divmod(n, 10)
    return f"{TENS[tens - 2]} {_ORDINAL_UNITS[unit - 1]}"
