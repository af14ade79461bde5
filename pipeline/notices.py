"""The notices of one call: who is speaking and what is recorded, said in fixed words, with evidence."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from pipecat.frames.frames import Frame

from calls.events import AgentSpoke, AgentStartedSpeaking, CallEvent, DisclosureOff, NoticeGiven
from calls.events.disclosure import NoticeKind
from calls.journal import Journal
from compliance.disclosure import says_ai, says_recorded, texts_for, version_of
from configs.schema.agent import AgentConfig
from pipeline.caller_side import PipelineCallerSide, notice

SECS_PER_MINUTE = 60
_CERTAIN_SECS = 0.001
"""Less than this is missing only because seconds are no whole numbers."""


@dataclass(eq=False)
class _Pending:
    what: NoticeKind
    text: str
    start_ms: int | None = None


class Notices:
    """Says them, and writes down what was heard of them."""

    def __init__(self, config: AgentConfig, journal: Journal, side: PipelineCallerSide) -> None:
        """Nothing was said yet."""
        self._config, self._journal, self._side = config, journal, side
        self._disclosure = config.compliance.disclosure
        self._texts = texts_for(config.language)
        self._pending: list[_Pending] = []
        self._told_at: float | None = None
        self._greeting: Callable[[], None] | None = None
        journal.on_event(self._see)
        if self._disclosure.off_because:
            journal.write(DisclosureOff(because=self._disclosure.off_because))

    # The texts

    @property
    def ai(self) -> str:
        """That this is a machine; "" where the agent file has a reason not to say it."""
        return "" if self._disclosure.off_because else self._disclosure.text or self._texts.ai

    @property
    def recorded(self) -> str:
        """That the call is recorded."""
        own = self._config.recording.announcement
        return self._texts.recorded if own is None else own

    def opening(self, *, recorded: bool) -> str:
        """The first sentence, as far as neither our own words nor the greeting say it already; may be ""."""
        ai = "" if self._disclosure.in_greeting else self.ai
        if recorded and ai and says_recorded(ai, self._config.language):
            return ai
        return _joined(ai, self.recorded if recorded else "")

    def returned(self, text: str) -> str:
        """A sentence that takes the conversation up again, and who it is that says it."""
        if self._disclosure.off_because or says_ai(text, self._config.language):
            return text
        return _joined(self._texts.again, text)

    # Saying them

    async def tell(self, what: NoticeKind, text: str) -> bool:
        """Say it now, not to be interrupted. Returns when it was heard, and whether it was."""
        pending = self._begin(what, text)
        heard = await self._side.told(text)
        self._finished(pending, heard=heard)
        return heard

    def frames(self, what: NoticeKind, text: str) -> list[Frame]:
        """The same, as frames to be pushed where it is to be said. Nothing waits for it."""
        pending = self._begin(what, text)
        return [notice(text), self._side.mark(lambda: self._finished(pending, heard=True))]

    def reminder(self) -> list[Frame]:
        """What is to be said once more by now; nothing while it is not time."""
        due = self._disclosure.every_minutes * SECS_PER_MINUTE
        if self._disclosure.off_because or self._told_at is None or self._waiting_for_words:
            return []
        if self._now() - self._told_at < due - _CERTAIN_SECS:
            return []
        self._told_at = self._now()  # once, even if the next answer comes before it was heard
        return self.frames("reminder", self._texts.reminder)

    def watch_greeting(self, say: Callable[[], None]) -> None:
        """The flow's greeting is to say it: if the caller does not hear it there, `say` is called."""
        if self._disclosure.in_greeting:
            self._greeting = say

    def close(self) -> None:
        """The call is over: what was not heard to its end is told as such."""
        for pending in list(self._pending):
            self._finished(pending, heard=False)

    @property
    def _waiting_for_words(self) -> bool:
        return any(pending.what == "reminder" for pending in self._pending)

    def _begin(self, what: NoticeKind, text: str) -> _Pending:
        pending = _Pending(what, text)
        self._pending.append(pending)
        return pending

    def _finished(self, pending: _Pending, *, heard: bool) -> None:
        if pending not in self._pending:
            return
        self._pending.remove(pending)
        now = self._journal.now_ms()
        start = now if pending.start_ms is None else pending.start_ms
        self._note(pending.what, pending.text, start, now, heard=heard)

    def _note(self, what: NoticeKind, text: str, start_ms: int, end_ms: int, *, heard: bool) -> None:
        if heard and says_ai(text, self._config.language):
            self._told_at = self._now()
        self._journal.write(
            NoticeGiven(
                what=what,
                text=text,
                version=version_of(text),
                language=self._config.language,
                start_ms=start_ms,
                end_ms=end_ms,
                heard=heard,
            )
        )

    def _see(self, event: CallEvent) -> None:
        if isinstance(event, AgentStartedSpeaking):
            for pending in self._pending:
                if pending.start_ms is None:
                    pending.start_ms = event.at_ms
        elif isinstance(event, AgentSpoke) and self._greeting and not self._is_ours(event):
            say, self._greeting = self._greeting, None
            if says_ai(event.heard, self._config.language):
                self._note("greeting", event.heard, event.start_ms, event.end_ms, heard=True)
            else:
                say()

    def _is_ours(self, event: AgentSpoke) -> bool:
        return event.text == self.opening(recorded=True) or event.text == self.recorded

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
