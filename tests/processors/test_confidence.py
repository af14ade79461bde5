"""How sure the ears are, as each provider puts it."""

from types import SimpleNamespace
from typing import Any

import pytest
from pipecat.frames.frames import TranscriptionFrame

from processors.confidence import confidence_of


def heard(result: Any) -> TranscriptionFrame:
    return TranscriptionFrame("small", "", "", result=result)


@pytest.mark.parametrize(
    ("result", "confidence"),
    [
        ({"ngram": "small", "grammar": "small", "confidence": 0.7}, 0.7),
        (SimpleNamespace(channel=SimpleNamespace(alternatives=[SimpleNamespace(confidence=0.91)])), 0.91),
        ({"channel": {"alternatives": [{"confidence": 0.4}]}}, 0.4),
        ({"alternatives": [{"confidence": 1}]}, 1.0),
        ({"results": [{"alternatives": [{"confidence": 0.5}]}]}, 0.5),
        ({"ngram": "small", "grammar": "", "confidence": 0.0}, None),
        ({"channel": {"alternatives": []}}, None),
        ({"confidence": "high"}, None),
        ({"confidence": 93}, None),
        (None, None),
        ("text", None),
    ],
)
def test_confidence_is_found_where_a_provider_tells_it(result: Any, confidence: float | None) -> None:
    assert confidence_of(heard(result)) == confidence
