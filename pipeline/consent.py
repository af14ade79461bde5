"""The recording of one call, as far as the caller has a say in it."""

import asyncio
from typing import Protocol

from pipecat.frames.frames import Frame

from calls.events import (
    ConsentAnswered,
    ConsentWithdrawn,
    RecordingDestroyed,
    RecordingStarted,
    RecordingStopped,
    Via,
)
from calls.journal import Journal
from compliance.consent import Answer, Asking, takes_back
from compliance.disclosure import texts_for
from compliance.recording import Decision
from pipeline.notices import Notices
from spoken.base import Setting as SpokenSetting


class ConsentedSound(Protocol):
    """What is kept of the call's sound; `calls.recordings.StereoRecording` is one."""

    def consent(self) -> None:
        """What was buffered since the answer becomes the recording."""
        ...

    def refuse(self) -> int:
        """Nothing is kept, and nothing will be. Returns the bytes of audio that were dropped."""
        ...

    def open_mask(self, from_ms: float) -> None:
        """From here on the recording is silent."""
        ...


class Consent:
    """Asks, hears the answer, and does with the recording what it means."""

    def __init__(
        self,
        journal: Journal,
        notices: Notices,
        *,
        sound: ConsentedSound | None,
        decision: Decision | None,
        started: RecordingStarted | None,
        language: str,
    ) -> None:
        """`decision` is None when the agent file wants no recording; `started` is written upon a yes."""
        self._journal, self._notices = journal, notices
        self._sound, self._decision, self._started = sound, decision, started
        self._language = language
        self._asking: Asking | None = None
        self._asked = 0
        self._via: Via | None = None
        self._speaking = False
        self._woken = asyncio.Event()
        self._recording = sound is not None and decision is not None and decision.mode == "announce"
        self._undecided = sound is not None and decision is not None and decision.mode == "ask"

    @property
    def due(self) -> bool:
        """Whether the caller has to be asked."""
        return self._undecided

    @property
    def recording(self) -> bool:
        """Whether what is said now is kept."""
        return self._recording

    @property
    def asking(self) -> bool:
        """Whether the question is on the table, so that what the caller says and presses is its answer."""
        return self._asking is not None

    async def ask(self, before: str, spoken: SpokenSetting, answer_secs: float) -> Answer:
        """Ask after the words `before`, at most twice, and act upon the answer. Needs a running call."""
        asking = self._asking = Asking(self._language, spoken)
        try:
            while asking.answer is None:
                question = asking.text()
                self._asked = asking.asked
                what = "question" if asking.asked == 1 else "asked_again"
                self._woken.clear()
                await self._notices.tell(what, f"{before} {question}".strip())
                before = ""
                await self._wait(asking, answer_secs)
        finally:
            self._asking = None
        self._decide(asking.answer)
        return asking.answer

    def words(self, text: str, via: Via) -> bool:
        """The caller said or typed something ("" = sound without a word); whether it was for the question."""
        if self._asking is None:
            return False
        self._speaking = False
        if text:
            self._via = via
            self._asking.words(text)
        self._woken.set()
        return True

    def key(self, key: str) -> bool:
        """A key was pressed; whether it was taken for the answer."""
        if self._asking is None:
            return False
        self._asking.key(key)
        if self._asking.answer is not None:
            self._via = "keypad"
            self._woken.set()
        return True

    def speaks(self) -> None:
        """The caller has begun to speak: the question waits for the end of it."""
        self._speaking = True

    def urgent(self) -> None:
        """There is something more important than the question, and nobody has agreed."""
        if self._asking is not None and self._asking.answer is None:
            self._asking.answer = "unclear"
            self._woken.set()

    async def withdraw(self, text: str) -> list[Frame]:
        """What is to be said to a caller who wants no recording (any more); nothing where that is not so."""
        if not takes_back(text, self._language):
            return []
        texts = texts_for(self._language)
        self._journal.write(ConsentWithdrawn(was="recording" if self._recording else "not_recording"))
        if not self._recording or self._sound is None or self._decision is None:
            return self._notices.frames("answered", texts.nothing_kept)
        self._recording = False
        if self._decision.withdrawn == "stopped":
            self._sound.open_mask(self._journal.now_ms())
            self._journal.write(RecordingStopped())
            return self._notices.frames("answered", texts.stopped)
        self._journal.write(RecordingDestroyed(bytes=self._sound.refuse(), reason="withdrawn"))
        return self._notices.frames("answered", texts.destroyed)

    def close(self) -> None:
        """The call is over. Who has not agreed by now has not agreed. May be called again."""
        if self._undecided:
            self._decide("hung_up")

    async def _wait(self, asking: Asking, answer_secs: float) -> None:
        """Until there is an answer, or the question is to be put again."""
        while asking.answer is None:
            try:
                async with asyncio.timeout(answer_secs):
                    await self._woken.wait()
            except TimeoutError:
                if self._speaking:
                    self._speaking = False  # once: a crowd or a television speaks on and on
                    continue
                asking.silence()
                return
            self._woken.clear()
            if asking.unread:
                asking.unread = False
                return

    def _decide(self, answer: Answer) -> None:
        self._undecided = False
        via = None if answer in ("silence", "hung_up") else self._via
        self._journal.write(ConsentAnswered(answer=answer, via=via, asked=self._asked))
        if self._sound is None:
            return
        if answer == "yes":
            self._sound.consent()
            self._recording = True
            if self._started is not None:
                self._journal.write(self._started)
            return
        self._journal.write(RecordingDestroyed(bytes=self._sound.refuse(), reason=answer))
