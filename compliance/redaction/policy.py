"""What is done with each kind of private data: live, where the model and the tools see it, and stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from configs.redaction_presets import PRESETS, How, Preset, looser


class Looser(ValueError):
    """A policy may only be tightened."""


@dataclass(frozen=True)
class Rule:
    """What is done with one kind."""

    live: How
    stored: How


UNKNOWN = Rule("token", "mask")
"""For a kind that nobody has heard of."""


@dataclass(frozen=True)
class Policy:
    """The rules of a call."""

    rules: Mapping[str, Rule]

    @classmethod
    def of(cls, ways: Mapping[str, tuple[How, How]]) -> "Policy":
        """From what `RedactionBlock.ways` gives: live and stored by kind."""
        return cls({name: Rule(*way) for name, way in ways.items()})

    @classmethod
    def preset(cls, name: Preset = "standard") -> "Policy":
        """A preset as it is."""
        return cls.of(PRESETS[name])

    def rule(self, entity: str) -> Rule:
        """What is done with a kind."""
        return self.rules.get(entity, UNKNOWN)

    def tightened(self, other: "Preset | Mapping[str, Rule]") -> "Policy":
        """With the tighter of both rules for every kind of a preset; or with rules of one's own.

        Raises Looser when one of the given rules lets through more than there is, or does not exist.
        """
        if isinstance(other, str):
            return Policy({**self.rules, **{name: self._both(name, way) for name, way in _preset(other)}})
        for name, rule in other.items():
            here = self.rule(name)
            for place, old, new in (("live", here.live, rule.live), ("stored", here.stored, rule.stored)):
                if looser(new, old):
                    raise Looser(
                        f"{name}: {place} is {old} and cannot become {new}; allowed: the same or tighter"
                    )
        return Policy({**self.rules, **other})

    def _both(self, name: str, way: tuple[How, How]) -> Rule:
        here = self.rule(name)
        return Rule(_tighter(here.live, way[0]), _tighter(here.stored, way[1]))


def _preset(name: str) -> list[tuple[str, tuple[How, How]]]:
    if name not in PRESETS:
        raise Looser(f'there is no preset "{name}"; allowed: {", ".join(PRESETS)}')
    return list(PRESETS[name].items())  # pyright: ignore[reportArgumentType]


def _tighter(one: How, other: How) -> How:
    return other if looser(one, other) else one
