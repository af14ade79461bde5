"""Language models as one: an answer that does not come, breaks off, or is none is given by the next.

The next is asked with the history as it is then, so that a tool that has run is in it and is not run again.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Protocol, cast, runtime_checkable

from pipecat.frames.frames import (
    Frame,
    FunctionCallCancelFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    FunctionCallsStartedFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    LLMUpdateSettingsFrame,
    MetricsFrame,
    ServiceUpdateSettingsFrame,
    SystemFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.utils.string import match_endofsentence
from pipecat.utils.types import is_given

from services.failover.alarm import Alarm
from services.failover.group import DOWN, ServiceGroup
from services.failover.member import Member
from services.failover.news import Tell
from services.failover.reply_watch import ReplyLimits, ReplyWatch
from services.failover.words import WholeWords

TOOLS = (
    FunctionCallsStartedFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    FunctionCallCancelFrame,
)
"""What is told of a tool. It is told whoever called it, and whoever serves meanwhile."""

BREAKS_OFF = "... "
"""Said behind an answer that broke off in the middle of a sentence, before it is given anew."""


@runtime_checkable
class TellsProgress(Protocol):
    """A service that tells of a tool's call while it is on its way."""

    on_progress: Callable[[], None]


class LLMGroup(ServiceGroup):
    """Several language models, with one history, one set of tools and one role."""

    def __init__(self, members: Sequence[Member], tell: Tell, limits: ReplyLimits | None = None) -> None:
        super().__init__("llm", members, tell)
        self._watch = ReplyWatch(limits or ReplyLimits(), _has_sentence)
        self._alarm = Alarm(lambda: self._watch.due, self._late)
        self._words = WholeWords()
        self._skip_tts: bool | None = None
        self._waiting: deque[Frame] = deque()
        """What the active model was given and has neither let out nor answered, in order."""
        self._open = False
        """Whether an answer has begun for whoever stands behind."""
        for member in self.members:
            if isinstance(member.service, TellsProgress):
                member.service.on_progress = partial(self._progress, member)

    @property
    def active_llm(self) -> LLMService:
        """Who answers now."""
        return cast(LLMService, self.active.service)

    async def run_inference(self, context: LLMContext, **kwargs: Any) -> str | None:
        """An answer aside from the call, by whoever answers now."""
        return await self.active_llm.run_inference(context=context, **kwargs)

    @property
    def busy(self) -> bool:
        """Whether an answer is owed."""
        return self.answering

    @property
    def answering(self) -> bool:
        """Whether an answer is owed."""
        return any(isinstance(frame, LLMContextFrame) for frame in self._waiting)

    # What comes to the models

    async def given(self, frame: Frame, direction: FrameDirection) -> None:
        """A question goes to whoever is well; everything else keeps its place behind it."""
        if isinstance(frame, LLMContextFrame):
            if not self.answering and not self.dismissed:
                await self.prefer()
            self._waiting.append(frame)
            if not self.dismissed:
                if self._question() is frame:
                    self._asked()
                await self.active.service.queue_frame(frame, DOWN)
            return
        if direction is DOWN and not isinstance(frame, SystemFrame):
            self._waiting.append(frame)
            if self.dismissed:
                return
        await super().given(frame, direction)

    def reaches(self, frame: ServiceUpdateSettingsFrame, member: Member) -> bool:
        """The role is that of the agent, whoever speaks for it."""
        if isinstance(frame, LLMUpdateSettingsFrame) and frame.service is None and frame.delta is not None:
            given = {each.name for each in fields(frame.delta) if is_given(getattr(frame.delta, each.name))}
            if given - {"extra"} <= {"system_instruction"}:
                return True
        return super().reaches(frame, member)

    def _question(self) -> LLMContextFrame | None:
        return next((frame for frame in self._waiting if isinstance(frame, LLMContextFrame)), None)

    def _asked(self) -> None:
        self._watch.asked(self.now())
        self._words.clear()
        self._alarm.set()

    def interrupted(self) -> None:
        """What is to be done in any case stays: an end, and what nobody may interrupt."""
        if self.answering:
            self.dropped()
        self._waiting = deque(frame for frame in self._waiting if not frame.interruptible)
        self._watch.stopped()
        self._words.clear()
        self._open = False

    # What comes out of the models

    async def came(self, frame: Frame, direction: FrameDirection) -> None:
        """Words go on by the word, tools at once, and an end only behind an answer."""
        if direction is not DOWN:
            if isinstance(frame, TOOLS):
                self._watch.call()
            await self.push_frame(frame, direction)
            return
        match frame:
            case LLMFullResponseStartFrame():
                if not self._open:
                    self._open = True
                    await self.push_frame(frame)
            case LLMTextFrame():
                await self._said(frame)
            case LLMFullResponseEndFrame():
                await self._ended_answer(frame)
            case _:
                await self._other(frame)

    async def came_late(self, member: Member, frame: Frame, direction: FrameDirection) -> None:
        """What a model says that was dismissed is not heard; the tools that it called are told of."""
        if isinstance(frame, TOOLS):
            await self.push_frame(frame, direction)

    async def _said(self, frame: LLMTextFrame) -> None:
        self._watch.word(frame.text, self.now())
        self._alarm.set()
        self._skip_tts = frame.skip_tts
        words = self._words.add(frame.text)
        if words == frame.text:
            await self.push_frame(frame)
        else:
            await self._push_words(words)

    async def _push_words(self, words: str) -> None:
        if words:
            frame = LLMTextFrame(words)
            frame.skip_tts = self._skip_tts
            await self.push_frame(frame)

    async def _ended_answer(self, frame: LLMFullResponseEndFrame) -> None:
        if self._question() is None:
            return  # nobody has asked, or nobody waits any more
        verdict = self._watch.ended()
        if verdict is not None:
            self.fail(verdict, "an answer without a word and without a tool")
            return
        self.worked()
        self._answered()
        await self._push_words(self._words.rest())
        self._open = False
        await self.push_frame(frame)
        if self.answering:
            self._asked()

    def _answered(self) -> None:
        """The first question is answered; what was given before it has been taken in."""
        question = self._question()
        while question is not None and self._waiting:
            if self._waiting.popleft() is question:
                return

    async def _other(self, frame: Frame) -> None:
        if isinstance(frame, TOOLS):
            self._watch.call()
            await self._push_words(self._words.rest())
        elif isinstance(frame, MetricsFrame) and not isinstance(self.active.service, TellsProgress):
            self._watch.sign(self.now())
            self._alarm.set()
        self._waiting = deque(waiting for waiting in self._waiting if waiting is not frame)
        await self.push_frame(frame)

    def _progress(self, member: Member) -> None:
        if member is self.active:
            self._watch.progress(self.now())
            self._alarm.set()

    # Failing over

    def _late(self) -> None:
        verdict = self._watch.overdue(self.now())
        if verdict is not None:
            self.fail(verdict, "the answer did not come in time")

    def hurry(self) -> bool:
        """The caller has waited too long: whoever owes an answer has failed. Whether somebody did."""
        if not self.answering or self._watch.called:
            return False
        self.fail("speech_deadline", "the caller has waited too long")
        return True

    def fail(self, *args: Any, **kwargs: Any) -> None:
        """As in the base; nobody waits for the failed answer any more."""
        self._watch.stopped()
        super().fail(*args, **kwargs)

    async def take_over(self, before: Member) -> None:
        """Answer what the one before left open, and let out what waits behind it."""
        # As on barge-in, but for the tools: those that run belong to the call and not to the model.
        await before.service._start_interruption()
        again, self._waiting = list(self._waiting), deque()
        if self._words.begun and self._words.broken_off:
            await self._push_words(BREAKS_OFF)
        self._words.clear()
        for frame in again:
            await self._again(frame)

    async def _again(self, frame: Frame) -> None:
        if isinstance(frame, LLMContextFrame):
            if self._watch.called and not self.answering:
                return  # the tool's result will ask
            frame = LLMContextFrame(context=frame.context)
        first = isinstance(frame, LLMContextFrame) and not self.answering
        self._waiting.append(frame)
        if first:
            self._asked()
        await self.active.service.queue_frame(frame, DOWN)

    async def give_up(self, why: str, message: str) -> None:
        """The answer ends here, so that what comes next is not taken for a part of it."""
        rest = [frame for frame in self._waiting if not isinstance(frame, LLMContextFrame)]
        self._waiting.clear()
        self._words.clear()
        await self.active.service._start_interruption()
        if self._open:
            self._open = False
            await self.push_frame(LLMFullResponseEndFrame())
        await super().give_up(why, message)
        for frame in rest:
            await self._again(frame)

    def _closing(self) -> None:
        self._watch.stopped()
        self._alarm.close()


def _has_sentence(text: str) -> bool:
    """Whether a voice can begin: it waits for the end of a sentence, and for what follows."""
    end = match_endofsentence(text)
    return 0 < end < len(text.rstrip())
