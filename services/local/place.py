"""Where in a call an utterance is heard, and what it can turn out to mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from configs.script import ParameterScript, Script, ToolScript
from services.local.acts import Act
from services.local.intent import Wanted
from spoken.base import Setting


@dataclass(frozen=True)
class Place:
    """Where in the call an utterance is understood."""

    script: Script
    setting: Setting
    node: str | None = None
    asked: str | None = None
    """The parameter that was asked for last."""

    goal: str | None = None
    """The tool whose parameters are being collected."""

    offered: frozenset[str] | None = None
    """Tools that may be called; None = all of the script."""

    def tools(self) -> dict[str, ToolScript]:
        """The tools of this node that are offered: its own, then those of every node.

        A tool that stands in both keeps the node's entry, with the phrases of both.
        """
        node = self.script.nodes.get(self.node or "")
        found = dict(node.tools) if node else {}
        for name, tool in self.script.tools.items():
            own = found.get(name)
            found[name] = own.model_copy(update={"phrases": [*own.phrases, *tool.phrases]}) if own else tool
        if self.offered is None:
            return found
        for other in self.script.nodes.values():  # an answer that every node gives stands where it belongs
            for name in self.offered & other.tools.keys() - found.keys():
                found[name] = other.tools[name]
        return {name: tool for name, tool in found.items() if name in self.offered}

    def own(self) -> dict[str, ToolScript]:
        """The offered tools that stand at this node."""
        node = self.script.nodes.get(self.node or "")
        return {name: tool for name, tool in self.tools().items() if node and name in node.tools}

    def numbers(self) -> list[str]:
        """Parameters of this node's tools that are numbers said digit by digit."""
        found = {n: p for tool in self.own().values() for n, p in tool.parameters.items()}
        return [name for name, parameter in found.items() if parameter.kind in ("phone", "digits")]

    def parameters(self) -> dict[str, ParameterScript]:
        """Every parameter of the script by name, those nearest to the question first."""
        here = self.tools()
        first = [here[self.goal]] if self.goal in here else []
        elsewhere = [tool for node in self.script.nodes.values() for tool in node.tools.values()]
        found: dict[str, ParameterScript] = {}
        for tool in [*first, *here.values(), *self.script.tools.values(), *elsewhere]:
            for name, parameter in tool.parameters.items():
                found.setdefault(name, parameter)
        if self.asked in found:
            return {self.asked: found[self.asked], **found}
        return found


@dataclass(frozen=True)
class Meaning:
    """What was understood."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Parameter to canonical value."""

    problems: Mapping[str, str] = field(default_factory=dict)
    """Parameter to why its value cannot be meant (`past`, `impossible`)."""

    partial: str | None = None
    """Digits that have begun the number asked for."""

    answer: bool | None = None
    """Yes or no."""

    act: Act | None = None
    tool: Wanted | None = None
    correction: bool = False
    empty: bool = False

    about: str | None = None
    """A parameter that is named without a value: "the time"."""

    rivals: tuple[str, ...] = ()
    """Tools that are equally likely, when none is clearly meant."""

    @property
    def understood_otherwise(self) -> bool:
        """Whether there is more to it than the name of a parameter."""
        return bool(self.values or self.partial or self.act or self.tool or self.answer)
