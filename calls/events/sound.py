"""What is kept of the call's sound."""

from typing import Literal

from calls.events.base import Event
from compliance.redaction.declared import Own, Words


class RecordingStarted(Event):
    """Audio is being kept from here on."""

    type: Literal["recording_started"] = "recording_started"
    path: Own
    """Relative to the call's folder."""
    channels: int
    sample_rate: int
    """Hertz"""


class RecordingFinished(Event):
    """The recording has its final form and place."""

    type: Literal["recording_finished"] = "recording_finished"
    path: Own
    """Relative to the call's folder."""
    url: Own | None = None
    """Where it was taken; then there is no file at `path`. None = it stays there."""
    problem: Words = ""
    """Why it is not where or what the agent file says; nothing if it is."""


class RecordingStopped(Event):
    """From here on the recording is silent: the caller took their consent back."""

    type: Literal["recording_stopped"] = "recording_stopped"


class RecordingDestroyed(Event):
    """What there was of a recording is gone: buffer, key and file."""

    type: Literal["recording_destroyed"] = "recording_destroyed"
    bytes: int
    """Audio that was dropped."""
    reason: Literal["no", "silence", "unclear", "hung_up", "withdrawn"]
    """The answer to the question whether the call may be recorded; `withdrawn`: consent was taken back."""
