"""The first seconds of a call: the caller is told who is speaking, and asked where they have to be."""

from collections.abc import Callable, Coroutine
from typing import Any

from pipecat.pipeline.worker import PipelineWorker

from calls.events import Via
from calls.triggers import Turn
from calls.triggers.emergency import Emergency
from compliance.consent import Answer
from compliance.disclosure import texts_for
from configs.schema.agent import AgentConfig
from pipeline.caller_side import PipelineCallerSide
from pipeline.consent import Consent
from pipeline.notices import Notices
from spoken.base import Setting as SpokenSetting


class Opening:
    """Stands before the flow. While it asks, nothing that the caller says reaches flow or language model."""

    def __init__(
        self,
        config: AgentConfig,
        notices: Notices,
        consent: Consent,
        side: PipelineCallerSide,
        *,
        listen: Callable[[frozenset[str]], None],
    ) -> None:
        """`listen` is told which kinds of answer are waited for."""
        self._config, self._notices, self._consent, self._side = config, notices, consent, side
        self._listen = listen
        self._emergency = Emergency(config.handoff.triggers.emergency, config.language)
        self._urgent = ""

    @property
    def asks(self) -> bool:
        """Whether the caller has to be asked before the flow begins."""
        return self._consent.due

    @property
    def asking(self) -> bool:
        """Whether the caller is being asked now."""
        return self._consent.asking

    async def tell(
        self, worker: PipelineWorker, background: Callable[[Coroutine[Any, Any, Any]], None]
    ) -> None:
        """Where nobody has to be asked: the notice, right behind which the flow may greet."""
        text = self._notices.opening(recorded=self._consent.recording)
        if text:
            await worker.queue_frames(self._notices.frames("opening", text))

        def after_all() -> None:
            background(worker.queue_frames(self._notices.frames("opening", self._notices.ai)))

        self._notices.watch_greeting(after_all)

    async def ask(self, spoken: SpokenSetting) -> Answer:
        """Ask whether the call may be recorded, and say what the answer means. `urgent` may be set then."""
        self._side.guard()
        self._listen(frozenset({"yes_no"}))
        try:
            answer = await self._consent.ask(self._notices.ai, spoken, self._config.recording.answer_secs)
        finally:
            self._listen(frozenset())
            self._side.release()
        return answer

    def after(self, answer: Answer) -> str:
        """What is said to the answer."""
        texts = texts_for(self._config.language)
        return texts.kept if answer == "yes" else texts.refused

    def words(self, text: str, via: Via) -> bool:
        """The caller said or typed something ("" = sound without a word); whether it was for the question."""
        if self.asking and text and self._emergency.hear(Turn(text)):
            self._urgent = text
            self._consent.urgent()
            return True
        return self._consent.words(text, via)

    def speaks(self) -> None:
        """The caller has begun to speak."""
        self._consent.speaks()

    def take_urgent(self) -> str:
        """What the caller said that was too urgent for a question, once; "" when there was nothing."""
        words, self._urgent = self._urgent, ""
        return words

    def close(self) -> None:
        """The call is over. What was not agreed to is destroyed, and what was not heard is told as such."""
        self._consent.close()
        self._notices.close()
