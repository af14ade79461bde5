"""A box office."""

from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool

STATE: dict[str, Any] = {
    "count": 0,
    "summary": "",
}


@tool(effect="read")
async def check_tickets(flow_manager: FlowManager, count: int) -> dict[str, Any]:
    """See whether there are as many."""
    state = flow_manager.state
    state["count"], state["summary"] = count, f"{count} tickets"
    return {"status": "free"}


@tool(effect="write")  #! buy_tickets: nothing reads it back
async def buy_tickets(flow_manager: FlowManager) -> dict[str, Any]:
    """Buy what was read back."""
    return {"status": "bought", "count": flow_manager.state["count"]}


@tool(effect="write", confirm="request")
async def leave_message(flow_manager: FlowManager, words: str) -> dict[str, Any]:
    """Write a message down."""
    return {"words": words}
