"""Pipecat's MCP client, asked for what a server really answered.

Pipecat hands a model plain text, in which an error reads like a result. Needs the package `mcp`: import this
module only for an agent that has servers.
"""

from typing import Any

import anyio
from loguru import logger
from mcp.client.session import ClientSession
from mcp.shared.exceptions import MCPError
from mcp.types import (
    CONNECTION_CLOSED,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    CallToolResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)
from pipecat.services.mcp_service import MCPClient

from calls.clock import outside_work
from flows.tools.envelope import Failed

MAX_PAGES = 20
"""Of a server's list of tools."""

MAX_TEXT_CHARS = 16_000
"""Of a result. More would only fill the model's context."""

NOTHING_DONE = frozenset({INVALID_PARAMS, METHOD_NOT_FOUND})
"""Codes of errors by which a server says that it has not begun."""

LOST = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream, ConnectionError)
"""What is raised when the connection is gone."""


class ServerClient(MCPClient):
    """The connection to one server."""

    async def offered(self) -> dict[str, Tool]:
        """The server's tools by their names. Connects, if need be."""
        session = await self._open_session(as_owner=True)
        tools: dict[str, Tool] = {}
        cursor: str | None = None
        for _ in range(MAX_PAGES):
            params = PaginatedRequestParams(cursor=cursor) if cursor else None
            page = await session.list_tools(params=params)
            tools.update({tool.name: tool for tool in page.tools})
            cursor = page.next_cursor
            if not cursor:
                break
        return tools

    async def call(self, name: str, arguments: dict[str, Any], meta: dict[str, Any]) -> CallToolResult:
        """Call a tool; `meta` goes out beside the arguments.

        Raises:
            Failed: It did not answer with a result. The server's own words are in the log only.
        """
        try:
            session = await self._open_session(as_owner=False)
        except Exception as error:
            raise Failed(f"no connection: {type(error).__name__}", unknown=False) from error
        try:
            async with outside_work():
                result = await session.call_tool(name, arguments=arguments, meta=meta)  # pyright: ignore
        except MCPError as error:
            if error.error.code == CONNECTION_CLOSED:
                await self._forget(session)
            unknown = error.error.code not in NOTHING_DONE
            raise Failed(f"error {error.error.code}", unknown=unknown) from error
        except LOST as error:
            await self._forget(session)
            raise Failed(type(error).__name__, unknown=True) from error
        if not isinstance(result, CallToolResult):
            raise Failed(f"answered with a {type(result).__name__}", unknown=True, retryable=False)
        if result.is_error:
            raise Failed("the tool reported an error", unknown=True, retryable=False)
        return result

    async def _forget(self, session: ClientSession) -> None:
        """Drop a dead session, so that the next call connects again."""
        try:
            await self._drop_session(session)
        except Exception as error:
            logger.warning("MCP: a lost connection did not close well: {}", type(error).__name__)

    async def end(self) -> None:
        """Close the connection, whatever state it is in."""
        try:
            # No `outside_work`: the package gives a program its seconds to end, and ends it after those.
            await self.close()
        except Exception as error:
            logger.warning("MCP: the connection did not close well: {}", type(error).__name__)


def text_of(result: CallToolResult) -> str:
    """The texts of a result, as one."""
    texts = [content.text for content in result.content if isinstance(content, TextContent)]
    return "\n".join(texts)[:MAX_TEXT_CHARS]
