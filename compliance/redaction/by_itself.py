"""Maskers for texts outside of a call: they hide what a text shows by itself."""

from functools import lru_cache

from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy, Rule
from compliance.redaction.redactor import Redactor
from compliance.redaction.safe import Masker
from configs.redaction_presets import Preset


@lru_cache(maxsize=8)
def by_itself(preset: Preset = "standard", keeps: tuple[str, ...] = ()) -> Masker:
    """What a preset masks in what is stored, but for the kinds in `keeps`."""
    rules = {**Policy.preset(preset).rules, **dict.fromkeys(keeps, Rule("keep", "keep"))}
    return Redactor(Policy(rules), Finder())
