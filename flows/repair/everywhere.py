"""What every node of a flow offers besides its own tools."""

from collections.abc import Collection
from typing import Any

from pipecat.flows import Flow, FlowConfig, FlowsFunctionSchema

from flows.repair.asking import clarify
from flows.repair.hearing import repeat_that, speak_slower
from flows.repair.moving import cancel_request, go_back, start_over
from flows.repair.offered import as_functions
from flows.repair.truth import are_you_a_robot
from flows.repair.values import FlowValues, value_tools

READY = (repeat_that, speak_slower, start_over, go_back, cancel_request, clarify, are_you_a_robot)

COMMANDS = frozenset(tool.__name__ for tool in READY) | {"correct_value", "skip_question"}
"""Every repair command by name."""


def repair_functions(
    flow: Flow, config: FlowConfig, values: FlowValues, off: Collection[str] = ()
) -> list[FlowsFunctionSchema]:
    """The repair commands for a flow: all but those that it has itself and those that are `off`."""
    taken = {function.name for function in config.global_functions}
    taken |= {function.name for node in config.nodes.values() for function in node.functions or ()}
    return as_functions([*READY, *value_tools(values)], flow, taken | set(off))


def spread_answers(flow: Flow, config: FlowConfig, reads: Collection[str]) -> list[str]:
    """Let a question be answered wherever it is asked: what one node can tell, every node can.

    Such a tool reads and leads nowhere, so the call goes on with what was asked. Gives the names.
    """
    everywhere = {function.name for function in config.global_functions}
    answers: dict[str, Any] = {}
    leading: set[str] = set()
    for name, node in config.nodes.items():
        functions = flow.node(name).get("functions", [])
        schemas = {one.name: one for one in functions if isinstance(one, FlowsFunctionSchema)}
        for function in node.functions or ():
            if function.transition_to is not None or function.transition_only:
                leading.add(function.name)
            elif function.name in reads and function.name not in everywhere:
                answers.setdefault(function.name, schemas[function.name])
    spread = [name for name in answers if name not in leading]
    for name in config.nodes:
        node_config = flow.node(name)
        own = list(node_config.get("functions", []))
        has = {getattr(schema, "name", "") for schema in own}
        node_config["functions"] = [*own, *(answers[tool] for tool in spread if tool not in has)]
    return spread
