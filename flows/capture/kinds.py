"""Which types of value a node of a flow waits for: what decides how patiently it listens."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from configs.script import Script
from flows.capture.types import TYPES
from flows.tools.spec import KIND, ModelArguments, ToolSpec

_BY_FORMAT = {"date": "date", "date-time": "moment", "email": "email", "time": "time"}
_BY_TYPE = {"boolean": "yes_no", "integer": "number"}


def kinds_of_tool(spec: ToolSpec) -> frozenset[str]:
    """The types of a tool's parameters, as far as they say what they are."""
    if isinstance(spec.arguments, ModelArguments):
        return _kinds_of_model(spec.arguments.model)
    return _kinds(spec.parameters())


@lru_cache(maxsize=1024)
def _kinds_of_model(model: type[BaseModel]) -> frozenset[str]:
    return _kinds(model.model_json_schema().get("properties", {}))


def _kinds(schemas: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(kind for schema in schemas.values() if (kind := _kind_of(schema)))


def kinds_of_node(
    node: str, offered: Iterable[str], specs: Mapping[str, ToolSpec], script: Script | None
) -> frozenset[str]:
    """The types that a node waits for.

    Args:
        node: Its name.
        offered: The tools that it offers itself. What every node offers is asked for nowhere in particular.
        specs: Every tool's spec.
        script: What the local engines say; its parameters name their kinds too.
    """
    names = set(offered)
    kinds = {kind for name in names if name in specs for kind in kinds_of_tool(specs[name])}
    here = script.nodes.get(node) if script else None
    for name, tool in (here.tools if here else {}).items():
        if name in names:
            kinds |= {parameter.kind for parameter in tool.parameters.values()}
        if tool.on_yes:
            kinds.add("yes_no")
    if any(_waits_for_yes(specs[name]) for name in names if name in specs):
        kinds.add("yes_no")
    return frozenset(kinds & set(TYPES))


def _waits_for_yes(spec: ToolSpec) -> bool:
    """Whether a tool does something only after the caller agreed to it."""
    return spec.changes_the_world and spec.confirm == "read_back"


def _kind_of(schema: Mapping[str, Any]) -> str | None:
    options = [schema, *schema.get("anyOf", ())]
    return next((kind for one in options if (kind := _kind_of_one(one))), None)


def _kind_of_one(schema: Mapping[str, Any]) -> str | None:
    if KIND in schema:
        return schema[KIND]
    if schema.get("enum"):
        return "choice"
    return _BY_FORMAT.get(schema.get("format", "")) or _BY_TYPE.get(schema.get("type", ""))
