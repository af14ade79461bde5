"""Evidence: what tools and callers have said in a call, against which claims are held. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from calls.claims import Claim, amounts, plain_amount
from spoken.words import listed, normal

_SAME = [
    listed(group)
    for group in (
        "book schedul reserv arrang appointment visit",
        "cancel remov delet",
        "mov reschedul chang updat extend",
        "refund credit",
        "send sent submit fil open regist sign order plac dispatch issu ticket messag not writ",
    )
]
"""Stems of what amounts to the same deed."""

_ANY_DEED = frozenset(listed("confirmed processed set approved"))
"""What may be said of every deed."""


@dataclass(frozen=True)
class Known:
    """What is known before any tool has run; the same for every call of a flow."""

    facts: tuple[str, ...] = ()
    amounts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Known":
        """What texts say that the business stands by."""
        texts = list(texts)
        named = {amount for text in texts for amount in _numbers(text)}
        return cls(tuple(map(normal, texts)), frozenset(named))


NOTHING = Known()


class Evidence:
    """Grows with the call. What backs a claim is a tool's result, or a text that the flow's author wrote.

    What a caller says backs an amount that is only said back to them, and nothing else.
    """

    def __init__(self, known: Known = NOTHING, writes: Iterable[str] = ()) -> None:
        """`writes`: the tools that act."""
        self._known = known
        self._writes = frozenset(writes)
        self._facts: list[str] = []
        self._amounts: set[str] = set()
        self._said: set[str] = set()
        self._found: list[str] = []
        self._acted: list[str] = []

    def tool(self, name: str, result: object) -> None:
        """A tool has answered. A failure backs no deed; the amounts and days that it names may be said.

        A refusal is an answer: what the tool said of the state of things may be quoted.
        """
        texts = list(_texts(result))
        self._facts += [normal(text) for text in texts]
        for text in texts:
            self._amounts |= _numbers(text)
        if not isinstance(result, Mapping):
            return
        told = normal(" ".join((name.replace("_", " "), *texts)))
        if result.get("ok") is True:
            (self._acted if name in self._writes else self._found).append(told)
        elif result.get("error_kind") == "refused":
            self._found.append(told)

    def caller(self, text: str) -> None:
        """The caller said something."""
        self._said |= _numbers(text)

    def backs(self, claim: Claim) -> bool:
        """Whether somebody who knows has said so."""
        if claim.kind == "price":
            return any(claim.value in amounts for amounts in (self._known.amounts, self._amounts, self._said))
        if claim.kind == "date":
            words = normal(claim.value)
            return any(words in text for text in (*self._known.facts, *self._facts))
        return self._is_done(claim.value or "refunded") or self._is_quoted(claim)

    def _is_done(self, deed: str) -> bool:
        """A tool that acts has done this, or what amounts to the same."""
        if deed in _ANY_DEED:
            return bool(self._acted)
        stems = [stem for group in _SAME if any(deed.startswith(one) for one in group) for stem in group]
        stems = stems or [deed[:5]]
        return any(word.startswith(stem) for text in self._acted for word in text.split() for stem in stems)

    def _is_quoted(self, claim: Claim) -> bool:
        """Said word for word by a tool, as a state of things that it has looked up."""
        words = normal(claim.text)
        return any(words in text for text in self._found)


def _texts(result: object) -> Iterator[str]:
    if isinstance(result, Mapping):
        for value in result.values():
            yield from _texts(value)
    elif isinstance(result, list | tuple):
        for value in result:
            yield from _texts(value)
    elif result is not None and not isinstance(result, bool):
        yield str(result)


def _numbers(text: str) -> set[str]:
    """Amounts, and bare numbers: a tool's `total: 49.5` has no currency."""
    return {plain_amount(bare) for bare in re.findall(r"\d[\d,]*(?:\.\d+)?", text)} | set(amounts(text))
