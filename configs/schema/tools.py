"""`tools:` — webhooks and MCP servers that the flow may call, and what is said while a tool works."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block
from configs.schema.mcp import McpServer
from configs.schema.tool_promises import DeclaredTool
from configs.schema.webhooks import Webhook


class FillerBlock(Block):
    """What the agent says while a tool keeps the caller waiting. It never enters the history."""

    texts: Annotated[tuple[str, ...], Field(max_length=2)] = (
        "One moment.",
        "I'm still working on it. Thanks for your patience.",
    )
    """Said in this order, each once while the caller waits; an empty list says nothing."""

    after_secs: float = Field(default=1.2, gt=0, le=60)
    """Seconds of silence, with a tool at work, before the first."""

    again_after_secs: float = Field(default=4.0, gt=0, le=60)
    """Seconds of silence after the first, or after words of the agent's own, before the second."""

    @model_validator(mode="after")
    def _later_is_later(self) -> "FillerBlock":
        if self.again_after_secs < self.after_secs:
            raise PydanticCustomError(
                "filler",
                "the second filler comes sooner than the first",
                {"allowed": "an `again_after_secs` of at least `after_secs`"},
            )
        return self


class BreakerBlock(Block):
    """When a tool that keeps failing is left alone for a while."""

    failures: int = Field(default=5, ge=1, le=100)
    """Failures or timeouts, in all calls together, after which the tool is not tried."""

    window_secs: float = Field(default=60.0, gt=0, le=3600)
    """Seconds for which a failure counts."""

    open_secs: float = Field(default=30.0, gt=0, le=3600)
    """Seconds after which it is tried once; if that works, all is well again."""


class ToolsBlock(Block):
    """Tools declared here are named in `flow.yaml` like those of `tools.py`."""

    webhooks: tuple[Webhook, ...] = ()
    """Tools that are an HTTP request."""

    mcp: tuple[McpServer, ...] = ()
    """MCP servers."""

    filler: FillerBlock = FillerBlock()
    """What is said while a tool works."""

    breaker: BreakerBlock = BreakerBlock()
    """What happens to a tool that keeps failing."""

    @property
    def declared(self) -> tuple[DeclaredTool, ...]:
        """Every tool of the block."""
        return (*self.webhooks, *(tool for server in self.mcp for tool in server.tools))

    @model_validator(mode="after")
    def _names_are_different(self) -> "ToolsBlock":
        names = [tool.name for tool in self.declared]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise PydanticCustomError(
                "tool_twice", "{problem}", {"problem": f'two tools are called "{twice}"', "allowed": "one"}
            )
        servers = [server.name for server in self.mcp]
        twice = next((name for name in servers if servers.count(name) > 1), None)
        if twice:
            raise PydanticCustomError(
                "server_twice",
                "{problem}",
                {"problem": f'two servers are called "{twice}"', "allowed": "one"},
            )
        return self
