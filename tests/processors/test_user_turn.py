"""Caller audio ends at the user turn; the recorder's taps hear both sides."""

from pipecat.frames.frames import InputAudioRawFrame, OutputAudioRawFrame, TextFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.tests.utils import run_test

from processors.recorder import AgentTap, CallerTap
from processors.user_turn import TurnPair

CALLER = b"\x01\x00" * 160
AGENT = b"\x02\x00" * 160


class Tape:
    def __init__(self) -> None:
        self.caller: list[tuple[bytes, int]] = []
        self.agent: list[tuple[bytes, int]] = []

    def write_caller(self, pcm: bytes, at_ms: int) -> None:
        self.caller.append((pcm, at_ms))

    def write_agent(self, pcm: bytes, at_ms: int) -> None:
        self.agent.append((pcm, at_ms))

    def truncate_agent(self, at_ms: int) -> None:
        self.agent = [(pcm, at) for pcm, at in self.agent if at < at_ms]


def caller_audio() -> InputAudioRawFrame:
    return InputAudioRawFrame(audio=CALLER, sample_rate=8000, num_channels=1)


def agent_audio() -> OutputAudioRawFrame:
    return OutputAudioRawFrame(audio=AGENT, sample_rate=8000, num_channels=1)


async def test_caller_audio_goes_no_further_than_the_user_turn() -> None:
    pair = TurnPair(LLMContext(), user_params=LLMUserAggregatorParams())
    down, _ = await run_test(pair.user(), frames_to_send=[caller_audio(), TextFrame("on")])
    assert not [frame for frame in down if isinstance(frame, InputAudioRawFrame)]
    assert [frame.text for frame in down if isinstance(frame, TextFrame)] == ["on"]


async def test_the_caller_tap_hears_and_passes_on() -> None:
    tape = Tape()
    down, _ = await run_test(CallerTap(tape, lambda: 40), frames_to_send=[caller_audio()])
    assert tape.caller == [(CALLER, 40)]
    assert [type(frame) for frame in down] == [InputAudioRawFrame]


async def test_the_agent_tap_hears_what_goes_out() -> None:
    tape = Tape()
    await run_test(AgentTap(tape, lambda: 60), frames_to_send=[agent_audio()])
    assert tape.agent == [(AGENT, 60)]
    assert tape.caller == []
