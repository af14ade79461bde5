"""What a rule of the linter looks at: one flow, whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from configs.lines import Lines
from configs.problems import Problem
from configs.script import Script
from flows.reading.graph import Graph
from flows.reading.lint.code import Code
from flows.reading.lint.memory import Memory, memory_of
from flows.reading.shape import Shape
from flows.tools.spec import ToolSpec

ASK_FOR_PERSON = "ask_for_person"
"""The library's tool that fetches a person, and the name by which a flow's own one is known."""


@dataclass(frozen=True)
class Subject:
    """A flow whose parts fit together: everything that a rule may judge it by."""

    shape: Shape
    lines: Lines
    """Of `flow.yaml`."""

    tools: Mapping[str, ToolSpec]
    state: Mapping[str, Any]
    """The keys of the flow's memory with their first values."""

    code: Code
    script: Script | None
    script_lines: Lines | None

    @cached_property
    def graph(self) -> Graph:
        """Where a call can go."""
        return Graph(self.shape)

    @property
    def person_tools(self) -> frozenset[str]:
        """The tools that fetch a person, or take a message for one."""
        own = self.script.person if self.script else None
        return frozenset({ASK_FOR_PERSON, own or ASK_FOR_PERSON})

    @cached_property
    def memory(self) -> Memory:
        """What the code does with the state."""
        return memory_of(self.code)


Rule = Callable[[Subject], Iterable[Problem]]
"""Gives a finding for each place that a rule finds wrong."""
