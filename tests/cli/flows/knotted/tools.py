"""One tool, and a function that is none."""

from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool

STATE = {"today": ""}


@tool(effect="read")
async def look_up(flow_manager: FlowManager) -> dict[str, Any]:
    """Look something up."""
    return {}


async def close_door(flow_manager: FlowManager) -> dict[str, Any]:
    """No tool: it has no wrapper."""
    return {}
