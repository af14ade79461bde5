"""The repair commands as functions of every node.

Where a command leads is decided when it runs, so its function returns the node itself; the functions of
`flow.yaml` have their transitions there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from pipecat.flows import NO_RESPONSE, Flow, FlowManager, FlowsFunctionSchema
from pipecat.flows.types import FlowsDirectFunctionWrapper

from flows.tools.spec import spec_of

GO_TO = "go_to"
"""Key of a result: the node to which the call goes. It is taken out before the model sees the result."""


def as_functions(
    tools: Iterable[Callable[..., Any]], flow: Flow, taken: Collection[str]
) -> list[FlowsFunctionSchema]:
    """Tools as global functions of a flow, but those whose names are `taken`."""
    schemas = (_schema(tool, flow) for tool in tools)
    return [schema for schema in schemas if schema.name not in taken]


def _schema(function: Callable[..., Any], flow: Flow) -> FlowsFunctionSchema:
    wrapper = FlowsDirectFunctionWrapper(function)
    schema, spec = wrapper.to_function_schema(), spec_of(function)

    async def run(arguments: Mapping[str, Any], flow_manager: FlowManager) -> tuple[Any, Any]:
        result, then = await function(flow_manager, **arguments)
        node = result.pop(GO_TO, None)
        if node is not None:
            return result, flow.node(node)
        return result, NO_RESPONSE if then is NO_RESPONSE else None

    described = {
        name: {**parameter, "description": schema.properties.get(name, {}).get("description", "")}
        for name, parameter in (spec.parameters() if spec else {}).items()
    }
    return FlowsFunctionSchema(
        name=schema.name,
        description=schema.description,
        properties=described,
        required=schema.required,
        handler=run,
        cancel_on_interruption=wrapper.cancel_on_interruption,
        timeout_secs=wrapper.timeout_secs,
    )
