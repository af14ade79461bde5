"""How long the carrier's voice takes."""

WORDS_PER_SEC = 2.6
PLAY_SECS = 3.0
"""A recording of unknown length."""


def spoken_secs(text: str) -> float:
    """Seconds that it takes to say `text`."""
    return max(0.5, len(text.split()) / WORDS_PER_SEC)
