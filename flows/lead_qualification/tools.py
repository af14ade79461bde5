"""What the agent of Juniper Solar can do.

`STATE` and `opening_state` say what the flow remembers, `open_resources` opens its leads, `seed` fills them
with demo leads. The tools, named in `flow.yaml`, stand here, in `visits.py` and in `followup.py`.
"""

from pathlib import Path
from typing import Any, Literal

from pipecat.flows import FlowManager

from flows.handoff.tools import ask_for_person as ask_for_person
from flows.handoff.tools import leave_message as leave_message
from flows.office import achieved, not_achieved, outcome, set_phone
from flows.tools import tool
from flows.values import Phone, ZipCode

from . import state as memory
from . import steps
from .crm import Crm
from .demo import seed as seed
from .followup import give_email as give_email
from .followup import request_callback as request_callback
from .followup import send_guide as send_guide
from .followup import wrong_email as wrong_email
from .rules import Authority, Budget, Need, Timing
from .state import STATE as STATE
from .state import opening_state as opening_state
from .visits import book_meeting as book_meeting
from .visits import check_slot as check_slot
from .visits import give_name as give_name
from .visits import pick_offer as pick_offer

Topic = Literal["competitors", "prices", "warranty", "area", "financing"]

FACTS: dict[Topic, str] = {
    "competitors": "I can't speak for other companies. Our advisor will gladly look at their offer.",
    "prices": "That depends on the roof. Most homes pay between ten and thirty thousand dollars.",
    "warranty": "Panels have a warranty of 25 years, and our work one of ten.",
    "area": "We work in New York, New Jersey and Connecticut.",
    "financing": "You can pay in installments. The advisor has the terms.",
}


def open_resources(data_dir: Path) -> Crm:
    """The company's leads, shared by all calls. Blocks: call it off the event loop."""
    return Crm(data_dir / "leads.sqlite")


@tool(effect="read")
async def start_inquiry(
    flow_manager: FlowManager,
    need: Need | None = None,
    zip_code: ZipCode | None = None,
    budget: Budget | None = None,
    timing: Timing | None = None,
    authority: Authority | None = None,
) -> dict[str, Any]:
    """The caller is interested in something. Pass on whatever they have already said.

    Args:
        need: What it is about. `heating` and `roofing` are not offered.
        zip_code: Where the house is, if said.
        budget: high = 30,000 dollars and more, medium = 10,000 to 30,000, low = less, no_budget = none.
        timing: now = within a month, soon = within half a year, later = after that, no_plan = no hurry.
        authority: Who decides: alone, together with somebody, or someone_else.
    """
    state = flow_manager.state
    memory.remember(state, need=need, zip_code=zip_code, budget=budget, timing=timing, authority=authority)
    if await steps.recall(flow_manager):
        not_achieved(flow_manager, "meeting_kept")
        return {"status": "has_meeting", "meeting": state["meeting"]}
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def give_place(
    flow_manager: FlowManager, need: Need | None = None, zip_code: ZipCode | None = None
) -> dict[str, Any]:
    """The caller said, or corrected, what they want or where.

    Args:
        need: What it is about. `heating` and `roofing` are not offered.
        zip_code: The ZIP code of the house.
    """
    memory.remember(flow_manager.state, need=need, zip_code=zip_code)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def give_facts(
    flow_manager: FlowManager,
    budget: Budget | None = None,
    timing: Timing | None = None,
    authority: Authority | None = None,
) -> dict[str, Any]:
    """The caller said, or corrected, what they can spend, when, or who decides.

    Args:
        budget: high = 30,000 dollars and more, medium = 10,000 to 30,000, low = less, no_budget = none.
        timing: now = within a month, soon = within half a year, later = after that, no_plan = no hurry.
        authority: Who decides: alone, together with somebody, or someone_else.
    """
    memory.remember(flow_manager.state, budget=budget, timing=timing, authority=authority)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def give_number(flow_manager: FlowManager, phone: Phone) -> dict[str, Any]:
    """The caller said the number to call them on.

    Args:
        phone: The complete number as they said or keyed it in.
    """
    set_phone(flow_manager.state, phone)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def other_time(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants another time for the visit they have."""
    memory.forget_time(flow_manager.state)
    return {"status": "ok"}


@tool(effect="read")
async def keep_meeting(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller keeps the visit they have."""
    state = flow_manager.state
    state["done"] = f"Good. You have {state['meeting']}."
    achieved(flow_manager, "meeting_kept")
    return {"status": "kept", "say": state["done"]}


@tool(effect="read")
async def company_info(flow_manager: FlowManager, topic: Topic) -> dict[str, Any]:
    """Answer a question about the company, or about others. Never answer one from memory.

    Args:
        topic: What the question is about.
    """
    if not flow_manager.state["disposition"]:
        achieved(flow_manager, "answered")
    return {"say": FACTS[topic], "topic": topic}


@tool(effect="read")
async def no_thanks(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller does not want what was offered, or does not want to go on."""
    memory.forget_time(flow_manager.state)
    not_achieved(flow_manager, "declined")
    flow_manager.state["done"] = "All right."
    return {"status": "declined", "say": flow_manager.state["done"]}


@tool(effect="read")
async def end_call(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller is finished and wants to hang up."""
    if not flow_manager.state["disposition"]:
        outcome(flow_manager, "no_request", resolved=False)
    return {}
