"""Ears as one: what nobody understood is heard again by the next, and a cough is nobody's fault."""

import asyncio
from datetime import UTC, datetime

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    EndFrame,
    InputAudioRawFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.worker import PipelineParams
from pipecat.tests.utils import SleepFrame

from services.failover import Failed, Member, STTGroup
from simulation.clock import run_virtual
from tests.patient import run_test
from tests.services.failover.scripted import ScriptedSTT

START = datetime(2026, 3, 2, tzinfo=UTC)
PHONE = PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000)


class Listened:
    """A group that heard a caller, and what came of it."""

    def __init__(self, *services: ScriptedSTT) -> None:
        self.news = []
        members = [Member(each, f"ears{number}") for number, each in enumerate(services)]
        self.group = STTGroup(members, self.news.append)
        self.words: list[str] = []
        self.at: list[float] = []
        self.down = []

    def hear(self, *frames) -> "Listened":
        async def play():
            loop = asyncio.get_running_loop()
            began = loop.time()
            push = self.group.push_frame

            async def noted(frame, *direction):
                if isinstance(frame, TranscriptionFrame):
                    self.words.append(frame.text)
                    self.at.append(loop.time() - began)
                await push(frame, *direction)

            self.group.push_frame = noted
            self.down, _ = await run_test(self.group, frames_to_send=list(frames), pipeline_params=PHONE)

        run_virtual(play, start=START, limit_secs=600)
        return self


def audio(secs: float, value: int) -> list:
    """Packets of 100 ms, all of whose samples have this value."""
    frames = []
    for _ in range(round(secs * 10)):
        frames += [InputAudioRawFrame(value.to_bytes(2, "little") * 800, 8000, 1), SleepFrame(0.1)]
    return frames


def speech(secs: float = 1.0) -> list:
    """The caller speaks, and speech detection notices it a little late."""
    began = [*audio(0.2, 9), VADUserStartedSpeakingFrame(start_secs=0.2)]
    ended = [*audio(0.3, 0), VADUserStoppedSpeakingFrame(stop_secs=0.3)]
    return [*audio(1.0, 0), *began, *audio(secs - 0.2, 9), *ended]


def test_the_next_ears_hear_the_whole_of_what_the_first_did_not_understand():
    deaf, good = ScriptedSTT(None), ScriptedSTT("I need a cleaning")
    listened = Listened(deaf, good).hear(*speech(2.0), *audio(4, 0))
    assert listened.words == ["I need a cleaning"]
    assert good.loud_secs == 2.0
    assert listened.at[0] < 1.0 + 2.0 + 2.0
    assert [each.why for each in listened.news] == ["mute", "mute"]


def test_ears_that_break_in_the_middle_of_a_sentence_lose_none_of_it():
    broken = ScriptedSTT(ConnectionResetError("gone"))
    good = ScriptedSTT("I need a cleaning")
    listened = Listened(broken, good).hear(*speech(2.0), *audio(3, 0))
    assert listened.words == ["I need a cleaning"]
    assert good.loud_secs == 2.0


def test_a_cough_that_nobody_understands_is_nobodys_fault():
    first = ScriptedSTT(None, "hello")
    listened = Listened(first, ScriptedSTT(None)).hear(*speech(0.8), *audio(6, 0), *speech(1.0), *audio(3, 0))
    assert listened.words == ["hello"]
    assert listened.news == []
    assert listened.group.active.name == "ears0"


def test_late_words_of_the_first_count_when_the_next_has_none_yet():
    slow = ScriptedSTT("hello", delay=1.9)
    listened = Listened(slow, ScriptedSTT("yellow", delay=3.0)).hear(*speech(1.0), *audio(6, 0))
    assert listened.words == ["hello"]
    assert listened.news == []


def test_the_callers_sound_goes_on_whoever_is_stuck():
    listened = Listened(ScriptedSTT(None, stuck=True), ScriptedSTT(None)).hear(*speech(1.0))
    sound = [frame for frame in listened.down if isinstance(frame, InputAudioRawFrame)]
    assert len(sound) == 23


def test_ears_that_are_stuck_hold_up_no_end():
    listened = Listened(ScriptedSTT(None, stuck=True), ScriptedSTT(None))
    listened.hear(*speech(1.0), EndFrame())
    assert listened.down


def test_ears_that_are_tried_again_are_not_given_up_because_the_caller_says_nothing():
    first = ScriptedSTT(None, "hello again")
    speaks = [BotStartedSpeakingFrame(), SleepFrame(2)]
    frames = [*speech(1.0), *audio(4, 0), SleepFrame(30), *speaks, *speaks, *speech(1.0), *audio(3, 0)]
    listened = Listened(first, ScriptedSTT("hello")).hear(*frames)
    assert listened.words == ["hello", "hello again"]
    assert [each.why for each in listened.news] == ["mute", "mute", "recovered"]


def test_when_nobody_hears_the_call_goes_on_and_it_is_told():
    bad = [ScriptedSTT(ConnectionError("no")) for _ in range(2)]
    listened = Listened(*bad).hear(*speech(1.0), *audio(2, 0))
    failed = [each.provider for each in listened.news if isinstance(each, Failed)]
    assert failed[:2] == ["ears0", "ears1"]
    assert len(failed) < 6
