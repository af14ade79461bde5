"""What stands in the language model's place when a person has to be fetched.

The gate stands before and behind the language model. Whenever the model is about to be asked, the triggers
are asked first: if one has fired, the model is not, so that it is the same with every model. Then, in this
order: fixed words are said (an emergency), a transfer is begun, the flow's own tool for it is called, or the
caller is told that there is nobody. A question whether this is a machine is answered by the flow's own tool
too, and never by the model.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pipecat.frames.frames import (
    Frame,
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMRunFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext, is_given
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import LLMService

from calls.events import CallEvent, EscalationRequested, Misunderstood
from calls.transfers import Requested
from calls.triggers import Hit, Turn, Watch
from calls.triggers.robot import asks_whether_robot

Answer = Literal["told", "transferring", "tool", "nobody"]


class People(Protocol):
    """Who can be fetched; a `calls.desk.Handover` is one."""

    async def request(self, reason: str, *, destination: str | None = None) -> Requested:
        """Fetch a person. Returns at once."""
        ...


@dataclass(frozen=True)
class Means:
    """What can be done when a trigger fires."""

    llm: Callable[[], LLMService]
    """The language model that is active now; it runs the flow's tools."""

    write: Callable[[CallEvent], object]
    """Into the journal."""

    nobody: str
    """Said when there is no way to a person."""

    confidence: Callable[[], float | None] = lambda: None
    """How sure the ears were of the turn at hand; asked once per turn."""

    handover: People | None = None
    destinations: Mapping[str, str] = field(default_factory=dict)
    """Trigger to the destination that the agent file has for it."""

    person: str | None = None
    """The flow's tool that fetches a person or takes a message."""

    robot: str | None = None
    """The tool that says that this is a machine."""


class Escalation:
    """One per call, shared by its gates."""

    def __init__(self, watch: Watch, means: Means) -> None:
        """Nothing has fired yet."""
        self._watch, self._means = watch, means
        self.ask_model: Callable[[], None] = lambda: None
        """Has the model asked for its next turn, which is then dealt with here. Set by the gate."""
        self._read = 0
        self._forced = 0

    @property
    def is_due(self) -> bool:
        """Whether a trigger has fired and waits for the model's next turn."""
        return self._watch.is_due

    def see(self, event: CallEvent) -> None:
        """Something happened: a listener of the journal."""
        if (again := self._watch.asked_back(event)) is not None:
            self._means.write(again)
        self._watch.see(event)
        if isinstance(event, Misunderstood) and event.why == "asked_again" and self.is_due:
            # Nothing follows the agent's question but the caller's answer, which deserves to be heard.
            self.ask_model()

    def overhear(self, text: str) -> bool:
        """Hear words that no model is told, in a secure window. Whether a trigger has fired."""
        self._watch.hear(Turn(text))
        return self._watch.is_due

    async def instead_of(self, context: LLMContext, gate: "EscalationGate") -> bool:
        """Do what is to be done in the model's place. Whether it was anything."""
        words = self._new_words(context)
        for text in words:
            self._watch.hear(Turn(text, self._means.confidence()))
        hit = self._watch.due()
        if hit is not None:
            return await self._act(hit, context, gate)
        robot = self._means.robot
        if robot and words and asks_whether_robot(words[-1]) and robot in _offered(context):
            await self._force(robot, {}, context)
            return True
        return False

    def _new_words(self, context: LLMContext) -> list[str]:
        """What the caller has said since this was last asked. A history that was cut short begins anew."""
        said = [_text(message) for message in context.get_messages() if _is_caller(message)]
        new = said[self._read :] if len(said) >= self._read else said[-1:]
        self._read = len(said)
        return [text for text in new if text]

    async def _act(self, hit: Hit, context: LLMContext, gate: "EscalationGate") -> bool:
        means = self._means
        destination = hit.destination or means.destinations.get(hit.reason)
        if hit.say:
            await gate.say(hit.say)
        if hit.goes_on or (hit.say and not destination):
            self._note(hit, destination, "told")
            return not hit.goes_on
        nobody = means.nobody
        if means.handover is not None:
            asked = await means.handover.request(hit.reason, destination=destination)
            if asked.transferring:
                self._note(hit, destination, "transferring")
                return True
            nobody = asked.say or nobody
        if hit.say:
            self._note(hit, destination, "told")
            return True
        tools = _offered(context)
        if means.person in tools:
            self._note(hit, destination, "tool")
            takes = tools[str(means.person)]
            await self._force(str(means.person), {"reason": hit.reason} if "reason" in takes else {}, context)
            return True
        self._note(hit, destination, "nobody")
        await gate.say(nobody)
        return True

    def _note(self, hit: Hit, destination: str | None, answer: Answer) -> None:
        self._means.write(
            EscalationRequested(reason=hit.reason, detail=hit.detail, destination=destination, answer=answer)
        )

    async def _force(self, tool: str, arguments: dict[str, Any], context: LLMContext) -> None:
        """Call a tool as if the model had."""
        self._forced += 1
        call = FunctionCallFromLLM(
            function_name=tool,
            tool_call_id=f"trigger-{self._forced}",
            arguments=arguments,
            context=context,
        )
        await self._means.llm().run_function_calls([call])


class EscalationGate(FrameProcessor):
    """Stands before the language model, and once more behind it, where tool results come back."""

    def __init__(self, escalation: Escalation) -> None:
        super().__init__(enable_direct_mode=True)
        self._escalation = escalation
        escalation.ask_model = self._ask_model

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Hold back a context that is dealt with here; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame) and await self._is_dealt_with(frame):
            return
        await self.push_frame(frame, direction)

    def _ask_model(self) -> None:
        self.create_task(self.push_frame(LLMRunFrame(), FrameDirection.UPSTREAM))

    async def _is_dealt_with(self, frame: LLMContextFrame) -> bool:
        return not frame.speculation and await self._escalation.instead_of(frame.context, self)

    async def say(self, text: str) -> None:
        """Say it, not to be interrupted."""
        frame = TTSSpeakFrame(text)
        frame.interruptible = False
        await self.push_frame(frame)


def _offered(context: LLMContext) -> dict[str, list[str]]:
    """Tool to the names of its parameters."""
    if not is_given(context.tools):
        return {}
    return {tool.name: list(tool.properties) for tool in context.tools.standard_tools}


def _is_caller(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") == "user"


def _text(message: Any) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content.strip()
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("text", "")) for part in parts if isinstance(part, dict)).strip()
