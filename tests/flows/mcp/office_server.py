"""A small MCP server of an office, on standard input and output or, with an argument, at that port."""

import os
import sys
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from pydantic import BaseModel, Field

server = MCPServer("office")


class Place(BaseModel):
    """Where something is."""

    floor: int
    room: str = "hall"


@server.tool()
def find_room(name: Annotated[str, Field(min_length=2)], seats: int = 1) -> dict[str, Any]:
    """Find a room by its name."""
    return {"say": f"{name} is upstairs.", "seats": seats}


@server.tool(structured_output=False)
def opening_hours() -> str:
    """When the office is open."""
    return "Nine to five."


@server.tool()
def put_sign(place: Place) -> dict[str, Any]:
    """Put up a sign."""
    return {"status": "put_up", "where": f"{place.floor}/{place.room}"}


@server.tool()
def keys_of_call(ctx: Context) -> dict[str, Any]:
    """What came beside the arguments."""
    meta = ctx.request_context.meta or {}
    return {"meta": {key: value for key, value in dict(meta).items() if str(key).startswith("callwright/")}}


@server.tool()
def environment() -> dict[str, Any]:
    """Which variables this program was given."""
    return {"names": sorted(os.environ), "own": os.environ.get("OFFICE_TOKEN")}


@server.tool()
def break_down() -> str:
    """Always fails."""
    raise RuntimeError("SELECT * FROM customers; the password is hunter2")


@server.tool()
def vanish() -> str:
    """Ends this program."""
    os._exit(3)


@server.tool()
def delete_everything() -> str:
    """Nobody should be offered this."""
    return "gone"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[1]))
    else:
        server.run("stdio")
