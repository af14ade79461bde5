"""A flow, ready to serve any number of calls at once.

Pipecat's `Flow` keeps nothing of a call: its nodes are read, and filled into copies, by each call's own
`FlowManager`, which also hands itself to every tool. So one `Flow` is shared by all calls.
"""

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from pipecat.flows import Flow, FlowConfig, FlowManager, FlowsFunctionSchema

from calls.desk import Desk
from calls.evidence import Known
from configs.script import Script
from flows.reading.script_texts import every_text
from flows.tools.spec import ToolSpec

PERSON_TOOL = "ask_for_person"
"""What the tool is called that fetches a person, where no `script.yaml` says so."""


@dataclass(frozen=True)
class CompiledFlow:
    """One version of a flow."""

    name: str
    folder: Path

    digest: str
    """Of the content of its files."""

    config: FlowConfig
    flow: Flow
    script: Script | None
    """What the local engines say and understand; None when the folder has no `script.yaml`."""

    tools: ModuleType
    """The folder's `tools.py`."""

    specs: Mapping[str, ToolSpec] = field(default_factory=dict)
    """What every tool promises, by its name: those of `tools.py`, and those that the agent file declares."""

    prompts: tuple[str, ...] = ()
    """What `flow.yaml` tells a language model."""

    mending: tuple[FlowsFunctionSchema, ...] = ()
    """The repair commands, ready for every node."""

    def everywhere(self, off: Collection[str] = ()) -> list[Any]:
        """The functions that every node offers: the flow's global ones, and the repair commands not `off`."""
        return [*self.flow.global_functions, *(one for one in self.mending if one.name not in off)]

    @cached_property
    def known(self) -> Known:
        """What the agent may say without a tool, since its author wrote it. Takes milliseconds, once."""
        said = [text for _, text in every_text(self.script)] if self.script else []
        return Known.of([*self.prompts, *said])

    @property
    def person_tool(self) -> str | None:
        """The tool that fetches a person or takes a message; None if no node or not every node has it."""
        everywhere = {function.name for function in self.config.global_functions}
        wanted = [self.script.person if self.script else None, PERSON_TOOL]
        return next((name for name in wanted if name in everywhere), None)

    @property
    def initial_state(self) -> dict[str, Any]:
        """Every key of the flow's state with its first value; a copy, so that no two calls share one."""
        return copy.deepcopy(dict(state_defaults(self.tools)))

    def opening_state(self, desk: Desk) -> dict[str, Any]:
        """`initial_state`, with what `tools.opening_state(desk)` knows of this call (date, caller)."""
        own = getattr(self.tools, "opening_state", None)
        return {**self.initial_state, **(own(desk) if own else {})}

    def open_resources(self, data_dir: Path) -> Any:
        """What the tools work with, shared by all calls; None if `tools.py` opens nothing. Blocks."""
        opener = getattr(self.tools, "open_resources", None)
        return opener(data_dir) if opener else None

    def nobody_came(self, flow_manager: FlowManager, outcome: str) -> None:
        """Let the flow prepare its state (`tools.nobody_came`) for going on after a transfer in vain."""
        prepare = getattr(self.tools, "nobody_came", None)
        if prepare:
            prepare(flow_manager, outcome)

    def seed(self, resources: Any, today: Any) -> None:
        """Fill the resources with demo data (`tools.seed`), counted from a date. Blocks."""
        seeder = getattr(self.tools, "seed", None)
        if seeder:
            seeder(resources, today)


def state_defaults(tools: ModuleType) -> Mapping[str, Any]:
    """`STATE` of a tools module: a mapping, or a pydantic model whose fields all have defaults.

    Raises:
        TypeError: It is something else.
    """
    state = getattr(tools, "STATE", {})
    if isinstance(state, Mapping):
        return state
    if hasattr(state, "model_fields"):
        made = state() if isinstance(state, type) else state
        return made.model_dump()
    raise TypeError("STATE must be a mapping, or a pydantic model with defaults")
