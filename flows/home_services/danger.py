"""Tools for when somebody is in danger: say what keeps them safe, then get the electrician on call."""

from functools import partial
from typing import Any

from pipecat.flows import NO_RESPONSE, FlowManager

from flows.handoff.tools import fetch_person
from flows.office import achieved, note, set_phone, stored, wall
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from flows.values import Phone, ZipCode

from . import state as memory
from . import steps
from .screen import Danger
from .state import Street

ON_CALL = "on_call"
"""The destination of the agent file that is fetched in an emergency."""

SCREEN = "screen"
"""The node that asks about danger: there, a bare yes tells of one."""

CALLBACK = "within fifteen minutes"
"""How soon the electrician on call rings back: what the company's rota promises."""


@tool(effect="read")
async def report_danger(flow_manager: FlowManager, danger: Danger | None = None) -> dict[str, Any]:
    """The caller speaks of sparks, smoke, a smell of burning, a shock, water near electricity, or a wire that
    is down; or says yes when asked about them. Call it at once, before anything else.

    Args:
        danger: Which. The caller's own words count for more.
    """
    found = steps.danger_said(flow_manager) or danger
    if found is None and flow_manager.current_node != SCREEN:
        return {"status": "needs_screen"}
    return steps.emergency(flow_manager, found or "unspecified")


@tool(effect="read")
async def call_on_call(flow_manager: FlowManager) -> Any:
    """Put the caller through to the electrician on call. Only once the safety sentence was said."""
    state = flow_manager.state
    brief = {
        "goal": f"Danger: {state['danger']}",
        "done": f"Told to keep safe. ZIP code {state['zip_code'] or 'not known yet'}",
        "next_step": "Ask for the address and go there",
    }
    requested = await fetch_person(flow_manager, "emergency", destination=ON_CALL, brief=brief)
    if requested.transferring:
        return {"status": "transferring"}, NO_RESPONSE
    return {"status": "no_person", "why": requested.why}


@tool(effect="read")
async def after_transfer(flow_manager: FlowManager) -> dict[str, Any]:
    """A transfer reached nobody: in danger the electrician on call is paged, else a message is taken."""
    return steps.danger_place(flow_manager) if flow_manager.state["danger"] else {"status": "needs_message"}


@tool(effect="read")
async def locate_danger(flow_manager: FlowManager, zip_code: ZipCode) -> dict[str, Any]:
    """The caller said the ZIP code of the place that is in danger.

    Args:
        zip_code: The five digits.
    """
    memory.set_zip(flow_manager.state, zip_code)
    return await steps.next_step(flow_manager)


def _page(
    flow_manager: FlowManager,
    address: str | None = None,
    phone: str | None = None,
) -> dict[str, Any]:
    """What exactly is paged; what was said of it is kept. Raises Refused while something is missing."""
    state = flow_manager.state
    if address:
        memory.set_address(state, address)
    if number := phone or state["phone"] or state["caller_phone"]:
        set_phone(state, number)
    for key, say in _QUESTIONS.items():
        if not state[key]:
            raise Refused(say, status="incomplete", retryable=True, needs=[key])
    return {"danger": state["danger"] or "unknown", **{key: state[key] for key in _QUESTIONS}}


_QUESTIONS = {
    "zip_code": "What's the ZIP code there?",
    "address": "What's the street and the house number?",
    "phone": "What number can the electrician call you on?",
}


@tool(effect="write", confirm="request", idempotent=True, intent=_page)
async def page_on_call(
    flow_manager: FlowManager,
    address: Street | None = None,
    phone: Phone | None = None,
) -> dict[str, Any]:
    """Page the electrician on call, who rings the caller back at once.

    Args:
        address: Street and number.
        phone: The number to ring, if it is not the one they call from.
    """
    desk, state = desk_of(flow_manager), flow_manager.state
    page, place = _page(flow_manager, address, phone), memory.place_of(state)
    key, now = idempotency_key(flow_manager), wall(desk)
    work = partial(desk.resources.page, key, page["danger"], place, call_id=desk.call_id, now=now)
    note(flow_manager, page_id=await stored(work), **page)
    achieved(flow_manager, "on_call_paged")
    state["danger"] = ""
    state["done"] = (
        f"I've paged our electrician on call, who rings you {CALLBACK} on {state['phone_spoken']}."
        " Until then, please stay away from it."
    )
    return {"status": "paged", "say": state["done"], **page}
