"""Correct a value, or leave one out, whatever node the call is at. Made for a flow, since its tools say what
values there are and which must be given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pipecat.flows import FlowManager
from pydantic import Field, TypeAdapter, ValidationError

from flows.capture.calling import correct
from flows.repair.offered import GO_TO
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.setting import setting_of, understood_in
from flows.tools.spec import InvalidArguments, ToolSpec

Name = Annotated[str, Field(min_length=1, max_length=80)]
Value = Annotated[str, Field(min_length=1, max_length=500)]
Correct = Callable[[dict[str, Any], str, Any], object]


@dataclass(frozen=True)
class FlowValues:
    """What a flow collects."""

    specs: Mapping[str, ToolSpec]
    offered: Mapping[str, frozenset[str]]
    """Node to the names of its tools, the global ones left out."""

    defaults: Mapping[str, Any]
    """The state's keys and their first values."""

    dependents: Mapping[str, list[str]] = field(default_factory=dict)
    """Value to the keys of the state that hold only as long as it does: `DEPENDENTS` of tools.py. Only the
    values that stand here can be corrected from everywhere: of the others nobody knows what hangs on them."""

    correct: Correct | None = None
    """`correct(state, name, value)` of tools.py: keeps a new value where it is not `state[name]` alone."""

    def names(self) -> list[str]:
        """The values that can be corrected from everywhere."""
        return sorted(self.dependents)

    def takers(self, node: str | None, name: str) -> list[str]:
        """The tools of a node that take a value."""
        tools = self.offered.get(node or "", frozenset())
        return sorted(tool for tool in tools if self._takes(tool, name))

    def _takes(self, tool: str, name: str) -> bool:
        return tool in self.specs and name in self.specs[tool].parameters()

    def checked(self, name: str, value: str) -> Any:
        """The value as the tools want it. Raises InvalidArguments."""
        wrong: InvalidArguments | None = None
        for spec in self.specs.values():
            if name not in spec.parameters():
                continue
            try:
                return _only(spec, name, value)
            except InvalidArguments as error:
                wrong = error
        raise wrong or InvalidArguments({name: "there is no such value"})

    def is_optional(self, node: str | None, name: str) -> bool:
        """Whether the tools of a node can do without a value."""
        takers = self.takers(node, name)
        return bool(takers) and not any(_needs(self.specs[tool], name) for tool in takers)


def value_tools(values: FlowValues) -> list[Callable[..., Any]]:
    """`skip_question` for a flow, and `correct_value` if it says what hangs on its values."""

    @tool(effect="read")
    async def correct_value(flow_manager: FlowManager, name: Name, value: Value) -> dict[str, Any]:
        """The caller corrects something they said earlier, and no other tool of this step takes it.

        Args:
            name: Which value, by the name of the tools' parameter.
            value: The new value, in the form that the tools want.
        """
        if name not in values.names():
            raise Refused("I'm not sure what I should change.", status="unknown_value", known=values.names())
        try:
            with understood_in(setting_of(desk_of(flow_manager))):
                new = values.checked(name, value)
        except InvalidArguments as wrong:
            say = f"Sorry, I didn't get the {name.replace('_', ' ')} right. Could you say it again?"
            raise Refused(say, status="invalid", retryable=True, problems=wrong.problems) from None
        invalidated = _keep(values, flow_manager, name, new)
        desk_of(flow_manager).repairs.count("corrected", name)
        result = {"status": "corrected", "name": name, "invalidated": invalidated}
        then = _then(values, flow_manager, name, again=bool(invalidated))
        return {**result, "say": "All right, I've changed that.", **then}

    @tool(effect="read")
    async def skip_question(flow_manager: FlowManager, name: Name) -> dict[str, Any]:
        """The caller would rather not answer what was asked. Tells whether that is possible.

        Args:
            name: What was asked, by the name of the tools' parameter.
        """
        if not values.is_optional(flow_manager.current_node, name):
            say = "I'm afraid I can't go on without it."
            raise Refused(say, status="required", name=name)
        desk_of(flow_manager).repairs.count("skipped", name)
        tools = values.takers(flow_manager.current_node, name)
        then = f"Go on without {name}; leave it out of {tools[0]}."
        return {"status": "skipped", "name": name, "say": "That's fine.", "next": then}

    return [correct_value, skip_question] if values.dependents else [skip_question]


def wrong_dependents(dependents: object, state: Mapping[str, Any]) -> list[str]:
    """What is wrong with `DEPENDENTS` of a tools.py, in sentences."""
    if not isinstance(dependents, Mapping):
        return ["it must map the name of a value to a list of keys of STATE"]
    keys = [key for names in dependents.values() for key in ([names] if isinstance(names, str) else names)]
    strings = [name for name, names in dependents.items() if isinstance(names, str)]
    return [
        *(f'"{name}" has a text where a list of keys belongs' for name in strings),
        *(f'STATE has no key "{key}"' for key in dict.fromkeys(keys) if key not in state),
    ]


def _keep(values: FlowValues, flow_manager: FlowManager, name: str, new: Any) -> list[str]:
    """Store the new value and drop what hung on the old one; gives the names of what was dropped."""
    state = flow_manager.state
    keys = values.dependents.get(name, ())
    dropped = [key for key in keys if state.get(key) != values.defaults.get(key)]
    if values.correct is not None:
        values.correct(state, name, new)
    else:
        state[name] = new.isoformat() if hasattr(new, "isoformat") else new
    for key in keys:
        state[key] = values.defaults.get(key)
    desk_of(flow_manager).ledger.withdraw(f"{name} was corrected")
    return [*dropped, *(one for one in correct(flow_manager, name, new) if one not in dropped)]


def _then(values: FlowValues, flow_manager: FlowManager, name: str, *, again: bool) -> dict[str, Any]:
    """What follows a correction. `again`: what hung on the old value has to be found anew, by the tool that
    takes the value, here or where the call has come through."""
    here = values.takers(flow_manager.current_node, name)
    if here:
        return {"next": f"Call {here[0]} with it now."}
    for node in reversed(desk_of(flow_manager).repairs.nodes if again else ()):
        if takers := values.takers(node, name):
            return {GO_TO: node, "next": f"Call {takers[0]} with it now; the rest is still known."}
    return {"next": "Go on with what was asked."}


def _only(spec: ToolSpec, name: str, value: str) -> Any:
    """One argument of a tool, checked without the others. Raises InvalidArguments."""
    model = getattr(spec.arguments, "model", None)
    if model is None:
        return _as_schema_says(spec, name, value)
    field_info = model.model_fields[name]
    kind: Any = field_info.annotation
    if field_info.metadata:
        kind = Annotated.__class_getitem__((kind, *field_info.metadata))  # type: ignore[attr-defined]
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as wrong:
        raise InvalidArguments({name: wrong.errors(include_input=False)[0]["msg"]}) from None


def _as_schema_says(spec: ToolSpec, name: str, value: str) -> Any:
    try:
        return spec.arguments.checked({name: value})[name]
    except InvalidArguments as wrong:
        if name in wrong.problems:
            raise InvalidArguments({name: wrong.problems[name]}) from None
    return value  # what is wrong is only that others are missing


def _needs(spec: ToolSpec, name: str) -> bool:
    """Whether a tool must be given a value."""
    try:
        spec.arguments.checked({})
    except InvalidArguments as wrong:
        return name in wrong.problems
    return False
