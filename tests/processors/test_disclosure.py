"""Notices before the language model, and keys that answer our own question."""

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import Frame, InputDTMFFrame, LLMContextFrame, TTSSpeakFrame
from pipecat.processors.aggregators.llm_context import LLMContext

from processors.disclosure import NoticeGate, QuestionKeys
from tests.patient import run_test


def context(*said: str) -> LLMContextFrame:
    return LLMContextFrame(LLMContext([{"role": "user", "content": text} for text in said]))


async def no_answer(_: str) -> list[Frame]:
    return []


async def asked_to_stop(text: str) -> list[Frame]:
    return [TTSSpeakFrame("Stopped.")] if "stop" in text else []


async def test_a_key_that_was_an_answer_goes_no_further() -> None:
    taken = QuestionKeys(lambda key: key == "1")
    frames = [InputDTMFFrame(KeypadEntry.ONE), InputDTMFFrame(KeypadEntry.TWO)]

    down, _ = await run_test(taken, frames_to_send=frames)

    assert [frame.button.value for frame in down if isinstance(frame, InputDTMFFrame)] == ["2"]


async def test_a_reminder_that_is_due_comes_before_the_answer() -> None:
    due: list[Frame] = [TTSSpeakFrame("As a reminder.")]
    gate = NoticeGate(reminder=lambda: [due.pop()] if due else [], said=no_answer)

    down, _ = await run_test(gate, frames_to_send=[context("Hello."), context("Hello.", "And?")])

    assert [type(frame) for frame in down] == [TTSSpeakFrame, LLMContextFrame, LLMContextFrame]


async def test_who_says_nothing_but_stop_is_answered_here() -> None:
    gate = NoticeGate(reminder=list, said=asked_to_stop)

    down, _ = await run_test(gate, frames_to_send=[context("Please stop the recording.")])

    assert [type(frame) for frame in down] == [TTSSpeakFrame]


async def test_a_longer_turn_reaches_the_model_as_well() -> None:
    gate = NoticeGate(reminder=list, said=asked_to_stop)
    said = "Please stop the recording now, and then I'd like to book a cleaning on Tuesday at nine."

    down, _ = await run_test(gate, frames_to_send=[context(said)])

    assert [type(frame) for frame in down] == [TTSSpeakFrame, LLMContextFrame]


async def test_words_are_looked_at_once() -> None:
    gate = NoticeGate(reminder=list, said=asked_to_stop)
    frames = [context("Please stop the recording."), context("Please stop the recording.", "A cleaning.")]

    down, _ = await run_test(gate, frames_to_send=frames)

    assert [type(frame) for frame in down] == [TTSSpeakFrame, LLMContextFrame]
