"""Caller audio ends at the user turn; the recorder's taps hear both sides."""

from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import (
    Frame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    InputAudioRawFrame,
    InterruptionFrame,
    LLMContextFrame,
    LLMRunFrame,
    OutputAudioRawFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    TextFrame,
    TranscriptionFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.tests.utils import SleepFrame
from pipecat.turns.empty_user_turn import EmptyUserTurnConfig
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies

from processors.recorder import AgentTap, CallerTap
from processors.turn_pair import TurnPair
from processors.user_turn import UserTurn
from tests.patient import run_test

CALLER = b"\x01\x00" * 160
AGENT = b"\x02\x00" * 160


class Tape:
    def __init__(self, sample_rate: int = 8000) -> None:
        self.sample_rate = sample_rate
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


async def test_what_goes_out_at_another_rate_is_kept_as_it_sounds() -> None:
    second = (8000 * np.sin(2 * np.pi * 440 * np.arange(24000) / 24000)).astype(np.int16)
    frames = [OutputAudioRawFrame(piece.tobytes(), 24000, 1) for piece in np.split(second, 25)]
    tape = Tape(16000)
    await run_test(AgentTap(tape, lambda: 60), frames_to_send=frames)
    kept = np.frombuffer(b"".join(pcm for pcm, _ in tape.agent), dtype=np.int16)
    assert 15000 <= len(kept) <= 16000
    tone = np.abs(np.fft.rfft(kept[2000:14000]))
    assert np.argmax(tone) * 16000 / 12000 == pytest.approx(440, abs=2)


# ---- The flow asks for an answer while the caller speaks ---------------------------------------------------


def external_turn() -> UserTurn:
    """A user turn whose beginning and end the test decides."""
    strategies = ExternalUserTurnStrategies()
    params = LLMUserAggregatorParams(
        user_turn_strategies=strategies,
        user_turn_stop_timeout=0.1,
        empty_user_turn=EmptyUserTurnConfig(max_consecutive_recoveries=0),
    )
    return TurnPair(LLMContext(), user_params=params).user()


def words(text: str) -> TranscriptionFrame:
    return TranscriptionFrame(text=text, user_id="caller", timestamp="")


async def runs_and_turns(*frames: Frame) -> list[str]:
    """What comes out: `run` for each time the model is asked, and the beginning and end of the turn."""
    names = {LLMContextFrame: "run", UserStartedSpeakingFrame: "turn", UserStoppedSpeakingFrame: "over"}
    sent = [item for frame in frames for item in (frame, SleepFrame(sleep=0.05))]
    down, _ = await run_test(external_turn(), frames_to_send=sent)
    return [names[type(frame)] for frame in down if type(frame) in names]


async def test_an_answer_that_the_flow_wants_waits_for_the_caller_to_finish() -> None:
    assert await runs_and_turns(
        ProposedUserStartedSpeakingFrame(),
        LLMRunFrame(),
        ProposedUserStoppedSpeakingFrame(),
        TextFrame("a moment"),
        TextFrame("another"),
    ) == ["turn", "over", "run"]


async def test_it_is_given_with_the_answer_to_what_the_caller_said() -> None:
    assert await runs_and_turns(
        ProposedUserStartedSpeakingFrame(),
        LLMRunFrame(),
        words("wait a moment"),
        ProposedUserStoppedSpeakingFrame(),
    ) in (["turn", "run", "over"], ["turn", "over", "run"])


async def test_it_is_given_at_once_when_nobody_speaks() -> None:
    assert await runs_and_turns(LLMRunFrame()) == ["run"]


async def test_it_is_given_before_the_call_ends() -> None:
    names = await runs_and_turns(ProposedUserStartedSpeakingFrame(), LLMRunFrame())
    assert names == ["turn", "run"], "the test's own end of the pipeline is an EndFrame"


async def test_a_caller_on_hold_is_heard_but_interrupts_nothing_and_is_not_answered() -> None:
    user, heard = external_turn(), []
    user.held = True

    async def turn(_user: object, _strategy: object, message: Any) -> None:
        heard.append(message.content)

    user.add_event_handler("on_user_turn_stopped", turn)
    frames = [ProposedUserStartedSpeakingFrame(), words("come back"), ProposedUserStoppedSpeakingFrame()]
    sent = [item for frame in frames for item in (frame, SleepFrame(sleep=0.05))]
    down, _ = await run_test(user, frames_to_send=sent)
    assert heard == ["come back"]
    assert not [frame for frame in down if isinstance(frame, LLMContextFrame | InterruptionFrame)]
    assert user.context.get_messages() == []


@pytest.mark.parametrize("on_hold", [True, False])
async def test_a_late_result_of_a_tool_is_not_spoken_about_to_a_caller_on_hold(on_hold: bool) -> None:
    context = LLMContext()
    pair = TurnPair(context, user_params=LLMUserAggregatorParams())
    pair.user().held = on_hold
    call = {"function_name": "book", "tool_call_id": "1", "arguments": {}}
    frames = [
        FunctionCallInProgressFrame(**call, cancel_on_interruption=True),
        SleepFrame(sleep=0.05),
        FunctionCallResultFrame(**call, result={"ok": True}),
        SleepFrame(sleep=0.05),
    ]
    _, up = await run_test(pair.assistant(), frames_to_send=frames)
    assert any(isinstance(frame, LLMContextFrame) for frame in up) is not on_hold
    assert '"ok": true' in str(context.get_messages()), "the history has it all the same"
