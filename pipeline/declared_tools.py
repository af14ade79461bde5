"""The tools of an agent file: opened for its calls, and checked against what its flow offers."""

from collections.abc import Iterator

from configs import ConfigProblems, Inspection, LoadedAgent, Problem
from configs.problems import KeyPath, did_you_mean, listed
from configs.schema.tools import ToolsBlock
from configs.yaml_lines import read_yaml
from flows.external.mcp.server import McpNotUsable
from flows.external.opening import ExternalTools, described
from flows.reading.loader import check_flow, lint_flow
from flows.reading.shape import Shape


async def open_tools(agent: LoadedAgent) -> ExternalTools:
    """Webhooks and MCP servers, ready for calls. Raises ConfigProblems when a server cannot be used."""
    try:
        return await ExternalTools.open(agent.config.tools, tokeniser=agent.config.payments.tokeniser)
    except McpNotUsable as error:
        servers = [server.name for server in agent.config.tools.mcp]
        place: KeyPath = ("tools", "mcp", servers.index(error.server))
        raise ConfigProblems([agent.problem(place, str(error))]) from error


def declared_problems(inspection: Inspection) -> Iterator[Problem]:
    """What is wrong between an agent's tools and its flow, the flow's own faults included."""
    block, folder = inspection.tools, inspection.flow_dir
    if block is None or folder is None:
        return  # where the tools are wrong themselves, every flow that offers them would be, too
    tools = described(block)
    yield from check_flow(folder, tools)
    yield from lint_flow(folder, tools)
    shape = Shape(read_yaml(folder / "flow.yaml").data)
    yield from _unused(inspection, block, shape)
    yield from _opening(inspection, shape)


def _unused(inspection: Inspection, block: ToolsBlock, shape: Shape) -> Iterator[Problem]:
    """Tools that are declared and that no node of the flow offers: warnings."""
    offered = {function.get("name") for _, function in shape.functions()}
    hint = "name it under functions or global_functions of flow.yaml, or take it out here"
    for place, name in _places(block):
        if name not in offered:
            message = f'no node of the flow offers "{name}"'
            yield inspection.lines.problem((*place, "name"), message, hint, severity="warning")


def _opening(inspection: Inspection, shape: Shape) -> Iterator[Problem]:
    """Tools that may open private values and that the flow does not have."""
    if inspection.agent is None:
        return  # the block may be wrong itself
    offered = {str(function.get("name")) for _, function in shape.functions()}
    for tool in inspection.agent.config.redaction.open:
        if tool not in offered:
            has = f"it offers {listed(sorted(offered), 'and') or 'none'}{did_you_mean(tool, offered)}"
            yield inspection.lines.problem(("redaction", "open", tool), f'the flow has no tool "{tool}"', has)


def _places(block: ToolsBlock) -> Iterator[tuple[KeyPath, str]]:
    for index, webhook in enumerate(block.webhooks):
        yield ("tools", "webhooks", index), webhook.name
    for number, server in enumerate(block.mcp):
        for index, tool in enumerate(server.tools):
            yield ("tools", "mcp", number, "tools", index), tool.name
