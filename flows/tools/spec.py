"""What a tool promises, whatever it is made of: a Python function, a webhook, a tool of an MCP server."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pipecat.flows import FlowManager
from pydantic import BaseModel, ValidationError

from calls.desk import Desk

Effect = Literal["read", "write", "irreversible"]
"""`read` changes nothing outside the call; `write` does; `irreversible` cannot be undone."""

Confirm = Literal["read_back", "request"]
"""What allows a write: a read-back that the caller agreed to, or the caller's request itself."""

Body = Callable[..., Awaitable[Mapping[str, Any] | tuple[Mapping[str, Any], Any]]]
"""What a tool does: `await body(flow_manager, **values)`."""

KIND = "x-kind"
"""Key of a parameter's JSON Schema that names the type of value (`flows.capture`); models do not see it."""

ATTRIBUTE = "__callwright_tool__"
"""Where a decorated tool carries its spec."""


class InvalidArguments(ValueError):
    """A model's arguments do not fit. `problems`: argument to what is wrong, without the value itself."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


class Arguments(Protocol):
    """The arguments that a model may give, with their constraints."""

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values to act with, defaults filled in. Raises InvalidArguments."""
        ...

    def parameters(self) -> dict[str, dict[str, Any]]:
        """JSON Schema of each parameter, with choices, formats and bounds."""
        ...


@dataclass(frozen=True)
class ModelArguments:
    """Arguments as a pydantic model describes them."""

    model: type[BaseModel]

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values. Models fill in what they do not know with "" or null: that is not given."""
        fields = self.model.model_fields
        told = {
            name: value
            for name, value in given.items()
            if not (value in ("", None) and name in fields and not fields[name].is_required())
        }
        try:
            values = self.model.model_validate(told)
        except ValidationError as wrong:
            raise InvalidArguments(_places(wrong)) from None
        return {name: getattr(values, name) for name in fields}

    def parameters(self) -> dict[str, dict[str, Any]]:
        """JSON Schema of each parameter, without what only confuses a model."""
        properties = self.model.model_json_schema().get("properties", {})
        return {name: _plain(schema) for name, schema in properties.items()}


@dataclass(frozen=True)
class ToolSpec:
    """What a tool promises."""

    name: str
    effect: Effect
    timeout_secs: float | None
    """Deadline in seconds; None = the agent file's `limits.tool_timeout_secs`."""

    idempotent: bool
    """Whether doing it twice is the same as doing it once, so that trying again is safe. A write's body
    passes `flows.tools.running.idempotency_key(flow_manager)` on to whoever does the work, and refuses a
    second try only if the first did not happen either."""

    arguments: Arguments

    confirm: Confirm = "read_back"
    """What allows a write. Of no meaning for a read."""

    read_back: Callable[..., str] | None = None
    """`f(flow_manager, **values)`: what is about to be done, in the words that the caller is asked with.
    With it, a first call of the tool is the proposal."""

    undo: Callable[[FlowManager, Mapping[str, Any]], Awaitable[Any]] | None = None
    """`async f(flow_manager, result)`: take back what was done. With it, a corrected write takes the place of
    the earlier one of the same `request`."""

    intent: Callable[..., Mapping[str, Any]] | None = None
    """`f(flow_manager, **values)`: what exactly is to be done, when that is not the arguments alone. May
    raise Refused when it is not known yet."""

    request: Callable[[FlowManager], object] | None = None
    """`f(flow_manager)`: a name of what the caller wants done once. None: a tool with `undo` has one standing
    result in a call, and every other one is a correction."""

    @property
    def changes_the_world(self) -> bool:
        """Whether anything outside the call is different afterwards."""
        return self.effect != "read"

    def parameters(self) -> dict[str, dict[str, Any]]:
        """JSON Schema of each parameter, with choices, formats and bounds."""
        return self.arguments.parameters()


def spec_of(function: Any) -> ToolSpec | None:
    """The spec of a decorated tool, or None for anything else."""
    return getattr(function, ATTRIBUTE, None)


def desk_of(flow_manager: FlowManager) -> Desk:
    """What the tools of this call may know and do."""
    return flow_manager.worker.app_resources


def _places(wrong: ValidationError) -> dict[str, str]:
    """What is wrong with which argument, without the value itself."""
    problems = wrong.errors(include_url=False, include_context=False, include_input=False)
    return {".".join(map(str, problem["loc"])): problem["msg"] for problem in problems}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without titles, defaults, and "or null" of an optional parameter."""
    plain = {key: value for key, value in schema.items() if key not in ("title", "default")}
    options = [option for option in plain.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        del plain["anyOf"]
        plain = {**options[0], **plain}
    plain.pop(KIND, None)
    return plain
