"""Ears as one: what the caller said while nobody understood it is heard again by the next.

The caller's sound goes on past the ears, so that whoever is stuck holds up nothing. Where one understands no
word, the next is asked; if it understands none either, it was no speech and nobody has failed.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from services.failover.alarm import Alarm
from services.failover.group import CLOSING_SECS, DOWN, UP, ServiceGroup
from services.failover.hearing_watch import BEFORE_SECS, HearingWatch
from services.failover.member import Member, choose
from services.failover.news import Failed, Switched, Tell

MUTE_SECS = 1.5

KEPT_SECS = 20.0
"""Seconds of the caller's sound that are kept at most."""

REST_SECS = 3.0
"""Seconds after which ears are looked at again, where none were left."""

REMEMBERED = 256
"""Frames that were given to a service and may come out of it once more."""


class STTGroup(ServiceGroup):
    """Several recognisers, of which one hears the caller."""

    obeys_interruptions = False

    def __init__(self, members: Sequence[Member], tell: Tell, mute_secs: float = MUTE_SECS) -> None:
        super().__init__("stt", members, tell)
        self._watch = HearingWatch(mute_secs)
        self._alarm = Alarm(lambda: self._watch.due, self._late)
        self._kept: deque[tuple[float, InputAudioRawFrame]] = deque()
        self._given: deque[int] = deque(maxlen=REMEMBERED)
        self._doubted: Member | None = None
        """Who has understood nothing of what another is asked about now."""
        self._rests_until = 0.0
        self._ending = False

    # What comes to the ears

    async def given(self, frame: Frame, direction: FrameDirection) -> None:
        """Everything goes on at once, and to the ears as well."""
        if isinstance(frame, InputAudioRawFrame):
            self._keep(frame)
            await self.push_frame(frame, direction)
            if not self.dismissed:
                await self.active.service.queue_frame(frame, direction)
            return
        if isinstance(frame, EndFrame):
            await self.active.service.queue_frame(frame, direction)
            self.spawn(self._end_anyway(frame), "end")
            return
        self._given.append(frame.id)
        await self.push_frame(frame, direction)
        self._note(frame)
        if not self.dismissed:
            await self.active.service.queue_frame(frame, direction)
        if isinstance(frame, BotStartedSpeakingFrame) and not self._watch.owes and not self.dismissed:
            # The caller listens: a good moment to go back to whoever hears better.
            await self.prefer()

    def _keep(self, frame: InputAudioRawFrame) -> None:
        now = self.now()
        self._kept.append((now, frame))
        oldest = max(self._watch.since, now - KEPT_SECS) if self._watch.owes else now - 2 * BEFORE_SECS
        while self._kept[0][0] < oldest:
            self._kept.popleft()

    def _note(self, frame: Frame) -> None:
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._watch.started(self.now() - frame.start_secs)
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._watch.stopped(self.now() - frame.stop_secs)
            self._alarm.set()

    # What comes out of the ears

    async def came(self, frame: Frame, direction: FrameDirection) -> None:
        """What was understood; what was only passed on has gone its way already."""
        if isinstance(frame, InputAudioRawFrame) or frame.id in self._given:
            return
        if isinstance(frame, TranscriptionFrame):
            self._understood()
        await self.push_frame(frame, direction)

    async def came_late(self, member: Member, frame: Frame, direction: FrameDirection) -> None:
        """One that was given up for mute has understood something before the next has."""
        if member is self._doubted and isinstance(frame, TranscriptionFrame) and self._watch.owes:
            self._doubted = None
            self.active = member
            self._understood()
            await self.push_frame(frame, direction)

    def _understood(self) -> None:
        doubted, self._doubted = self._doubted, None
        if doubted is not None:
            # There were words: the other one has failed.
            doubted.failed(self.now())
            self._tell(Failed(self.kind, doubted.name, "mute", "no word of the caller was understood"))
            self._tell(Switched(self.kind, self.active.name, doubted.name, "mute"))
        self._watch.understood(self.now())
        self.worked()

    # Failing over

    def _late(self) -> None:
        if self._watch.overdue(self.now()):
            self.spawn(self._ask_another(), "second opinion")

    async def _ask_another(self) -> None:
        first = self._doubted
        if first is not None:
            # Nobody understands a word: it was no speech.
            self._doubted, self.active = None, first
            self._watch.nothing()
            return
        chosen = choose(self.members, self.now(), {self.active})
        if chosen is None:
            self._watch.nothing()
            return
        self._doubted, self.active = self.active, chosen
        await self._hear_again()

    async def take_over(self, before: Member) -> None:
        """Hear what the one before may not have understood."""
        if self._doubted is self.active:
            self._doubted = None
        if self._watch.owes:
            await self._hear_again()
        else:
            # Speech may have begun that was not noticed yet.
            for _, frame in list(self._kept):
                await self.active.service.queue_frame(frame, DOWN)

    def fail(self, *args: Any, **kwargs: Any) -> None:
        """As in the base; but who has nobody to hand over to is left to recover for a moment."""
        if self.now() >= self._rests_until:
            super().fail(*args, **kwargs)

    async def _hear_again(self) -> None:
        service, since = self.active.service, self._watch.since
        await self._own(VADUserStartedSpeakingFrame(), UP)
        for at, frame in list(self._kept):
            if at >= since:
                await service.queue_frame(frame, DOWN)
        if not self._watch.speaking:
            await self._own(VADUserStoppedSpeakingFrame(), UP)
            self._watch.waited(self.now())
            self._alarm.set()

    async def _own(self, frame: Frame, direction: FrameDirection) -> None:
        """Only the service is to see it."""
        self._given.append(frame.id)
        await self.active.service.queue_frame(frame, direction)

    def hurry(self) -> bool:
        """Ears have deadlines of their own."""
        return False

    async def give_up(self, why: str, message: str) -> None:
        """Nobody hears; the one that is active goes on trying."""
        self._watch.nothing()
        self._rests_until = self.now() + REST_SECS
        await super().give_up(why, message)

    # The end

    async def _end_anyway(self, frame: EndFrame) -> None:
        """Ears that are stuck hold up no end."""
        gone: Any = self._gone[self.active]
        await self._within(gone.wait(), CLOSING_SECS)
        if not self._ending:
            await self._ended(frame)

    async def _ended(self, frame: EndFrame) -> None:
        if not self._ending:
            self._ending = True
            await super()._ended(frame)

    def _closing(self) -> None:
        self._watch.nothing()
        self._alarm.close()
