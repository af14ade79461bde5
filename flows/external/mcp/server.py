"""An MCP server of the agent file: its connection, and its tools as tools of a flow."""

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipecat.flows import FlowManager

from calls.clock import outside_work
from configs.problems import did_you_mean, listed
from configs.schema.mcp import McpServer, McpTool
from flows.external.answers import read_answer
from flows.external.declared import Tool, declared_tool
from flows.tools.running import idempotency_key
from flows.tools.spec import desk_of

if TYPE_CHECKING:
    from flows.external.mcp.client import ServerClient

INSTALL = 'MCP servers need the package "mcp": pip install "callwright[mcp]"'


class McpNotUsable(Exception):
    """A server cannot be used. The message is a sentence for people; `server` is its name."""

    def __init__(self, server: str, message: str) -> None:
        super().__init__(message)
        self.server = server


class ConnectedServer:
    """A server that has answered."""

    def __init__(self, server: McpServer, client: "ServerClient", functions: Mapping[str, Tool]) -> None:
        """Use `connect`."""
        self.name = server.name
        self.functions = functions
        """The tools that the agent may use, by the names that the flow has for them."""
        self._client = client

    async def close(self) -> None:
        """End the connection, and the program if it was one."""
        await self._client.end()


async def connect(server: McpServer) -> ConnectedServer:
    """Connect to a server and look for the tools that the agent file lists.

    Raises:
        McpNotUsable: The package is missing, the server does not answer, or it lacks a tool.
    """
    client = _client(server)
    try:
        async with outside_work(), asyncio.timeout(server.start_timeout_secs):
            offered = await client.offered()
    except Exception as error:
        await client.end()
        why = (
            f"no answer within {server.start_timeout_secs:g} s" if isinstance(error, TimeoutError) else error
        )
        raise McpNotUsable(server.name, f'the MCP server "{server.name}" cannot be reached: {why}') from error
    missing = [tool.at_server for tool in server.tools if tool.at_server not in offered]
    if missing:
        await client.end()
        has = f"it has {listed(sorted(offered), 'and') or 'none'}{did_you_mean(missing[0], offered)}"
        message = f'the MCP server "{server.name}" has no tool "{missing[0]}"; {has}'
        raise McpNotUsable(server.name, message)
    functions = {
        tool.name: declared_tool(
            tool,
            tool.description or offered[tool.at_server].description or tool.name,
            offered[tool.at_server].input_schema,
            _Remote(tool, client).act,
        )
        for tool in server.tools
    }
    return ConnectedServer(server, client, functions)


class _Remote:
    """One tool of a server."""

    def __init__(self, tool: McpTool, client: "ServerClient") -> None:
        self._tool = tool
        self._client = client

    async def act(self, flow_manager: FlowManager, **arguments: Any) -> Mapping[str, Any]:
        """Call it. The body of a tool: see `flows.tools.running.run`."""
        # Loaded with the client, whose package is optional.
        from flows.external.mcp.client import text_of

        meta = {"callwright/call-id": desk_of(flow_manager).call_id}
        if self._tool.effect != "read":
            meta["callwright/idempotency-key"] = idempotency_key(flow_manager)
        result = await self._client.call(self._tool.at_server, arguments, meta)
        if isinstance(result.structured_content, Mapping):
            return read_answer(result.structured_content)
        return _read_text(text_of(result))


def _read_text(text: str) -> dict[str, Any]:
    """A result in text: JSON of an object is read like a webhook's answer, anything else is data."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if isinstance(data, Mapping):
        return read_answer(data)
    return {"data": {"text": text}} if text else {}


def _client(server: McpServer) -> "ServerClient":
    try:
        # The package is optional: it is loaded for agents that have servers.
        from mcp import StdioServerParameters
        from mcp.client.session_group import StreamableHttpParameters

        from flows.external.mcp.client import ServerClient
    except ImportError as error:
        raise McpNotUsable(server.name, INSTALL) from error
    if server.command:
        program, *arguments = server.command
        # Without variables of its own the package hands on PATH, HOME and a few more, and nothing secret.
        return ServerClient(
            StdioServerParameters(command=program, args=arguments, env=dict(server.env) or None)
        )
    return ServerClient(StreamableHttpParameters(url=server.url, headers=dict(server.headers) or None))
