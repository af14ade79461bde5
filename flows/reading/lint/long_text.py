"""Texts that nobody can keep in mind until they end."""

import re
from collections.abc import Iterator

from configs.problems import KeyPath, Problem
from flows.reading.lint.subject import Subject
from flows.reading.script_texts import every_text

MAX_SECS = 15.0
"""Seconds that a caller listens without a chance to speak before they have forgotten how it began."""

WORDS_PER_SEC = 2.5
"""How fast a telephone voice reads: 150 words a minute."""

WORDS_OF_A_VALUE = 4
"""Words that stand for a placeholder: a date with its time, a phone number in groups."""

_QUOTED = re.compile(r'"([^"]+)"')
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def too_long_to_listen_to(subject: Subject) -> Iterator[Problem]:
    """What is said in one go and takes too long: sentences of the script, actions, quotes in a prompt."""
    for place, text in _of_the_flow(subject):
        if problem := _judged(text):
            yield subject.lines.problem(place, *problem, "warning")
    if subject.script and subject.script_lines:
        for place, text in every_text(subject.script):
            if problem := _judged(text):
                yield subject.script_lines.problem(place, *problem, "warning")


def spoken_secs(text: str) -> float:
    """About how long a voice needs for a text, in seconds."""
    values = len(_PLACEHOLDER.findall(text))
    words = len(_PLACEHOLDER.sub(" ", text).split())
    return (words + values * WORDS_OF_A_VALUE) / WORDS_PER_SEC


def _judged(text: str) -> tuple[str, str] | None:
    secs = spoken_secs(text)
    if secs <= MAX_SECS:
        return None
    message = f"takes about {secs:.0f} s to say: on the phone nobody keeps more than {MAX_SECS:.0f} s in mind"
    return (
        message,
        f"say it in at most {MAX_SECS * WORDS_PER_SEC:.0f} words, or in steps with a question between",
    )


def _of_the_flow(subject: Subject) -> Iterator[tuple[KeyPath, str]]:
    for place, text in subject.shape.goodbyes():
        yield place, text
    for place, text in subject.shape.prompts():
        if "task_messages" not in place and "role_message" not in place:
            yield place, text
        else:
            # A model makes its own sentences; what stands in quotes it is told to say as it is.
            yield from ((place, quoted) for quoted in _QUOTED.findall(text))
