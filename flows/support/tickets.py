"""Tools for what a specialist has to deal with."""

from functools import partial
from typing import Annotated, Any

from pipecat.flows import FlowManager
from pydantic import Field

from flows.office import achieved, note, set_phone, stored, wall
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from flows.values import Phone

from . import state as memory
from . import steps

Issue = Annotated[str, Field(min_length=2, max_length=200)]
Problem = Annotated[str, Field(min_length=2, max_length=500)]


@tool(effect="read")
async def report_problem(flow_manager: FlowManager, issue: Issue | None = None) -> dict[str, Any]:
    """The caller has a problem that no other tool solves, or wants to file a complaint.

    Args:
        issue: What it is about in a few words, if they have said it.
    """
    state = flow_manager.state
    steps.begin(flow_manager, "ticket")
    if not issue:
        return {"status": "needs_problem"}
    state["ticket_about"] = issue.replace("_", " ")
    state["news"] = "I can open a ticket for that, and a specialist will call you back. Shall I do that?"
    return {"status": "offer_ticket", "news": state["news"]}


def _ticket(
    flow_manager: FlowManager, problem: str | None = None, phone: str | None = None
) -> dict[str, Any]:
    """What exactly is written down. Raises Refused while something is missing."""
    state = flow_manager.state
    about = problem or state["ticket_about"]
    if not about:
        raise Refused("What is it about?", status="incomplete", retryable=True, needs=["problem"])
    number = phone or state["phone"] or state["caller_phone"]
    if not number:
        say = "What number should we call you back on?"
        raise Refused(say, status="needs_phone", retryable=True, needs=["phone"])
    return {"number": state["order_number"], "phone": number, "problem": about}


@tool(effect="write", confirm="request", idempotent=True, intent=_ticket)
async def open_ticket(
    flow_manager: FlowManager, problem: Problem | None = None, phone: Phone | None = None
) -> dict[str, Any]:
    """Open a ticket for a specialist, who calls back within one business day.

    Args:
        problem: What it is about, in the caller's words. Leave it out when a ticket was just offered.
        phone: The number to call back, if it is not the one they call from.
    """
    desk, state, ticket = desk_of(flow_manager), flow_manager.state, _ticket(flow_manager, problem, phone)
    set_phone(state, ticket["phone"])
    key, now = idempotency_key(flow_manager), wall(desk)
    opened = await stored(partial(desk.resources.open_ticket, key, **ticket, call_id=desk.call_id, now=now))
    note(flow_manager, ticket_id=opened, problem=ticket["problem"], phone=ticket["phone"])
    memory.forget_request(state)
    achieved(flow_manager, "ticket_opened", resolved=False)
    callback = f"on {state['phone_spoken']} within one business day"
    state["done"] = f"I've opened ticket {opened}. A specialist will call you {callback}."
    return {"status": "ticket_opened", "say": state["done"], "ticket_id": opened}
