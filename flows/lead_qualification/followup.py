"""Tools for leads that are not worth a visit yet: a call of the advisor, or the guide by e-mail."""

from functools import partial
from typing import Annotated, Any

from pipecat.flows import FlowManager
from pydantic import Field

from flows.capture.calling import Captured, capture, deny_value
from flows.office import achieved, note, stored, wall
from flows.tools import desk_of, tool
from flows.tools.confirming import propose
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from spoken.email import EmailKind

from . import steps

Email = Annotated[str, Field(description="E-mail address, as written or as the caller said it")]

NO_ADDRESS = "I'm sorry, I can't get the address right."
"""Said when speaking and spelling have both failed, before a message is taken."""


@tool(effect="write", idempotent=True, intent=steps.callback, read_back=steps.callback_question)
async def request_callback(flow_manager: FlowManager) -> dict[str, Any]:
    """Have the advisor call back. Only after the caller said yes to that."""
    desk, state = desk_of(flow_manager), flow_manager.state
    lead = steps.lead_of(flow_manager)
    work = partial(desk.resources.keep, idempotency_key(flow_manager), lead, "callback", wall(desk))
    await stored(work)
    note(flow_manager, phone=state["phone"], advisor=state["advisor"])
    achieved(flow_manager, "callback_requested")
    state["done"] = f"{state['advisor']} will call you on {state['phone_spoken']}, within one business day."
    return {"status": "callback_requested", "say": state["done"]}


@tool(effect="read")
async def give_email(flow_manager: FlowManager, email: Email) -> dict[str, Any]:
    """The caller said, spelled or corrected the e-mail address to send the guide to.

    Args:
        email: The whole address.
    """
    state = flow_manager.state
    got = capture(flow_manager, "email", email)
    if not got.known:
        return _not_yet(flow_manager, got)
    state["email"], state["email_spoken"] = got.value, EmailKind().spoken(got.value)
    read_back = f"That's {state['email_spoken']}. Is that right?"
    propose(flow_manager, "send_guide", read_back=read_back, email=got.value)
    return {"status": "ready", "read_back": state["email_spoken"]}


@tool(effect="read")
async def wrong_email(flow_manager: FlowManager) -> dict[str, Any]:
    """The address that was read back is wrong, and the caller has not said the right one."""
    return _not_yet(flow_manager, deny_value(flow_manager, "email"))


def _not_yet(flow_manager: FlowManager, got: Captured) -> dict[str, Any]:
    """There is no address (yet). Raises Refused with how it is asked for now, unless it is given up."""
    state = flow_manager.state
    state["email"] = state["email_spoken"] = ""
    if got.status == "person":
        state["handoff_news"] = NO_ADDRESS
        return {"status": "person"}
    raise got.refusal()


def _guide(flow_manager: FlowManager, **_: Any) -> dict[str, Any]:
    email = flow_manager.state["email"]
    if not email:
        raise Refused("What's your e-mail address?", status="incomplete", retryable=True, needs=["email"])
    return {"email": email}


@tool(effect="irreversible", idempotent=True, intent=_guide)
async def send_guide(flow_manager: FlowManager) -> dict[str, Any]:
    """Send the guide to the address that was just read back. Only after the caller said yes to it."""
    desk, state = desk_of(flow_manager), flow_manager.state
    lead = steps.lead_of(flow_manager)
    work = partial(desk.resources.keep, idempotency_key(flow_manager), lead, "guide", wall(desk))
    await stored(work)
    note(flow_manager, email=state["email"])
    achieved(flow_manager, "guide_requested")
    state["done"] = "I've put you down for our guide, which comes by e-mail."
    return {"status": "guide_requested", "say": state["done"]}
