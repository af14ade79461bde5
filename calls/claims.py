"""Claims: what an agent says that a business has to stand by. Pure.

A claim is of one of four kinds: that something has been done, an amount of money, money back, a day or time
by which something will happen. Questions, conditions and denials claim nothing.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from spoken.words import SMALL, TENS, listed, tokens, whole_number

ClaimKind = Literal["done", "refund", "price", "date"]
CLAIM_KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)


@dataclass(frozen=True)
class Claim:
    """One claim of one sentence."""

    kind: ClaimKind
    text: str
    """The sentence."""

    value: str = ""
    """What was done (`booked`), an amount as digits (`49.5`), or the words of a date (`march 5`)."""


def _any(text: str) -> str:
    """A table of patterns, separated by bars, as one group."""
    return f"(?:{'|'.join(listed(text, '|'))})"


_DEEDS = _any("""
    booked | scheduled | rescheduled | cancelled | canceled | moved | confirmed | ordered | placed | sent |
    processed | issued | submitted | filed | opened | updated | changed | credited | charged | dispatched |
    reserved | registered | removed | deleted | signed up | set up | arranged | approved | waived | extended |
    paid | refunded | written down | noted | set
""")
_DONE = _any("i've | i have | we've | we have")
_BEEN = _any("has been | have been | has now been | has already been")
_IS = _any("you're | you are | it's | it is | that's | that is")
_SAYS_DONE = [re.compile(rf"\b{who} (?:\w+ ){{0,2}}?({_DEEDS})\b") for who in (_DONE, _BEEN, _IS)]

_SAYS_REFUND = [
    re.compile(r"\b(?:i'll|we'll|i will|we will|i'm|i am|we're|going to) (?:\w+ ){0,2}?refund(?:ing)?\b"),
    re.compile(r"\b(?:get|receive|be given|have) (?:\w+ ){0,3}?(?:refund|money back)\b"),
    re.compile(r"\brefund (?:\S+ ){0,4}?(?:is|has been|will be|was) \w+"),
    re.compile(r"\b(?:i've|i have|we've|we have|been|be) (?:\w+ )?refunded\b"),
]

_WILL_HAPPEN = _any("""
    arrive | come | be there | call | ship | be delivered | be ready | be done | be fixed | be sent |
    be here | be credited | be refunded | be processed | get back | reach you | receive | have it | hear from
""")
_PROMISED = re.compile(rf"(?:\b(?:will|going to)|'ll)\b.{{0,40}}?\b{_WILL_HAPPEN}\b")
_MONTH = _any("""
    january | february | march | april | may | june | july | august | september | october |
    november | december
""")
_WHEN = re.compile(
    rf"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_MONTH} \d{{1,2}}"
    r"|(?:in|within|by) (?:\w+ ){0,2}(?:minutes?|hours?|days?|weeks?|noon|\d{1,2} ?[ap]m))\b"
)

_SUPPOSED = _any("""
    if | unless | once | when | whether | before i | as soon as | would you | shall i | should i | can i |
    could i | may i | do you | did you
""")
_CONDITION = re.compile(rf"\b{_SUPPOSED}\b")
"""What makes a whole sentence no claim."""

_DENIAL = re.compile(r"\b(?:\w+n't|not|never|nothing|no longer|cannot|nobody|unable)\b")
"""What makes its own clause no claim."""

_CLAUSES = re.compile(r"[,;:]| - | but ")

_SIGN = re.compile(r"[$€£]\s?(\d[\d,]*(?:\.\d{1,2})?)")
_AMOUNT = re.compile(r"\b(\d[\d,]*(?:\.\d{1,2})?)\s+(?:us )?(?:dollars?|bucks|euros?|pounds?)\b")
_CURRENCY = frozenset(listed("dollar dollars bucks euro euros pound pounds"))
_NUMBER_WORDS = frozenset({*SMALL, *TENS, "hundred", "thousand", "and", "a"})


def claims_in(sentence: str) -> list[Claim]:
    """The claims of one sentence, money first."""
    plain = sentence.lower().replace("’", "'").strip()
    found = [Claim("price", sentence, amount) for amount in amounts(sentence)]
    if plain.endswith("?") or _CONDITION.search(plain):
        return found
    clauses = [clause for clause in _CLAUSES.split(plain) if not _DENIAL.search(clause)]
    for clause in clauses:
        deeds = [match[1] for pattern in _SAYS_DONE if (match := pattern.search(clause))]
        found += [Claim("done", sentence, deed) for deed in deeds[:1]]
        if any(pattern.search(clause) for pattern in _SAYS_REFUND):
            found.append(Claim("refund", sentence))
        if _PROMISED.search(clause):
            found += [Claim("date", sentence, match[0]) for match in _WHEN.finditer(clause)]
    return found


def amounts(text: str) -> list[str]:
    """Every amount of money in a text, as digits: `$1,200`, `49.50 dollars`, `forty dollars`."""
    plain = text.lower()
    found = [match[1] for pattern in (_SIGN, _AMOUNT) for match in pattern.finditer(plain)]
    words = tokens(re.sub(r"[\d.,$€£]+", " ", plain))
    for at, word in enumerate(words):
        if word in _CURRENCY:
            begin = at
            while begin and words[begin - 1] in _NUMBER_WORDS:
                begin -= 1
            number = whole_number(words[begin:at], 0) if begin < at else None
            found += [str(number[0])] if number else []
    return list(dict.fromkeys(map(plain_amount, found)))


def plain_amount(text: str) -> str:
    """`1,200.50` → `1200.5`: two ways of writing one amount are the same text."""
    number = text.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number
