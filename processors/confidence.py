"""How sure an STT is of what it heard, wherever its transcription says so."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipecat.frames.frames import TranscriptionFrame

_PATHS = (
    ("confidence",),
    ("channel", "alternatives", 0, "confidence"),
    ("alternatives", 0, "confidence"),
    ("results", 0, "alternatives", 0, "confidence"),
)
"""Where providers put it in their own result."""


def confidence_of(frame: TranscriptionFrame) -> float | None:
    """0 to 1; None when the provider does not tell, or tells 0 for that."""
    for path in _PATHS:
        found: Any = frame.result
        for key in path:
            found = _step(found, key)
        if isinstance(found, int | float) and 0 < found <= 1:
            return float(found)
    return None


def _step(value: Any, key: str | int) -> Any:
    if isinstance(key, int):
        is_list = isinstance(value, Sequence) and not isinstance(value, str)
        return value[key] if is_list and len(value) > key else None
    return value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
