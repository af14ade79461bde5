"""Voices as one: what was not heard is said by the next, once, in order, from the beginning of a sentence."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    EndFrame,
    InterruptionFrame,
    LLMAssistantPushAggregationFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import SleepFrame

from services.failover import Failed, Member, Switched, TTSGroup
from simulation.clock import run_virtual
from tests.patient import run_test
from tests.services.failover.scripted import STALL, ScriptedTTS

START = datetime(2026, 3, 2, tzinfo=UTC)
PHONE = PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000)

ANSWER = "I have Tuesday at nine in the morning. Shall I book it for you?"


class Spoken:
    """A group that was given something to say, and what came of it."""

    def __init__(self, *services: ScriptedTTS, behind: Sequence[FrameProcessor] = ()) -> None:
        self.news = []
        self.behind = behind
        self.services = services
        self.group = TTSGroup(
            [Member(each, f"voice{n}") for n, each in enumerate(services)], self.news.append
        )
        self.down = []
        self.sounds: list[float] = []
        """When sound came, in seconds since it was asked for."""

    def say(self, *frames, end: bool = True) -> "Spoken":
        async def play():
            loop = asyncio.get_running_loop()
            began = loop.time()
            push = self.group.push_frame

            async def noted(frame, *direction):
                if isinstance(frame, TTSAudioRawFrame) and frame.audio.strip(b"\0"):
                    self.sounds.append(loop.time() - began)
                await push(frame, *direction)

            self.group.push_frame = noted
            self.down, _ = await run_test(
                Pipeline([self.group, *self.behind]),
                frames_to_send=list(frames),
                pipeline_params=PHONE,
                send_end_frame=end,
            )

        run_virtual(play, start=START, limit_secs=600)
        return self

    @property
    def secs(self) -> float:
        """Of sound."""
        audio = [frame.audio for frame in self.down if isinstance(frame, TTSAudioRawFrame)]
        return sum(len(each.strip(b"\0")) for each in audio) / 16000

    @property
    def kinds(self) -> list[type]:
        return [type(frame) for frame in self.down]


def answer(text: str = ANSWER) -> list:
    words = [LLMTextFrame(f"{word} ") for word in text.split()]
    return [LLMFullResponseStartFrame(), *words, LLMFullResponseEndFrame(), SleepFrame(8)]


@pytest.mark.parametrize(
    "deed",
    [0.0, "stop", "silence", ConnectionResetError("gone"), TimeoutError("no"), ValueError("malformed")],
)
@pytest.mark.parametrize("what", ["answer", "sentence"])
def test_the_next_voice_says_it_within_two_seconds_whatever_the_first_does(deed, what):
    spoken = Spoken(ScriptedTTS(deed), ScriptedTTS())
    spoken.say(*(answer() if what == "answer" else [TTSSpeakFrame(ANSWER), SleepFrame(8)]))
    assert " ".join(spoken.services[1].said) == ANSWER
    assert spoken.sounds[0] < 2.0
    assert [type(each) for each in spoken.news] == [Failed, Switched]


def test_a_sentence_that_broke_off_is_said_again_and_the_one_before_it_is_not():
    spoken = Spoken(ScriptedTTS("say", 0.3), ScriptedTTS()).say(*answer())
    assert spoken.services[1].said == ["Shall I book it for you?"]
    assert spoken.news[0].why == "cut_off"


def test_a_voice_that_ends_too_early_has_not_said_it():
    spoken = Spoken(ScriptedTTS("half"), ScriptedTTS()).say(TTSSpeakFrame(ANSWER), SleepFrame(8))
    assert spoken.services[1].said == [ANSWER]
    assert spoken.news[0].why == "cut_off"


def test_a_voice_that_says_everything_is_left_alone():
    spoken = Spoken(ScriptedTTS(), ScriptedTTS()).say(*answer(), TTSSpeakFrame("One moment."), SleepFrame(8))
    assert spoken.news == []
    assert spoken.services[1].said == []


def test_an_answer_is_one_answer_for_whoever_stands_behind():
    spoken = Spoken(ScriptedTTS("say", 0.3), ScriptedTTS()).say(*answer())
    assert spoken.kinds.count(LLMFullResponseStartFrame) == 1
    assert spoken.kinds.count(LLMFullResponseEndFrame) == 1
    assert spoken.kinds.index(LLMFullResponseEndFrame) > max(
        index for index, kind in enumerate(spoken.kinds) if kind is TTSAudioRawFrame
    )


def test_what_the_model_is_still_writing_goes_to_the_next_voice():
    early, late = ANSWER.split(". ")
    frames = [LLMFullResponseStartFrame(), LLMTextFrame(f"{early}. Sh"), SleepFrame(4)]
    frames += [LLMTextFrame(f"{late[2:]} "), LLMFullResponseEndFrame(), SleepFrame(8)]
    spoken = Spoken(ScriptedTTS(0.0), ScriptedTTS()).say(*frames)
    assert " ".join(spoken.services[1].said) == ANSWER


@pytest.mark.parametrize("deed", [0.0, "stop", ConnectionResetError("gone")])
def test_the_end_waits_until_the_next_voice_has_said_it(deed):
    spoken = Spoken(ScriptedTTS(deed), ScriptedTTS())
    spoken.say(TTSSpeakFrame("Goodbye, and thank you."), EndFrame(), end=False)
    assert spoken.services[1].said == ["Goodbye, and thank you."]
    assert spoken.secs > 1.0


def test_a_caller_who_barges_in_does_not_hear_the_old_answer_from_the_next_voice():
    first = answer()[:-1]
    spoken = Spoken(ScriptedTTS(0.0), ScriptedTTS()).say(
        *first, SleepFrame(1), InterruptionFrame(), SleepFrame(8)
    )
    assert spoken.secs == 0
    assert spoken.services[1].said == []


def test_a_notice_that_nobody_may_interrupt_is_said_by_the_next_voice_all_the_same():
    notice = TTSSpeakFrame("This call is recorded.")
    notice.interruptible = False
    spoken = Spoken(ScriptedTTS(0.0), ScriptedTTS())
    spoken.say(notice, SleepFrame(1), InterruptionFrame(), SleepFrame(8))
    assert spoken.services[1].said == ["This call is recorded."]


def test_the_first_voice_comes_back_between_two_answers_once_it_may_be_well():
    spoken = Spoken(ScriptedTTS(0.0, "say"), ScriptedTTS())
    spoken.say(*answer(), TTSSpeakFrame("Soon."), SleepFrame(30), TTSSpeakFrame("Later."), SleepFrame(8))
    assert spoken.services[0].said[-1] == "Later."
    assert spoken.services[1].said[-1] == "Soon."
    assert spoken.news[-1] == Switched("tts", "voice0", "voice1", "recovered")


class Sticking(ScriptedTTS):
    """Has to connect again before it lets anything past, and cannot."""

    async def process_frame(self, frame, direction):
        if isinstance(frame, LLMFullResponseStartFrame):
            await asyncio.sleep(STALL)
        await super().process_frame(frame, direction)


class Keeping(ScriptedTTS):
    """Keeps what comes behind its words until they have been heard."""

    def __init__(self) -> None:
        super().__init__()
        self._pause_frame_processing = True


def test_a_voice_that_lets_nothing_past_is_replaced_although_nothing_is_to_be_said() -> None:
    result = LLMFullResponseEndFrame()
    spoken = Spoken(Sticking(), ScriptedTTS()).say(LLMFullResponseStartFrame(), result, SleepFrame(3))
    assert [each.why for each in spoken.news if isinstance(each, Switched)] == ["stuck"]
    assert result in spoken.down


class Loudspeaker(FrameProcessor):
    """Tells that the agent is heard, from the first sound on for so many seconds."""

    def __init__(self, secs: float) -> None:
        super().__init__()
        self._secs = secs
        self._told = False

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame) and not self._told:
            self._told = True
            await self.push_frame(BotStartedSpeakingFrame(), FrameDirection.UPSTREAM)
            self.create_task(self._stop())

    async def _stop(self) -> None:
        await asyncio.sleep(self._secs)
        await self.push_frame(BotStoppedSpeakingFrame(), FrameDirection.UPSTREAM)


def test_a_voice_may_keep_everything_for_as_long_as_the_agent_is_heard() -> None:
    spoken = Spoken(Keeping(), ScriptedTTS(), behind=[Loudspeaker(8.0)])
    words, start = TTSSpeakFrame("One moment please."), LLMFullResponseStartFrame()
    spoken.say(words, SleepFrame(1), start, SleepFrame(9))
    assert not any(isinstance(each, Switched) for each in spoken.news)
    assert start in spoken.down


class Endless(ScriptedTTS):
    """Does not end when it is told to."""

    async def process_frame(self, frame, direction):
        if isinstance(frame, EndFrame):
            await asyncio.sleep(STALL)
        await super().process_frame(frame, direction)


def test_a_voice_that_has_ended_waits_for_the_others_and_is_not_stuck() -> None:
    spoken = Spoken(ScriptedTTS(), Endless()).say(TTSSpeakFrame("Goodbye."))
    assert spoken.news == []


@pytest.mark.parametrize("deed", ["half", "stop", "silence", 0.3, ConnectionResetError("gone"), "say"])
def test_a_sentence_enters_the_history_once_when_it_was_said(deed):
    """It would enter in two halves, or with the next one, if a voice that failed had ended it as well."""
    spoken = Spoken(ScriptedTTS(deed), ScriptedTTS()).say(TTSSpeakFrame(ANSWER), SleepFrame(12))
    assert spoken.kinds.count(LLMAssistantPushAggregationFrame) == 1
    words = [index for index, kind in enumerate(spoken.kinds) if kind is TTSTextFrame]
    assert words[-1] < spoken.kinds.index(LLMAssistantPushAggregationFrame)
    assert " ".join(spoken.down[index].text.strip() for index in words) == ANSWER


def test_what_nobody_can_say_ends_the_agents_turn_all_the_same():
    spoken = Spoken(ScriptedTTS("half"), ScriptedTTS("half")).say(TTSSpeakFrame(ANSWER), SleepFrame(12))
    assert spoken.kinds.count(LLMAssistantPushAggregationFrame) == 1


def test_when_no_voice_is_left_what_stands_behind_goes_on():
    spoken = Spoken(ScriptedTTS(0.0), ScriptedTTS("stop")).say(*answer())
    assert spoken.kinds.count(LLMFullResponseEndFrame) == 1
    assert [each.why for each in spoken.news if isinstance(each, Failed)] == ["no_audio", "no_audio"]
