"""What is kept of the call's sound."""

from typing import Literal

from calls.events.base import Event


class RecordingStarted(Event):
    """Audio is being kept from here on."""

    type: Literal["recording_started"] = "recording_started"
    path: str
    """Relative to the call's folder."""
    channels: int
    sample_rate: int
    """Hertz"""
