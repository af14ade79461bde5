"""Yes or no, and choices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.capture.base import CaptureType
from spoken.answers import read_choice, read_yes_no
from spoken.base import Setting
from spoken.choice import ChoiceKind
from spoken.reading import Reading
from spoken.yes_no import YesNoKind


def yes_no_keys(keys: str, setting: Setting) -> Reading:
    """1 is yes, 2 is no."""
    answers = {"1": True, "2": False}
    digits = keys.rstrip("#")
    return Reading(answers[digits]) if digits in answers else Reading(problem="impossible")


YES_NO = CaptureType(
    name="yes_no",
    read=read_yes_no,
    say=YesNoKind().spoken,
    ask=("Yes or no?", "Sorry, is that a yes or a no?"),
    confirm=False,
    keys=yes_no_keys,
    other_ways={
        "keypad": "Please press 1 for yes, or 2 for no.",
        "person": "Let me get somebody who can help.",
    },
    reasons={"unclear": "Sorry, I wasn't sure whether that was a yes."},
    schema={"type": "boolean"},
)
"""Kept as a `bool`."""

CHOICE = CaptureType(
    name="choice",
    read=read_choice,
    say=ChoiceKind().spoken,
    ask=("Which one would you like?", "Sorry, which of them?"),
    confirm=False,
    other_ways={"person": "Let me get somebody who can help."},
    reasons={"several": "I can only take one of them."},
)
"""Kept as the choice's name. What there is to choose from comes with `choice_of`, or with the setting."""


def choice_of(choices: Mapping[str, Sequence[str]], *, ask: Sequence[str] = ()) -> CaptureType:
    """A choice among these: value to its ways of being said. Keys pick by position, counted from 1."""
    names = list(choices)

    def read(said: str, setting: Setting) -> Reading:
        return read_choice(said, replace(setting, choices=choices))

    def keys(pressed: str, setting: Setting) -> Reading:
        at = int(pressed.rstrip("#") or 0)
        return Reading(names[at - 1]) if 1 <= at <= len(names) else Reading(problem="impossible")

    listed = ", ".join(f"{at} for {CHOICE.say(name)}" for at, name in enumerate(names, 1))
    return replace(
        CHOICE,
        read=read,
        keys=keys,
        ask=tuple(ask) or CHOICE.ask,
        other_ways={"keypad": f"Please press {listed}.", **CHOICE.other_ways},
        schema={"type": "string", "enum": names},
    )
