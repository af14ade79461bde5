"""The named places where a developer's own processors go."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from pipecat.processors.frame_processor import FrameProcessor


class Place(StrEnum):
    """A gap in the pipeline's list, see `pipeline/cascade.py`."""

    AFTER_INPUT = "after_input"
    """Caller audio, before anything has read it."""

    AFTER_STT = "after_stt"
    """The caller's words, before they enter the history."""

    BEFORE_LLM = "before_llm"
    """The context that the LLM is about to read."""

    AFTER_LLM = "after_llm"
    """The agent's words, before they are spoken."""

    AFTER_TTS = "after_tts"
    """The agent's audio, before it goes out."""

    AFTER_OUTPUT = "after_output"
    """What has gone out."""


Extras = Mapping[Place, Sequence[Callable[[], FrameProcessor]]]
"""Factories of processors, by place. A factory is called once per call: processors are never shared."""
