"""While the window is open no word and no key of the caller gets past the ears, or into the history."""

import asyncio
from typing import Any

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    EagerTranscriptionFrame,
    Frame,
    InputDTMFFrame,
    InterimTranscriptionFrame,
    InterruptionFrame,
    LLMContextFrame,
    LLMRunFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    TranscriptionFrame,
)
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.tests.utils import SleepFrame
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies

from calls.secure_window import CAPTURED, HIDDEN, Progress, Reply, SecureWindow
from processors.secure_window import SecureEars
from processors.turn_pair import TurnPair
from tests.patient import run_test

SECRET = "four one one one"


class Form:
    """Takes anything; complete at four keys."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def hear(self, said: str, *, keyed: bool) -> Reply:
        self.heard.append(said)
        return Reply("Next?", taken=True)

    def progress(self, said: str, *, keyed: bool) -> Progress:
        return "complete" if len(said) >= 4 else "begun"

    def silent(self) -> Reply:
        return Reply("Hello?")

    def wipe(self) -> None: ...


class Ears:
    """The processor, its window, and what it told."""

    def __init__(self, *, opened: bool = True) -> None:
        self.window, self.form, self.told = SecureWindow(lambda: 0.0), Form(), []
        if opened:
            self.window.open(self.form, at_ms=0)
        self.processor = SecureEars(self.window, HIDDEN, self._answered)

    async def _answered(self, via: str) -> None:
        self.told.append(via)
        self.window.judge(keyed=via == "keypad")


class Onlooker(BaseObserver):
    """Sees every frame as it is pushed first."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    async def on_push_frame(self, data: FramePushed) -> None:
        if isinstance(data.frame, TranscriptionFrame | InterimTranscriptionFrame):
            self.texts.append(data.frame.text)


def words(text: str) -> TranscriptionFrame:
    return TranscriptionFrame(text, "", "now", result={"transcript": text}, finalized=True)


def keys(text: str) -> list[Frame]:
    return [InputDTMFFrame(KeypadEntry(key)) for key in text]


async def test_words_go_to_the_form_and_something_else_goes_on() -> None:
    ears = Ears()
    sent = [
        InterimTranscriptionFrame(SECRET, "", "now"),
        words(SECRET),
        EagerTranscriptionFrame(SECRET, "", "now"),
    ]
    onlooker = Onlooker()
    down, _ = await run_test(ears.processor, frames_to_send=sent, observers=[onlooker])
    seen = [frame for frame in down if isinstance(frame, TranscriptionFrame | InterimTranscriptionFrame)]
    assert [(frame.text, frame.result) for frame in seen] == [(HIDDEN, None)] * 2
    assert not any(isinstance(frame, EagerTranscriptionFrame) for frame in down)
    assert ears.window.judge() == CAPTURED and ears.form.heard == [SECRET]
    assert set(onlooker.texts) == {HIDDEN}, "who looks on, such as a page, has not seen it either"


async def test_keys_stay_here_and_the_first_one_interrupts() -> None:
    ears = Ears()
    down, _ = await run_test(ears.processor, frames_to_send=keys("4111"))
    assert not any(isinstance(frame, InputDTMFFrame) for frame in down)
    assert sum(isinstance(frame, InterruptionFrame) for frame in down) == 1
    assert ears.told == ["keypad"] and ears.form.heard == ["4111"]


async def test_a_closed_window_lets_everything_through() -> None:
    ears = Ears(opened=False)
    down, _ = await run_test(ears.processor, frames_to_send=[words(SECRET), *keys("41")])
    assert [frame.text for frame in down if isinstance(frame, TranscriptionFrame)] == [SECRET]
    assert [frame.button.value for frame in down if isinstance(frame, InputDTMFFrame)] == ["4", "1"]
    assert ears.told == [] and ears.form.heard == []


async def turn(*, opened: bool) -> tuple[list[Any], list[str], bool, bool]:
    """A spoken turn: the history, what was told of it, whether a model was asked, and interrupted."""
    ears, context, told = Ears(opened=opened), LLMContext(), []
    params = LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())
    user = TurnPair(context, user_params=params).user()
    user.window = ears.window

    async def stopped(_user: object, _strategy: object, message: Any) -> None:
        told.append(message.content)

    user.add_event_handler("on_user_turn_stopped", stopped)
    sent = [
        ProposedUserStartedSpeakingFrame(),
        SleepFrame(0.05),
        words(SECRET),
        SleepFrame(0.05),
        ProposedUserStoppedSpeakingFrame(),
        SleepFrame(0.05),
        LLMRunFrame(),
    ]
    down, _ = await run_test(Pipeline([ears.processor, user]), frames_to_send=sent)
    await asyncio.sleep(0)
    asked = any(isinstance(frame, LLMContextFrame) for frame in down)
    return context.get_messages(), told, asked, any(isinstance(f, InterruptionFrame) for f in down)


async def test_a_turn_in_the_window_interrupts_and_neither_enters_the_history_nor_is_answered() -> None:
    assert await turn(opened=True) == ([], [CAPTURED], False, True)


async def test_the_same_turn_without_a_window_does_both() -> None:
    history, told, asked, interrupted = await turn(opened=False)
    assert [message["content"] for message in history] == [SECRET]
    assert (told, asked, interrupted) == ([SECRET], True, True)
