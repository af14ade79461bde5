"""What the caller was told about who is speaking, and what they said to being recorded: the evidence."""

from typing import Literal

from calls.events.base import Event, Via
from compliance.redaction.declared import Declared, Own

NoticeKind = Literal["opening", "greeting", "question", "asked_again", "answered", "returned", "reminder"]
"""Why something was said: at the start (in a notice, or in the flow's own greeting), whether the call may be
recorded and that once more, after an answer about the recording, after a return, in a long call."""


class NoticeGiven(Event):
    """Fixed words about who is speaking or what is recorded were said."""

    type: Literal["notice_given"] = "notice_given"
    what: NoticeKind
    text: Own
    """Word for word."""
    version: Own
    """Names exactly this text: version of the texts, and the beginning of the text's SHA-256."""
    language: Own
    """BCP 47 tag of the agent."""
    start_ms: int
    """When it began to sound: its place in the recording."""
    end_ms: int
    heard: bool
    """Whether the caller heard it to its end."""


class DisclosureOff(Event):
    """The agent file says that callers are not told by themselves that this is a machine."""

    type: Literal["disclosure_off"] = "disclosure_off"
    because: Own
    """The reason in the agent file."""


class RecordingReason(Declared):
    """What the law of one party asks for; the fields are those of `compliance.recording.Reason`."""

    whose: Literal["caller", "business"]
    jurisdiction: Own | None
    presumed: bool
    because: Own
    asks: Literal["announce", "ask"]
    cite: Own
    grade: Own
    checked: Own


class RecordingDecided(Event):
    """What the agent file and the law make of the recording of this call."""

    type: Literal["recording_decided"] = "recording_decided"
    mode: Literal["off", "announce", "ask"]
    wanted: Literal["off", "announce", "ask", "policy"]
    """`recording.mode` of the agent file."""
    policy: Own
    """Version of the policy."""
    reasons: list[RecordingReason]


class ConsentAnswered(Event):
    """The question whether the call may be recorded has its answer. Only `yes` is consent."""

    type: Literal["consent_answered"] = "consent_answered"
    answer: Literal["yes", "no", "silence", "unclear", "hung_up"]
    via: Via | None = None
    """How it was given; None when nothing was said."""
    asked: int
    """Times that the question was asked."""


class ConsentWithdrawn(Event):
    """The caller wants no recording any more."""

    type: Literal["consent_withdrawn"] = "consent_withdrawn"
    was: Literal["recording", "not_recording"]
