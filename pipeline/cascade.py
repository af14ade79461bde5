"""The cascaded pipeline: the order of things, written once."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipecat.processors.frame_processor import FrameProcessor
from pipecat.transports.base_transport import BaseTransport

from pipeline.places import Extras, Place


@dataclass(frozen=True)
class Parts:
    """Everything a cascaded call is made of."""

    transport: BaseTransport
    bridge: Sequence[FrameProcessor]
    """Where the caller talks to a person; empty on a line whose carrier brings them together."""
    caller_tap: Sequence[FrameProcessor]
    """Empty when nothing is recorded."""
    stt: FrameProcessor
    secure: FrameProcessor
    """Keeps the caller's words and keys to itself while a secure window is open."""
    question_keys: FrameProcessor
    """Takes the keys that answer whether the call may be recorded."""
    keypad: FrameProcessor
    caller_redaction: FrameProcessor
    """Behind it nobody sees what the agent file's `redaction:` hides."""
    user_turn: FrameProcessor
    notices: FrameProcessor
    """Where the caller is told again that this is a machine, and may stop the recording."""
    triggers: FrameProcessor
    """The gate before the language model: what fetches a person is not left to it."""
    llm: FrameProcessor
    tool_triggers: FrameProcessor
    """The gate behind it, for what its tools say."""
    promises: Sequence[FrameProcessor]
    """The guard against claims without evidence; empty when the agent file wants none."""
    waiting: Sequence[FrameProcessor]
    """What watches over the tools: their rounds, and fillers while they work."""
    agent_redaction: FrameProcessor
    """The agent reads nothing private aloud."""
    tts: FrameProcessor
    hold: Sequence[FrameProcessor]
    """Music for a caller on hold."""
    agent_tap: Sequence[FrameProcessor]
    heard: Sequence[FrameProcessor]
    """Where the line tells what the caller has heard: words wait for it."""
    agent_turn: FrameProcessor
    extras: Extras

    def at(self, place: Place) -> list[FrameProcessor]:
        """This call's own processors for one place."""
        return [make() for make in self.extras.get(place, ())]


def cascade(parts: Parts) -> list[FrameProcessor]:
    """Caller at the top, caller at the bottom."""
    return [
        parts.transport.input(),
        *parts.at(Place.AFTER_INPUT),
        *parts.bridge,  # a caller who was put through talks past the agent
        *parts.caller_tap,
        parts.stt,
        parts.secure,  # a card is heard here and no further
        *parts.at(Place.AFTER_STT),
        parts.question_keys,  # an answer to our own question is not the flow's
        parts.keypad,
        parts.caller_redaction,  # the caller's own words go no further
        parts.user_turn,  # speech detection, end of turn, barge-in; caller audio goes no further
        *parts.at(Place.BEFORE_LLM),
        parts.notices,  # who is speaking, in a long call; "stop recording"
        parts.triggers,  # a caller in danger, or who wants a person, is not left to the model
        parts.llm,  # with the flow's tools
        parts.tool_triggers,
        *parts.at(Place.AFTER_LLM),
        *parts.promises,  # no claim without a tool's result
        *parts.waiting,  # "one moment" while a tool works
        parts.agent_redaction,
        parts.tts,
        *parts.at(Place.AFTER_TTS),
        *parts.hold,
        parts.transport.output(),
        *parts.agent_tap,
        *parts.heard,  # sent is not heard: the carrier's marks tell
        *parts.at(Place.AFTER_OUTPUT),
        parts.agent_turn,  # what the caller heard enters the history
    ]
