"""Tools that the agent file declares, as the functions that a flow's `tools.py` would hold."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time
from typing import Any

from pipecat.flows import FlowManager, flows_tool_options

from configs.schema.tool_promises import PLACEHOLDER, DeclaredTool
from flows.external.schema_arguments import SchemaArguments
from flows.saying import say_day, say_list, say_time
from flows.tools.running import run
from flows.tools.spec import ATTRIBUTE, Body, ToolSpec

BACKSTOP_SECS = 3.0
"""Seconds that Pipecat's own deadline for a read, which can only cancel, lies behind ours."""

Tool = Callable[..., Awaitable[tuple[dict[str, Any], Any]]]
"""A Pipecat direct function that carries a spec."""

_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")


class UnknownArguments(SchemaArguments):
    """Arguments that only a server knows, and that has not been asked."""

    def __init__(self) -> None:
        super().__init__({"type": "object", "additionalProperties": True})


def declared_tool(
    tool: DeclaredTool, description: str, schema: Mapping[str, Any] | SchemaArguments, body: Body
) -> Tool:
    """A tool of a flow. `schema`: JSON Schema of its arguments; `body`: what it does with those given."""
    arguments = schema if isinstance(schema, SchemaArguments) else SchemaArguments(schema)
    spec = ToolSpec(
        name=tool.name,
        effect=tool.effect,
        timeout_secs=tool.timeout_secs,
        idempotent=tool.idempotent,
        arguments=arguments,
        confirm=tool.confirm,
        read_back=_reader(tool.read_back, arguments) if tool.read_back else None,
    )

    async def call(flow_manager: FlowManager, **given: Any) -> tuple[dict[str, Any], Any]:
        return await run(spec, body, flow_manager, given)

    call.__name__ = call.__qualname__ = tool.name
    call.__doc__ = description
    setattr(call, ATTRIBUTE, spec)
    # What Pipecat reads a tool's parameters from.
    setattr(call, "__signature__", _signature(arguments))  # noqa: B010
    backstop = tool.timeout_secs + BACKSTOP_SECS if tool.timeout_secs and tool.effect == "read" else None
    return flows_tool_options(cancel_on_interruption=tool.effect == "read", timeout_secs=backstop)(call)


def _signature(arguments: SchemaArguments) -> inspect.Signature:
    named = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if name in arguments.required else None,
        )
        for name in arguments.parameters()
    ]
    first = inspect.Parameter("flow_manager", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature([first, *named])


def _reader(template: str, arguments: SchemaArguments) -> Callable[..., str]:
    schemas = arguments.parameters()

    def read_back(_: FlowManager, **values: Any) -> str:
        return filled(template, values, schemas)

    return read_back


def filled(template: str, values: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """The template with its `{{ parameter }}` in words; what was not given is left out."""
    text = PLACEHOLDER.sub(lambda found: spoken(values.get(found[1]), schemas.get(found[1], {})), template)
    return " ".join(text.split())


def spoken(value: Any, schema: Mapping[str, Any]) -> str:
    """A value as a voice reads it: days and times as people say them, lists with "and"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return say_list([spoken(each, schema.get("items", {})) for each in value], "and")
    text = str(value)
    if schema.get("format") == "date":
        return say_day(date.fromisoformat(text))
    if schema.get("format") == "time" and _CLOCK.fullmatch(text):
        return say_time(time.fromisoformat(text))
    return text
