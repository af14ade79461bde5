"""What the agent of Brightline Electric can do.

`STATE` and `opening_state` say what the flow remembers, `open_resources` opens its plan, `seed` fills it with
demo visits. The tools, named in `flow.yaml`, stand here, in `danger.py` and in `visits.py`.
"""

from pathlib import Path
from typing import Any, Literal

from pipecat.flows import FlowManager

from flows.handoff.tools import ask_for_person as ask_for_person
from flows.handoff.tools import leave_message as leave_message
from flows.office import achieved, not_achieved, outcome, set_phone
from flows.office import opening as opening_state
from flows.tools import tool
from flows.tools.envelope import Refused
from flows.values import Clock, Day, Phone, ZipCode

from . import state as memory
from . import steps
from .danger import after_transfer as after_transfer
from .danger import call_on_call as call_on_call
from .danger import locate_danger as locate_danger
from .danger import page_on_call as page_on_call
from .danger import report_danger as report_danger
from .demo import seed as seed
from .dispatch import Dispatch
from .state import STATE as STATE
from .state import Problem, Street
from .visits import book_visit as book_visit
from .visits import find_window as find_window
from .visits import pick_window as pick_window
from .visits import soonest_window as soonest_window
from .windows import Part

__all__ = ["opening_state"]

Topic = Literal["fee", "area", "hours", "license"]

FACTS: dict[Topic, str] = {
    "fee": f"A visit is {memory.FEE}, and that comes off the repair.",
    "area": "We work in all of Brooklyn.",
    "hours": "For emergencies we're here day and night. Other visits are Monday to Saturday, from 8 to 5.",
    "license": "All our electricians are licensed and insured.",
}


def open_resources(data_dir: Path) -> Dispatch:
    """The plan of the technicians, shared by all calls. Blocks: call it off the event loop."""
    return Dispatch(data_dir / "home_services.sqlite")


# ---- What is wrong ---------------------------------------------------------------------------------------


@tool(effect="read")
async def describe_problem(
    flow_manager: FlowManager,
    problem: Problem,
    zip_code: ZipCode | None = None,
    day: Day | None = None,
    part: Part | None = None,
    time: Clock | None = None,
) -> dict[str, Any]:
    """The caller has an electrical problem, or wants something installed. Pass on whatever they said of it.

    Args:
        problem: What it is about.
        zip_code: Where it is, if said.
        day: The day on which somebody should come, if said.
        part: The part of that day, if said.
        time: The time, if said.
    """
    state = flow_manager.state
    if danger := steps.danger_said(flow_manager):
        return steps.emergency(flow_manager, danger)
    steps.begin(flow_manager)
    # Nobody is asked about sparks who wants a lamp put up.
    state["screened"] = (state["screened"] and state["problem"] == problem) or problem == "installation"
    state["problem"] = problem
    if zip_code:
        memory.set_zip(state, zip_code)
    memory.remember_time(state, day, part, time)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def no_danger(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller says that there are no sparks, no smoke, no smell of burning, no shock and no water near."""
    if danger := steps.danger_said(flow_manager):
        return steps.emergency(flow_manager, danger)
    flow_manager.state["screened"], flow_manager.state["danger"] = True, ""
    return await steps.next_step(flow_manager)


# ---- Where, and whom to call -----------------------------------------------------------------------------


@tool(effect="read")
async def check_area(flow_manager: FlowManager, zip_code: ZipCode) -> dict[str, Any]:
    """The caller said, or corrected, the ZIP code of the place.

    Args:
        zip_code: The five digits.
    """
    memory.set_zip(flow_manager.state, zip_code)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def give_address(flow_manager: FlowManager, address: Street) -> dict[str, Any]:
    """The caller said, or corrected, the street and number.

    Args:
        address: Street and number, with the apartment if there is one.
    """
    memory.set_address(flow_manager.state, address)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def use_caller_number(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller can be reached on the number they are calling from."""
    state = flow_manager.state
    if not state["caller_phone"]:
        raise Refused("I can't see your number. What is it?", status="needs_number", retryable=True)
    set_phone(state, state["caller_phone"])
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def give_number(flow_manager: FlowManager, phone: Phone) -> dict[str, Any]:
    """The caller said, or corrected, the number on which to reach them.

    Args:
        phone: The complete number as they said or keyed it in.
    """
    set_phone(flow_manager.state, phone)
    return await steps.next_step(flow_manager)


# ---- Everything else -------------------------------------------------------------------------------------


@tool(effect="read")
async def company_info(flow_manager: FlowManager, topic: Topic) -> dict[str, Any]:
    """Answer a question about the company. Never answer one from memory.

    Args:
        topic: What the question is about.
    """
    if not flow_manager.state["disposition"]:
        achieved(flow_manager, "answered")
    return {"say": FACTS[topic], "topic": topic}


@tool(effect="read")
async def drop_request(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller does not want a visit after all."""
    state = flow_manager.state
    refused = state["disposition"] == "out_of_area"
    memory.forget_visit(state)
    state["danger"] = ""
    if not refused:
        not_achieved(flow_manager, "dropped")
    state["done"] = "All right." if refused else "All right, I've booked nothing."
    return {"status": "dropped", "say": state["done"]}


@tool(effect="read")
async def end_call(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller is finished and wants to hang up."""
    if not flow_manager.state["disposition"]:
        outcome(flow_manager, "no_request", resolved=False)
    return {}
