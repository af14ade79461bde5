"""A box office."""

from typing import Any

from pipecat.flows import FlowManager

from flows.tools import tool

STATE: dict[str, Any] = {
    "count": 0,
    "summary": "",
}


def in_words(flow_manager: FlowManager) -> str:
    """What is read back before anything is bought."""
    return f"Shall I buy {flow_manager.state['summary']}?"


@tool(effect="read")
async def check_tickets(flow_manager: FlowManager, count: int) -> dict[str, Any]:
    """See whether there are as many."""
    state = flow_manager.state
    state["count"], state["summary"] = count, f"{count} tickets"
    return {"status": "free"}


@tool(effect="write", read_back=in_words)
async def buy_tickets(flow_manager: FlowManager) -> dict[str, Any]:
    """Buy what was read back."""
    return {"status": "bought", "count": flow_manager.state["count"]}


@tool(effect="write", confirm="request")
async def leave_message(flow_manager: FlowManager, words: str) -> dict[str, Any]:
    """Write a message down."""
    return {"words": words}
