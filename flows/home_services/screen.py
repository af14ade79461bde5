"""Is anybody in danger? And what to say at once if so. Pure.

The caller's own words decide, whatever a language model makes of them.
"""

from typing import Literal

from calls.triggers.lexicon import Lexicon

Danger = Literal["fire", "wire_down", "shock", "water", "sparks", "unspecified"]
"""In the order in which they count when several are named."""

_HARMLESS = [
    r"water (?:heater|pump|bill)s?",
    r"hot water",
    r"(?:smoke|fire) (?:detector|alarm|inspection)s?",
    r"spark plugs?",
    r"(?:fire|burn)ed? (?:my|the|our|his|her) (?:old |last )?(?:electrician|contractor)",
]

_SIGNS: dict[Danger, list[str]] = {
    "fire": [
        r"(?:on fire|flames?|smoke|smoking|a fire)",
        r"burning(?: smell)?",
        r"(?:smell|smells|smelled|smelling) (?:\w+ ){0,3}(?:burn\w*|burnt|scorched|smoky)",
        r"(?:melted|melting|scorched|glowing)",
    ],
    "wire_down": [
        r"(?:power )?(?:lines?|wires?|cables?) (?:is |are |came |has come |fell )?down",
        r"fallen (?:wire|line|cable)s?",
    ],
    "shock": [r"shock(?:ed|s)?", r"electrocuted", r"zapped(?: me)?", r"tingl(?:es|ing)"],
    "water": [
        r"(?:flood|flooded|flooding|soaked|dripping|leaking)",
        r"water (?:\w+ ){0,5}(?:outlet|panel|breaker|box|wires?|wiring|lights?|socket|switch|electric\w*)s?",
        r"(?:outlet|panel|breaker|box|socket|light|switch)s? (?:\w+ ){0,3}(?:wet|under water)",
    ],
    "sparks": [r"spark(?:s|ed|ing)?", r"arcing"],
}

_LEXICONS: dict[Danger, Lexicon] = {
    danger: Lexicon(signs, unless=_HARMLESS) for danger, signs in _SIGNS.items()
}

SAFETY: dict[Danger, str] = {
    "fire": "Please don't touch it, and get everybody out. If you see flames or smoke,"
    " hang up now and call 9 1 1.",
    "wire_down": "Please stay at least 30 feet away from it, and keep others away."
    " Then hang up and call 9 1 1.",
    "shock": "Please don't touch it again, and keep others away."
    " If anybody is hurt or feels unwell, hang up now and call 9 1 1.",
    "water": "Please stay out of the water, and don't touch anything electrical, not even the breaker box."
    " If anybody is hurt, hang up now and call 9 1 1.",
    "sparks": "Please keep away from it, and don't touch it."
    " If it catches fire, get out, hang up and call 9 1 1.",
    "unspecified": "Please keep away from it, and don't touch anything."
    " If you see fire, or anybody is hurt, hang up now and call 9 1 1.",
}
"""What is said before anything else."""


def danger_in(text: str) -> Danger | None:
    """The danger that a caller speaks of, if any. "No smoke" is none, and neither is a smoke detector."""
    return next((danger for danger, lexicon in _LEXICONS.items() if lexicon.find(text)), None)
