"""`turns:` — when the caller has finished, and what silence means."""

from typing import Literal

from pydantic import Field

from configs.schema.base import Block


class SilenceLadder(Block):
    """What happens while the caller says nothing: ask, ask again, say goodbye."""

    after_secs: float = Field(default=8.0, gt=0, le=120)
    """Seconds of silence before each step."""

    ask: str = "Are you still there?"
    """Said at the first step."""

    ask_again: str = "I'm still here. Take your time, or say goodbye if you're done."
    """Said at the second step."""

    goodbye: str = "I can't hear anything, so I'll end the call here. Please call back any time. Goodbye."
    """Said at the last step, before the call ends."""


class TurnsBlock(Block):
    """Turn-taking."""

    end_of_turn: Literal["smart", "silence"] = "smart"
    """`smart`: the Smart Turn model decides after each pause. `silence`: `silence_secs` decide."""

    silence_secs: float = Field(default=0.6, gt=0, le=5)
    """Seconds of silence that end a turn when `end_of_turn` is `silence`."""

    max_pause_secs: float = Field(default=3.0, gt=0, le=10)
    """Seconds of silence after which a turn ends even if the model expects more."""

    vad_confidence: float = Field(default=0.7, gt=0, lt=1)
    """Silero's confidence from which audio counts as speech."""

    vad_min_volume: float = Field(default=0.3, ge=0, le=1)
    """Loudness (0 to 1) below which audio never counts as speech. It is smoothed and rises slowly: from
    0.5 on every second "yes" is over before it has risen."""

    vad_start_secs: float = Field(default=0.16, gt=0, le=2)
    """Seconds of speech before a turn starts (and barge-in happens)."""

    vad_stop_secs: float = Field(default=0.2, gt=0, le=2)
    """Seconds of silence before speech counts as paused."""

    silence: SilenceLadder = SilenceLadder()
    """The ladder for a caller who says nothing."""
