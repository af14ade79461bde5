"""Ask back which of several things is meant."""

from typing import Annotated, Any

from pipecat.flows import FlowManager
from pydantic import Field

from flows.saying import say_list
from flows.tools import desk_of, tool

MOST = 3
"""What a listener keeps in mind."""

Options = Annotated[
    list[Annotated[str, Field(min_length=2, max_length=80)]],
    Field(min_length=2, max_length=MOST, description="Two or three options, a few words each"),
]


@tool(effect="read")
async def clarify(flow_manager: FlowManager, options: Options) -> dict[str, Any]:
    """What the caller said could mean two or three different things, and you must know which.

    Args:
        options: What they may have meant, each as it goes on after "Do you want to".
    """
    desk_of(flow_manager).repairs.count("clarified")
    return {"status": "asked", "say": f"Do you want to {say_list(list(options))}?"}
