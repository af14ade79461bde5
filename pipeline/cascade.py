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
    caller_tap: Sequence[FrameProcessor]
    """Empty when nothing is recorded."""
    stt: FrameProcessor
    keypad: FrameProcessor
    user_turn: FrameProcessor
    llm: FrameProcessor
    tts: FrameProcessor
    agent_tap: Sequence[FrameProcessor]
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
        *parts.caller_tap,
        parts.stt,
        *parts.at(Place.AFTER_STT),
        parts.keypad,
        parts.user_turn,  # speech detection, end of turn, barge-in; caller audio goes no further
        *parts.at(Place.BEFORE_LLM),
        parts.llm,  # with the flow's tools
        *parts.at(Place.AFTER_LLM),
        parts.tts,
        *parts.at(Place.AFTER_TTS),
        parts.transport.output(),
        *parts.agent_tap,
        *parts.at(Place.AFTER_OUTPUT),
        parts.agent_turn,  # what the caller heard enters the history
    ]
