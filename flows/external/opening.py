"""The tools that an agent file declares, opened for the calls of a process or only looked at."""

from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Any

from aiohttp.abc import AbstractResolver

from configs.schema.mcp import McpTool
from configs.schema.payments import TokeniserBlock
from configs.schema.tools import ToolsBlock
from flows.external.declared import Tool, UnknownArguments, declared_tool
from flows.external.mcp.server import ConnectedServer, connect
from flows.external.webhooks.client import WebhookClient
from flows.external.webhooks.tokeniser import CardTokeniser
from flows.external.webhooks.tool import webhook_tool
from flows.tools.envelope import Failed

Tools = Mapping[str, Tool]
"""Tools by the names that a flow has for them."""

NO_TOOLS: Tools = MappingProxyType({})


class ExternalTools:
    """Webhooks and MCP servers, ready for calls. Close it."""

    def __init__(self, client: WebhookClient) -> None:
        """Use `ExternalTools.open`."""
        self.functions: dict[str, Tool] = {}
        self.tokeniser: CardTokeniser | None = None
        """Makes tokens of payment cards; None where none is configured."""
        self._client = client
        self._servers: list[ConnectedServer] = []

    @classmethod
    async def open(
        cls,
        block: ToolsBlock,
        *,
        tokeniser: TokeniserBlock | None = None,
        resolver: AbstractResolver | None = None,
    ) -> "ExternalTools":
        """Connect to every server. `resolver`: what webhooks' host names are resolved with.

        Raises:
            McpNotUsable: A server does not answer, or lacks a tool that the agent file lists.
        """
        tools = cls(WebhookClient(resolver))
        if tokeniser is not None:
            tools.tokeniser = CardTokeniser(tokeniser, tools._client)
        try:
            for webhook in block.webhooks:
                tools.functions[webhook.name] = webhook_tool(webhook, tools._client)
            for server in block.mcp:
                connected = await connect(server)
                tools._servers.append(connected)
                tools.functions.update(connected.functions)
        except BaseException:
            await tools.close()
            raise
        return tools

    async def close(self) -> None:
        """Close every connection."""
        servers, self._servers = self._servers, []
        for server in servers:
            await server.close()
        await self._client.close()

    async def __aenter__(self) -> "ExternalTools":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def described(block: ToolsBlock) -> Tools:
    """The same tools without a connection, for whoever checks a flow. What servers take is not known here."""
    client = WebhookClient()
    hooks = {webhook.name: webhook_tool(webhook, client) for webhook in block.webhooks}
    return {**hooks, **{tool.name: _unopened(tool) for server in block.mcp for tool in server.tools}}


def _unopened(tool: McpTool) -> Tool:
    async def act(*_: Any, **__: Any) -> Mapping[str, Any]:
        raise Failed("the server is not connected", unknown=False)

    return declared_tool(tool, tool.description or tool.name, UnknownArguments(), act)
