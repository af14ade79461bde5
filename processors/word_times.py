"""When each word was heard, wherever a recogniser's own result says so."""

from collections.abc import Mapping, Sequence
from typing import Any

from compliance.redaction.timing import SpokenWord

_PATHS = (
    ("words",),
    ("channel", "alternatives", 0, "words"),
    ("alternatives", 0, "words"),
    ("results", 0, "alternatives", 0, "words"),
)
"""Where providers put it."""


def word_times(result: Any) -> list[SpokenWord]:
    """The words with the milliseconds of the caller's audio at which they sound.

    Providers tell seconds since the first audio that they got. Empty when this one does not tell, or when
    one of its words has no time.
    """
    for path in _PATHS:
        found: Any = result
        for key in path:
            found = _step(found, key)
        if isinstance(found, Sequence) and not isinstance(found, str) and found:
            words = [_word(one) for one in found]
            return [word for word in words if word is not None] if all(words) else []
    return []


def _word(told: Any) -> SpokenWord | None:
    text = _step(told, "punctuated_word") or _step(told, "word") or _step(told, "text")
    start, end = _step(told, "start"), _step(told, "end")
    if not isinstance(text, str) or not isinstance(start, int | float) or not isinstance(end, int | float):
        return None
    return SpokenWord(text, start * 1000, end * 1000)


def _step(value: Any, key: str | int) -> Any:
    if isinstance(key, int):
        is_list = isinstance(value, Sequence) and not isinstance(value, str)
        return value[key] if is_list and len(value) > key else None
    return value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
