"""What a fake language model says: from a list, or by a small rule that fits any agent."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

GOODBYE = re.compile(r"\b(good ?bye|bye|that is all|that's all|nothing else)\b", re.IGNORECASE)
QUOTED = re.compile(r'"([^"]{8,200})"')

OPENING = "Hello. How can I help you?"
ANYTHING_ELSE = "Is there anything else I can do for you?"


@dataclass(frozen=True)
class ToolUse:
    """A tool that the model wants to be used."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Words, or tools."""

    text: str = ""
    tools: tuple[ToolUse, ...] = ()


@dataclass(frozen=True)
class Asking:
    """A request as the model understands it."""

    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]]
    """The functions that are offered: name, description, parameters."""

    @staticmethod
    def of(body: Mapping[str, Any]) -> "Asking":
        """From the body of a chat completion."""
        return Asking(body.get("messages", []), [tool["function"] for tool in body.get("tools") or []])

    @property
    def result(self) -> dict[str, Any] | None:
        """The result of the last tool, if nothing but instructions came after it."""
        for message in reversed(self.messages):
            if message.get("role") == "tool":
                return _object(str(message.get("content", "")))
            if message.get("role") == "assistant":
                return None
        return None

    @property
    def instruction(self) -> str:
        """The last instruction. Servers that only speak the protocol get it as if the caller had said it."""
        return self._split()[0]

    @property
    def caller(self) -> str:
        """What the caller said last, since the agent last spoke; empty when they have not."""
        return self._split()[1]

    def _split(self) -> tuple[str, str]:
        instruction, caller, talking = "", "", False
        for message in self.messages:
            role, text = message.get("role"), _text(message)
            if role == "assistant":
                talking, caller = bool(text), ""
            elif role == "tool":
                talking = False
            elif role in ("system", "developer") or not talking or self._instructs(text):
                instruction = text or instruction
            else:
                caller = f"{caller} {text}".strip()
        return instruction, caller

    def _instructs(self, text: str) -> bool:
        """Whether a text that comes as the caller's is an instruction: those quote, and speak of tools."""
        return bool(QUOTED.search(text)) or any(tool["name"] in text for tool in self.tools)

    def offers(self, name: str) -> bool:
        """Whether a tool of that name may be used."""
        return any(tool["name"] == name for tool in self.tools)


class Mind(Protocol):
    """Who knows the answers."""

    def answer(self, asking: Asking) -> Answer:
        """What to say to a request."""
        ...


@dataclass
class Scripted:
    """The answers in a row; the last one again and again."""

    answers: list[Answer]

    def answer(self, asking: Asking) -> Answer:
        """See `Mind`."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class SmallRule:
    """Greets as the flow says, looks up what it is asked, repeats what it heard, ends when told goodbye."""

    def answer(self, asking: Asking) -> Answer:
        """See `Mind`."""
        if asking.result is not None:
            return Answer(self._tell(asking.result, asking.instruction))
        said = asking.caller
        if not said:
            quoted = QUOTED.search(asking.instruction)
            return Answer(quoted[1] if quoted else OPENING)
        if GOODBYE.search(said):
            if asking.offers("end_call"):
                return Answer(tools=(ToolUse("end_call"),))
            return Answer("Thank you for calling. Goodbye.")
        tool = self._fitting(asking, said)
        if tool is not None:
            return Answer(tools=(tool,))
        return Answer(f"I heard you say: {said.rstrip('.?!')}. {ANYTHING_ELSE}")

    def _tell(self, result: Mapping[str, Any], instruction: str) -> str:
        if "goodbye" in instruction.lower():
            return "Thank you for calling. Goodbye."
        told = next((str(result[key]) for key in ("say", "answer", "text", "info") if result.get(key)), "")
        return f"{told} {ANYTHING_ELSE}".strip() if told else f"That is done. {ANYTHING_ELSE}"

    def _fitting(self, asking: Asking, said: str) -> ToolUse | None:
        """A tool one of whose choices the caller named: its only required argument, or none."""
        words = set(re.findall(r"[a-z]+", said.lower()))
        for tool in asking.tools:
            parameters = tool.get("parameters") or {}
            required = parameters.get("required") or []
            for name in required[:1] if len(required) == 1 else ():
                choices = (parameters.get("properties") or {}).get(name, {}).get("enum") or []
                chosen = next((choice for choice in choices if choice in words), None)
                if chosen is not None:
                    return ToolUse(tool["name"], {name: chosen})
        return None


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict)).strip()
    return str(content or "").strip()


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {"text": text}
    return value if isinstance(value, dict) else {"text": str(value)}
