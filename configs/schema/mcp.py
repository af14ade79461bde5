"""`tools.mcp:` — MCP servers, and which of their tools the agent may use."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block, Deployed
from configs.schema.tool_promises import DeclaredTool, ToolName


class McpTool(DeclaredTool):
    """A tool of the server. What is not listed is not offered."""

    remote_name: str = ""
    """What the server calls it, if not `name`."""

    description: str = ""
    """What it does and when to use it, for the model; the server's words if left out."""

    @property
    def at_server(self) -> str:
        """What the server calls it."""
        return self.remote_name or self.name


class McpServer(Block):
    """A server: a program that is started (`command`), or an address (`url`)."""

    name: ToolName
    """What logs and errors call it."""

    command: tuple[Deployed[str], ...] = ()
    """Program and arguments; it speaks MCP on its standard input and output."""

    env: dict[str, Deployed[str]] = Field(default_factory=dict)
    """More environment variables of the program. It is given few of ours: PATH, HOME and the like."""

    url: Deployed[str] = ""
    """Address of a server that speaks streamable HTTP."""

    headers: dict[str, Deployed[str]] = Field(default_factory=dict)
    """Headers of every request, e.g. `Authorization: Bearer ${NAME}`."""

    start_timeout_secs: float = Field(default=20.0, gt=0, le=120)
    """Seconds in which it must have answered with its tools at the start."""

    tools: Annotated[tuple[McpTool, ...], Field(min_length=1)]
    """The tools that the agent may use, each with its effect."""

    @model_validator(mode="after")
    def _one_way_in(self) -> "McpServer":
        if bool(self.command) == bool(self.url):
            raise PydanticCustomError(
                "mcp_way",
                "a server is reached in one way",
                {"allowed": "either `command: [program, argument]` or `url: https://...`"},
            )
        if self.url and not self.url.startswith(("https://", "http://", "${")):
            raise PydanticCustomError(
                "mcp_url", "the url is not one of a server", {"allowed": "https://HOST/PATH"}
            )
        return self
