"""Voices as one: what a voice does not say, or not to its end, is said by the next.

A sentence that broke off is said again from its beginning, so that nothing is heard in two halves.
"""

from collections.abc import Sequence
from typing import Any

from pipecat.frames.frames import (
    AggregatedTextFrame,
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    EndFrame,
    Frame,
    InterruptionFrame,
    LLMAssistantPushAggregationFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    SystemFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from services.failover.alarm import Alarm
from services.failover.group import DOWN, ServiceGroup
from services.failover.member import Member
from services.failover.news import Tell
from services.failover.speech_watch import SpeechWatch
from services.failover.unsaid import Item, Unsaid

FIRST_AUDIO_SECS = 1.5


class TTSGroup(ServiceGroup):
    """Several voices that speak one after the other, never at the same time."""

    def __init__(
        self, members: Sequence[Member], tell: Tell, first_audio_secs: float = FIRST_AUDIO_SECS
    ) -> None:
        super().__init__("tts", members, tell)
        self._watch = SpeechWatch(first_audio_secs)
        self._alarm = Alarm(lambda: self._watch.due, self._late)
        self._unsaid = Unsaid()
        self._sentences: dict[str, list[tuple[Item, int]]] = {}
        """Context to the texts it is about: the item, and where in it each sentence ends."""
        self._unheard: dict[str, list[TTSTextFrame]] = {}
        """Words by their context, without sound behind them yet: the history is to hold what was heard."""
        self._entry: LLMAssistantPushAggregationFrame | None = None
        """The words before it enter the history. A voice tells it before it stops, said or not."""
        self._own: set[int] = set()
        """Ids of frames that only a service is to see."""
        self._aloud = False
        """Whether the agent is heard: meanwhile a voice may keep everything that comes after."""
        self._in_answer = False
        """Whether an answer has begun for whoever stands behind, and has not ended."""

    @property
    def busy(self) -> bool:
        """Whether something is to be said."""
        return self._watch.owes or any(item.is_text and item.rest.strip() for item in self._unsaid)

    # What comes to the voices

    async def given(self, frame: Frame, direction: FrameDirection) -> None:
        """Everything keeps its place behind what is said."""
        if direction is not DOWN or isinstance(frame, SystemFrame):
            if isinstance(frame, BotStartedSpeakingFrame | BotStoppedSpeakingFrame):
                self._aloud = isinstance(frame, BotStartedSpeakingFrame)
                self._look()
            await super().given(frame, direction)
            return
        begins = isinstance(frame, LLMFullResponseStartFrame | TTSSpeakFrame)
        if begins and not self.busy and not self.dismissed and not self._in_answer:
            await self.prefer()
        self._unsaid.add(frame)
        if not self.dismissed:
            await self._give(frame)

    async def _give(self, frame: Frame) -> None:
        if isinstance(frame, TTSSpeakFrame | LLMFullResponseEndFrame | EndFrame) and self._unsaid.complete:
            self._watch.given(self.now())
        self._look()
        await self.active.service.queue_frame(frame, DOWN)

    def _look(self) -> None:
        """Something has its turn now, or has not any more."""
        self._watch.stands(self._unsaid.stands and not self._aloud, self.now())
        self._alarm.set()

    def interrupted(self) -> None:
        """What nobody may interrupt is still said, and watched."""
        self.dropped()
        gone = self._unsaid.interrupted()
        for context, sentences in list(self._sentences.items()):
            if all(item in gone for item, _ in sentences):
                self._watch.forget(context)
                self._unheard.pop(context, None)
                del self._sentences[context]
        self._watch.quiet(waits=self._unsaid.complete, now=self.now())
        self._look()
        self._in_answer = False
        self._entry = None

    # What comes out of the voices

    async def came(self, frame: Frame, direction: FrameDirection) -> None:
        """Note what is said; everything goes on but the end of something that was not said."""
        if frame.id in self._own:
            self._own.discard(frame.id)
            return
        if direction is not DOWN:
            await self.push_frame(frame, direction)
            return
        match frame:
            case TTSAudioRawFrame():
                await self._sounded(frame)
            case TTSTextFrame():
                await self._word(frame)
            case LLMAssistantPushAggregationFrame():
                self._entry = frame
            case TTSStoppedFrame():
                if await self._stopped(frame.context_id or ""):
                    await self.push_frame(frame)
            case _:
                if await self._is_due(frame):
                    self._pass(frame)
                    await self.push_frame(frame)

    async def _is_due(self, frame: Frame) -> bool:
        """Whether all that was given before a frame is said: a voice that is cut off tells no end of it."""
        before = self._unsaid.before(frame)
        for context, sentences in list(self._sentences.items()):
            if any(item in before for item, _ in sentences) and not await self._stopped(context):
                return False
        return True

    def _pass(self, frame: Frame) -> None:
        if isinstance(frame, AggregatedTextFrame) and frame.will_be_spoken and frame.context_id:
            self._announced(frame, frame.context_id)
            return
        if isinstance(frame, LLMFullResponseStartFrame | LLMFullResponseEndFrame):
            self._in_answer = isinstance(frame, LLMFullResponseStartFrame)
        self._unsaid.passed(frame)
        self._look()

    def _announced(self, frame: AggregatedTextFrame, context: str) -> None:
        found = self._unsaid.announced(frame.raw_text or frame.text)
        if found is not None:
            self._sentences.setdefault(context, []).append(found)
            self._watch.announced(context, frame.text, self.now())
            self._alarm.set()

    async def _sounded(self, frame: TTSAudioRawFrame) -> None:
        context = frame.context_id
        if context is None:
            await self.push_frame(frame)
        elif not frame.audio.strip(b"\0"):
            # Nobody waits for a silence to be over.
            if self._watch.has_sounded(context):
                await self.push_frame(frame)
        else:
            if self._watch.has_sounded(context):
                await self._push_words(context)
            secs = len(frame.audio) / 2 / frame.num_channels / frame.sample_rate
            self._watch.sounded(context, secs, self.now())
            self._alarm.set()
            await self.push_frame(frame)

    async def _word(self, frame: TTSTextFrame) -> None:
        """Words wait for the sound behind them: one that breaks off tells all that were left as well."""
        context = frame.context_id or ""
        self._watch.word(context, frame.text)
        if self._watch.is_open(context):
            self._unheard.setdefault(context, []).append(frame)
        else:
            await self.push_frame(frame)

    async def _push_words(self, context: str) -> None:
        for word in self._unheard.pop(context, []):
            await self.push_frame(word)

    async def _stopped(self, context: str) -> bool:
        """A context is over; whether all of it was said."""
        verdict = self._watch.stopped(context)
        if verdict is not None:
            self.fail(verdict, "the voice stopped before it had said all it was given")
            return False
        await self._push_words(context)
        await self._enter()
        sentences = self._sentences.pop(context, [])
        for item, end in sentences:
            item.said = max(item.said, end)
        self._unsaid.drop_said()
        if sentences:
            self.worked()
        if not self._watch.begun:
            self._watch.quiet(waits=self._unsaid.complete, now=self.now())
            self._look()
        return True

    async def _enter(self) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            await self.push_frame(entry)

    async def _ended(self, frame: EndFrame) -> None:
        self._unsaid.passed(frame)
        self._look()
        await super()._ended(frame)

    # Failing over

    def _late(self) -> None:
        verdict = self._watch.overdue(self.now())
        if verdict is not None:
            self.fail(verdict, "nothing has come out of it in time")

    def hurry(self) -> bool:
        """The caller has waited too long: a voice that owes something has failed. Whether one did."""
        if self._watch.due is None:
            return False
        self.fail("speech_deadline", "the caller has waited too long")
        return True

    def fail(self, *args: Any, **kwargs: Any) -> None:
        """As in the base; and what was said until now is settled."""
        if self.dismissed:
            return
        for context, sentences in self._sentences.items():
            sounding = self._watch.contexts.get(context)
            for item, end in sentences[: sounding.sentences if sounding else 0]:
                item.said = max(item.said, end)
        self._forget()
        super().fail(*args, **kwargs)

    def _forget(self) -> None:
        self._entry = None
        self._sentences.clear()
        self._unheard.clear()
        self._watch.contexts.clear()
        self._watch.quiet(waits=False, now=self.now())
        self._watch.stands(False, self.now())

    async def take_over(self, before: Member) -> None:
        """Say what the one before has not said."""
        # Its outputs are not heard any more, so that this interrupts nobody but the service itself.
        await before.service.queue_frame(InterruptionFrame())
        items = self._unsaid.clear()
        if self._in_answer:
            # A voice wants to know that these sentences are one answer.
            start = LLMFullResponseStartFrame()
            self._own.add(start.id)
            await self.active.service.queue_frame(start, DOWN)
        for item in items:
            again = _again(item)
            if again is not None:
                self._unsaid.add(again)
                await self._give(again)

    async def give_up(self, why: str, message: str) -> None:
        """Nobody can say it: it is let go, and whatever has its place behind it goes on."""
        items = self._unsaid.clear()
        stop = InterruptionFrame()
        self._interrupting = stop.id
        await self.active.service.queue_frame(stop, DOWN)
        if any(isinstance(item.frame, TTSSpeakFrame) for item in items):
            self._entry = LLMAssistantPushAggregationFrame()
        await self._enter()
        await self.push_frame(TTSStoppedFrame())
        await super().give_up(why, message)
        for item in items:
            if not item.is_text:
                await self.push_frame(item.frame)
                if isinstance(item.frame, LLMFullResponseEndFrame):
                    self._in_answer = False

    def _closing(self) -> None:
        self._forget()
        self._alarm.close()


def _again(item: Item) -> Frame | None:
    """What is left of an item, as a frame for another voice."""
    if not item.is_text:
        return item.frame
    if not item.rest.strip():
        return None
    if isinstance(item.frame, TTSSpeakFrame):
        speak = TTSSpeakFrame(item.rest.strip(), append_to_context=item.frame.append_to_context)
        speak.interruptible = item.frame.interruptible
        return speak
    return LLMTextFrame(item.rest)
