"""Which tool an utterance asks for, by its likeness to the tools' example phrases."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from configs.script import ToolScript
from services.local.acts import has
from spoken.words import listed, tokens

ENOUGH = 0.55
"""Score (0 to 1) from which a tool is meant."""

EXACT = 0.9
"""Score from which the utterance is one of the phrases."""

NAMED = 0.7
"""Score of an utterance that holds one of the phrases, and other words of weight."""

MARGIN = 0.08
"""By how much the best tool must lead the second."""

_LIKELY = 0.2
"""Score from which a tool may be asked about, where others are as likely."""

_UNKNOWN = 0.3
"""Weight of a word that no phrase holds; one that belongs to a single tool weighs 1."""

SLOT = re.compile(r"\{\s*(\w+)\s*\}")

_STOP = frozenset(
    listed("""
        i i'd i'm i've i'll we we'd a an the to my our please would like want need can could you is it for
        on at me us do and with of that this be have has will um uh hello hi hey in from some any am are so
        just if get got let's lets there what when which okay ok thanks thank yes no
    """)
)
_NOT = ("don't", "not", "never", "dont")


@dataclass(frozen=True)
class Wanted:
    """A tool that is meant."""

    tool: str
    score: float


def _alike(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) > 3 and fuzz.ratio(a, b) >= 82)


def _content(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _STOP]


@lru_cache(maxsize=4096)
def _parsed(phrase: str) -> tuple[list[str], list[str], list[str]]:
    """A phrase's words outside of its slots, its slots, and the words that carry weight."""
    literal = tokens(SLOT.sub(" ", phrase))
    return literal, SLOT.findall(phrase), _content(literal)


def _negated(words: list[str], wanted: list[str]) -> bool:
    return any(
        word in _NOT and any(_alike(w, c) for w in words[at + 1 : at + 4] for c in wanted)
        for at, word in enumerate(words)
    )


def _weights(tools: Mapping[str, ToolScript]) -> dict[str, float]:
    """How telling each word is: 1 divided by the number of tools whose phrases hold it."""
    count: dict[str, int] = {}
    for tool in tools.values():
        for word in {w for phrase in tool.phrases for w in _parsed(phrase)[0]}:
            count[word] = count.get(word, 0) + 1
    return {word: 1 / n for word, n in count.items()}


def _score(
    phrase: str, words: list[str], rest: list[str], filled: frozenset[str], weights: Mapping[str, float]
) -> float:
    literal, slots, wanted = _parsed(phrase)
    if not set(literal) & set(_NOT) and _negated(words, wanted):
        return 0.0
    if literal and not slots:
        if words == literal or fuzz.ratio(" ".join(words), " ".join(literal)) >= 90:
            return 1.0
        if len(literal) > 1 and has(words, literal):
            return EXACT if not set(_content(rest)) - set(literal) else NAMED
    if not wanted:
        # Little more than slots: it fits when they are filled and nothing else of weight was said.
        fits = slots and filled.issuperset(slots) and (not literal or has(words, literal[:1]))
        return (EXACT if not _content(rest) else 0.5) if fits else 0.0
    hits = [word for word in wanted if any(_alike(word, other) for other in words)]
    total = sum(weights.get(word, 1.0) for word in wanted)
    cover = sum(weights.get(word, 1.0) for word in hits) / total
    content = _content(rest)
    known = sum(weights.get(w, _UNKNOWN) for w in content if any(_alike(w, hit) for hit in hits))
    heard = sum(weights.get(w, _UNKNOWN) for w in content)
    precise = known / heard if heard else 1.0
    open_slots = 1 - len(filled.intersection(slots)) / len(slots) if slots else 0.0
    # A phrase that lacks its value needs words of its own: "any time" is not "what time do you {topic}".
    lack = 0.25 if sum(weights.get(word, 1.0) for word in hits) >= 1 else 0.5
    return cover * (0.65 + 0.24 * precise) * (1 - lack * open_slots)


def wanted(
    words: list[str], rest: list[str], tools: Mapping[str, ToolScript], filled: Iterable[str]
) -> Wanted | None:
    """The tool that is meant, if any. `rest`: the words outside of values; `filled`: slots with a value."""
    slots = frozenset(filled)
    scores = _scores(words, rest, tools, slots)
    if not scores or scores[0].score < ENOUGH:
        return None
    if scores[0].score == 1.0:
        return scores[0]
    near = [one for one in scores if scores[0].score - one.score < MARGIN]
    return near[0] if len(near) == 1 else _taker(near, tools, slots)


def rivals(
    words: list[str], rest: list[str], tools: Mapping[str, ToolScript], filled: Iterable[str]
) -> tuple[str, ...]:
    """The tools that are equally likely, most likely first; none when one is meant or none at all."""
    scores = [one for one in _scores(words, rest, tools, frozenset(filled)) if one.score >= _LIKELY]
    near = [one.tool for one in scores if scores[0].score - one.score < MARGIN]
    return tuple(near) if len(near) > 1 else ()


def _scores(
    words: list[str], rest: list[str], tools: Mapping[str, ToolScript], slots: frozenset[str]
) -> list[Wanted]:
    weights = _weights(tools)
    scores = (
        Wanted(name, max((_score(p, words, rest, slots, weights) for p in tool.phrases), default=0.0))
        for name, tool in tools.items()
    )
    return sorted(scores, key=lambda one: -one.score)


def _taker(near: list[Wanted], tools: Mapping[str, ToolScript], filled: frozenset[str]) -> Wanted | None:
    """Of tools that are equally likely, the only one that takes every value that was said."""
    said = filled & {name for tool in tools.values() for name in tool.parameters}
    takers = [one for one in near if said and said <= set(tools[one.tool].parameters)]
    return takers[0] if len(takers) == 1 else None
