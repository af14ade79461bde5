"""The promise guard: no claim without evidence. It stands between the LLM and the voice.

The model's sentences are held against what tools have answered. A claim that nothing backs is noted;
where the agent file blocks its kind, the sentence is replaced before it is spoken. Fixed sentences
of the flow (`TTSSpeakFrame`) pass: their author stands by them.
"""

from collections.abc import Callable, Collection
from typing import Protocol

from pipecat.frames.frames import (
    Frame,
    FunctionCallResultFrame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.utils.string import match_endofsentence

from calls.claims import Claim, claims_in
from calls.evidence import Evidence

OnPromise = Callable[[Claim, bool], None]
"""Told of every claim without evidence, and whether it was kept from being said."""


class Promises(Protocol):
    """What of the agent file it obeys; `configs.schema.promises.PromisesBlock` is one."""

    @property
    def flag(self) -> Collection[str]:
        """Kinds that are noted."""
        ...

    @property
    def block(self) -> Collection[str]:
        """Kinds that are not said."""
        ...

    @property
    def instead(self) -> str:
        """Said in their place."""
        ...


class PromiseGuard(FrameProcessor):
    """Stands right behind the LLM. Text goes on at once; by the sentence, if some kind is blocked."""

    def __init__(self, rules: Promises, evidence: Evidence, on_promise: OnPromise) -> None:
        super().__init__(enable_direct_mode=True)
        self._rules = rules
        self._evidence = evidence
        self._on_promise = on_promise
        self._holds = bool(rules.block)
        self._text = ""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Judge the model's sentences; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, FunctionCallResultFrame):
            self._evidence.tool(frame.function_name, frame.result)
        elif isinstance(frame, LLMFullResponseStartFrame):
            self._text = ""
        elif isinstance(frame, InterruptionFrame):
            await self.push_frame(frame, direction)
            await self._cut_off()
            return
        elif isinstance(frame, LLMFullResponseEndFrame):
            await self._judge_rest()
        elif isinstance(frame, LLMTextFrame) and direction is FrameDirection.DOWNSTREAM:
            self._text += frame.text
            if self._holds:
                await self._sentences()
                return
        await self.push_frame(frame, direction)

    async def _judge_rest(self) -> None:
        """The answer is complete. What is only noted is judged here, when the caller waits for nothing."""
        await self._sentences()
        await self._sentence(self._text)
        self._text = ""

    async def _cut_off(self) -> None:
        """Barge-in: whole sentences may have been heard; what is held was not."""
        if not self._holds:
            await self._sentences()
        self._text = ""

    async def _sentences(self) -> None:
        while end := match_endofsentence(self._text):
            sentence, self._text = self._text[:end], self._text[end:]
            await self._sentence(sentence)

    async def _sentence(self, sentence: str) -> None:
        if not sentence.strip():
            return
        unbacked = [claim for claim in claims_in(sentence) if not self._evidence.backs(claim)]
        blocked = any(claim.kind in self._rules.block for claim in unbacked)
        for claim in unbacked:
            if blocked or claim.kind in self._rules.flag:
                self._on_promise(claim, blocked)
        if self._holds:
            lead = sentence[: len(sentence) - len(sentence.lstrip())]
            await self.push_frame(LLMTextFrame(lead + self._rules.instead if blocked else sentence))
