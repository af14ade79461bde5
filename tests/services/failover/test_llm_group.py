"""Language models as one: the failed turn is answered by the next, in time and by nobody twice."""

import asyncio
from datetime import UTC, datetime

import httpx
import openai
import pytest
from pipecat.frames.frames import (
    InterruptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    LLMUpdateSettingsFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.services.settings import LLMSettings
from pipecat.tests.utils import SleepFrame

from calls.breaker import Breaker
from services.failover import Failed, LLMGroup, Member, Switched
from services.failover.member import IN_PROCESS
from simulation.clock import run_virtual
from tests.patient import run_test
from tests.services.failover.scripted import STALL, ScriptedLLM

START = datetime(2026, 3, 2, tzinfo=UTC)


class Played:
    """A group that was asked, and what came of it."""

    def __init__(self, *members: Member) -> None:
        self.news = []
        self.group = LLMGroup(members, self.news.append)
        self.at: list[tuple[float, str]] = []
        self.down = []

    def ask(self, *frames, secs: float = 6.0) -> "Played":
        async def play():
            loop = asyncio.get_running_loop()
            began = loop.time()
            push = self.group.push_frame

            async def noted(frame, *direction):
                if isinstance(frame, LLMTextFrame):
                    self.at.append((loop.time() - began, frame.text))
                await push(frame, *direction)

            self.group.push_frame = noted
            given = frames or (question(), SleepFrame(secs))
            self.down, _ = await run_test(self.group, frames_to_send=list(given))

        run_virtual(play, start=START, limit_secs=600)
        return self

    @property
    def said(self) -> str:
        return "".join(frame.text for frame in self.down if isinstance(frame, LLMTextFrame))

    @property
    def whys(self) -> list[str]:
        return [each.why for each in self.news if isinstance(each, Failed)]


def question(text: str = "hello") -> LLMContextFrame:
    return LLMContextFrame(context=LLMContext([{"role": "user", "content": text}]))


def members(*services: ScriptedLLM) -> list[Member]:
    return [Member(service, f"model{number}") for number, service in enumerate(services)]


def status_error(status: int) -> Exception:
    request = httpx.Request("POST", "http://x/v1")
    return openai.APIStatusError("no", response=httpx.Response(status, request=request), body=None)


GOOD = ["I have ", "Tuesday ", "at nine."]


@pytest.mark.parametrize(
    "script",
    [
        [status_error(401)],
        [status_error(403)],
        [status_error(429)],
        [status_error(500)],
        [status_error(503)],
        [ConnectionResetError("gone")],
        [TimeoutError()],
        [ValueError("not JSON")],
        [],
        [" ", "\n"],
        [STALL],
        ["I ", STALL],
    ],
)
def test_the_next_model_answers_within_three_seconds_whatever_the_first_does(script):
    played = Played(*members(ScriptedLLM(script), ScriptedLLM(GOOD))).ask()
    assert played.said.endswith("I have Tuesday at nine.")
    assert played.at[-1][0] < 3.0
    assert [type(each) for each in played.news] == [Failed, Switched]
    assert played.group.active.name == "model1"


def test_whoever_stands_behind_sees_one_answer():
    played = Played(*members(ScriptedLLM(["I think ", STALL]), ScriptedLLM(GOOD))).ask()
    kinds = [type(frame) for frame in played.down]
    assert kinds.count(LLMFullResponseStartFrame) == kinds.count(LLMFullResponseEndFrame) == 1


def test_an_answer_that_breaks_off_does_so_behind_a_whole_word():
    played = Played(
        *members(ScriptedLLM(["Your app", "oint", "ment is", " on Tue", STALL]), ScriptedLLM(GOOD))
    )
    assert played.ask().said == "Your appointment is on ... I have Tuesday at nine."


def test_what_a_dismissed_model_says_later_is_not_heard():
    late = ScriptedLLM([2.5, "too late", 0.5, " and more"])
    played = Played(*members(late, ScriptedLLM(GOOD))).ask()
    assert played.said == "I have Tuesday at nine."
    assert late.cancelled == 1


def test_a_tool_is_not_called_by_a_model_that_was_dismissed_meanwhile():
    called = []

    async def book(params):
        called.append(params.function_name)
        await params.result_callback({"ok": True})

    late = ScriptedLLM([2.5, "call book"])
    late.register_function("book", book)
    Played(*members(late, ScriptedLLM(GOOD))).ask()
    assert called == []


def test_a_tool_that_has_run_is_in_the_history_of_whoever_goes_on():
    """The answer to its result fails: the next model knows the result and has no reason to call again."""
    runs = []

    async def book(params):
        runs.append(params.function_name)
        await params.result_callback({"ok": True})

    first, second = ScriptedLLM(["call book"], [STALL]), ScriptedLLM(["It is booked."])
    context = LLMContext([{"role": "user", "content": "book it"}])
    group = LLMGroup(members(first, second), lambda news: None)
    for service in (first, second):
        service.register_function("book", book)
    pair = LLMContextAggregatorPair(context)

    async def play():
        pipeline = Pipeline([group, pair.assistant()])
        await run_test(pipeline, frames_to_send=[LLMContextFrame(context=context), SleepFrame(5)])

    run_virtual(play, start=START, limit_secs=600)
    assert runs == ["book"]
    (asked,) = second.asked
    assert [message["role"] for message in asked] == ["user", "assistant", "tool"]
    assert asked[1]["tool_calls"][0]["function"]["name"] == "book"
    assert "true" in asked[2]["content"]


def test_an_answer_that_drips_is_none_as_long_as_no_voice_can_begin_with_it():
    drips = ScriptedLLM(["I ", 0.9, "think ", 0.9, "of ", 0.9, "no. ", 0.9, "end ", STALL])
    played = Played(*members(drips, ScriptedLLM(GOOD))).ask()
    assert played.said.endswith("I have Tuesday at nine.")
    assert played.at[-1][0] < 3.1


def test_a_slow_but_steady_answer_is_left_alone():
    steady = ScriptedLLM([1.5, "one. ", 1.2, "two ", 1.5, "three."])
    played = Played(*members(steady, ScriptedLLM(GOOD))).ask()
    assert played.said == "one. two three."
    assert played.news == []


def test_what_was_to_be_said_behind_the_answer_is_still_said_behind_it():
    played = Played(*members(ScriptedLLM([STALL]), ScriptedLLM(GOOD)))
    played.ask(question(), TTSSpeakFrame("Goodbye."), SleepFrame(6))
    kinds = [type(frame) for frame in played.down]
    assert kinds.index(TTSSpeakFrame) > kinds.index(LLMFullResponseEndFrame)
    assert kinds.count(TTSSpeakFrame) == 1


@pytest.mark.parametrize("script", [[status_error(500)], ["Good", ConnectionResetError("gone")], []])
def test_the_end_of_the_call_waits_for_the_answer_of_the_next(script):
    played = Played(*members(ScriptedLLM(script), ScriptedLLM([0.5, *GOOD])))
    assert played.ask(question()).said.endswith("I have Tuesday at nine.")
    assert isinstance(played.down[-1], LLMFullResponseEndFrame)


def test_the_end_of_the_call_comes_though_nobody_is_left():
    played = Played(*members(ScriptedLLM([status_error(500)]), ScriptedLLM([0.5, status_error(500)])))
    played.ask(question())
    assert [type(each) for each in played.news] == [Failed, Switched, Failed]


def test_a_caller_who_speaks_is_not_answered_with_the_old_answer():
    played = Played(*members(ScriptedLLM([STALL]), ScriptedLLM(GOOD)))
    played.ask(question(), SleepFrame(1), InterruptionFrame(), SleepFrame(6))
    assert played.said == ""
    assert played.news == []


def test_the_role_reaches_whichever_model_answers():
    first, second = ScriptedLLM([STALL]), ScriptedLLM(GOOD)
    role = LLMUpdateSettingsFrame(delta=LLMSettings(system_instruction="You are Ada."))
    Played(*members(first, second)).ask(role, question(), SleepFrame(6))
    assert second.roles == ["You are Ada."]


def test_the_call_goes_back_to_the_first_model_between_two_turns_once_it_may_be_well():
    first, second = ScriptedLLM([STALL], ["Back again."]), ScriptedLLM(GOOD)
    played = Played(*members(first, second))
    played.ask(question(), SleepFrame(6), question("soon"), SleepFrame(30), question("later"), SleepFrame(3))
    assert [len(first.asked), len(second.asked)] == [2, 2]
    assert played.said.endswith("Back again.")
    assert played.news[-1] == Switched("llm", "model0", "model1", "recovered")


def test_calls_share_what_they_know_of_a_provider():
    shared = Breaker(IN_PROCESS)

    def call(first: ScriptedLLM) -> Played:
        return Played(Member(first, "cloud", shared=shared), Member(ScriptedLLM(GOOD), "local")).ask()

    for _ in range(3):
        call(ScriptedLLM([STALL]))
    fourth = ScriptedLLM(["I am well."])
    played = call(fourth)
    assert played.said == "I have Tuesday at nine."
    assert fourth.asked == []
    assert [each.why for each in played.news] == ["left_alone"]


def test_a_wrong_key_is_known_to_every_call_at_once_and_a_wrong_question_to_none():
    for status, others_ask in ((401, 0), (400, 1)):
        shared = Breaker(IN_PROCESS)
        bad = Member(ScriptedLLM([status_error(status)]), "cloud", shared=shared)
        Played(bad, Member(ScriptedLLM(GOOD), "local")).ask()
        second = ScriptedLLM(["Well."])
        Played(Member(second, "cloud", shared=shared), Member(ScriptedLLM(GOOD), "local")).ask()
        assert len(second.asked) == others_ask, status


def test_when_nobody_is_left_it_is_said_so_and_the_next_turn_tries_again():
    first, second = ScriptedLLM([STALL]), ScriptedLLM([status_error(500)], GOOD)
    played = Played(*members(first, second)).ask(question(), SleepFrame(4), question(), SleepFrame(4))
    assert played.whys == ["no_first_token", "server"]
    assert played.said == "I have Tuesday at nine."
    assert played.group.is_usable
