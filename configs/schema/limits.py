"""`limits:` — how long and how much."""

from pydantic import Field

from configs.schema.base import Block
from configs.schema.speech_deadline import SpeechDeadlineBlock


class LimitsBlock(Block):
    """Bounds of one call."""

    max_duration_secs: int = Field(default=1800, gt=0, le=14400)
    """Seconds after which the call is ended with `max_duration_message`."""

    max_duration_message: str = "We've reached the longest time I can stay on one call. Goodbye."
    """Said before the call ends at its maximum duration."""

    tool_timeout_secs: float = Field(default=8.0, gt=0, le=120)
    """Deadline of a tool that declares none."""

    tool_rounds_per_turn: int = Field(default=8, ge=1, le=100)
    """Times in a row that the model may call tools before the caller has another word."""

    identical_tool_calls: int = Field(default=10, ge=1, le=1000)
    """Times in a call that one tool may be called with the same arguments."""

    speech_deadline: SpeechDeadlineBlock = SpeechDeadlineBlock()
    """How long the caller may be left in silence, and what is said then."""
