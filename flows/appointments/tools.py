"""What the agent of Harbor Dental can do.

`STATE` and `opening_state` say what the flow remembers, `open_resources` opens its calendar, `seed` fills it
with demo patients. Everything else here is a tool, named in `flow.yaml`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pipecat.flows import NO_RESPONSE, FlowManager
from pydantic import Field

from calls.clock import off_loop
from flows.handoff.tools import fetch_person
from flows.saying import say_list
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from flows.values import Clock, Day, Phone

from . import state as memory
from . import steps
from .calendar import Calendar, NoSuchVisit, SlotTaken
from .demo import seed as seed
from .slots import complete
from .state import DEPENDENTS as DEPENDENTS
from .state import STATE as STATE
from .state import correct as correct
from .state import opening_state as opening_state

Service = Literal["cleaning", "checkup", "filling", "whitening"]
Which = Literal["first", "second", "third"]
Topic = Literal["hours", "address", "services", "insurance", "prices"]
Reason = Annotated[str, Field(min_length=2, max_length=500)]
Name = Annotated[str, Field(min_length=2, max_length=80)]

FACTS: dict[Topic, str] = {
    "hours": "We're open Monday to Friday, from 9 AM to 5 PM.",
    "address": "We're at 12 Harbor Street, on the ground floor.",
    "services": "You can book a cleaning, a checkup, a filling or a whitening.",
    "insurance": "I don't have insurance details here. I can take a message, and the office will call you.",
    "prices": "I don't have prices here. I can take a message, and the office will call you.",
}


def open_resources(data_dir: Path) -> Calendar:
    """The office's calendar, shared by all calls. Blocks: call it off the event loop."""
    return Calendar(data_dir / "appointments.sqlite")


# ---- What the caller wants -------------------------------------------------------------------------------


@tool(effect="read")
async def start_booking(
    flow_manager: FlowManager,
    service: Service | None = None,
    day: Day | None = None,
    time: Clock | None = None,
) -> dict[str, Any]:
    """The caller wants a new appointment. Pass on whatever they have already said about it.

    Args:
        service: What the visit is for, if said.
        day: The day of the visit, if said.
        time: The time of the visit, if said.
    """
    steps.begin(flow_manager, "book")
    memory.remember(flow_manager.state, service, day, time)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def start_move(
    flow_manager: FlowManager, day: Day | None = None, time: Clock | None = None
) -> dict[str, Any]:
    """The caller wants to move an appointment they have to another day or time.

    Args:
        day: The new day, if said. Not the day of the present visit.
        time: The new time, if said. Not the time of the present visit.
    """
    steps.begin(flow_manager, "move")
    memory.remember(flow_manager.state, None, day, time)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def start_cancel(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to cancel an appointment they have."""
    steps.begin(flow_manager, "cancel")
    return await steps.next_step(flow_manager)


# ---- Who calls -------------------------------------------------------------------------------------------


@tool(effect="read")
async def use_caller_number(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller agrees to use the number they are calling from."""
    caller = flow_manager.state["caller_phone"]
    if not caller:
        raise Refused("I can't see your number. What is it?", status="needs_number", retryable=True)
    memory.set_phone(flow_manager.state, caller)
    return await steps.next_step(flow_manager)


@tool(effect="read")
async def identify_caller(
    flow_manager: FlowManager, phone: Phone, name: Name | None = None
) -> dict[str, Any]:
    """The caller gave, or corrected, the phone number that the visit is or will be kept under.

    Args:
        phone: The complete number as they said or keyed it in.
        name: The patient's name, if said.
    """
    memory.set_phone(flow_manager.state, phone)
    if name:
        flow_manager.state["patient_name"] = name
    return await steps.next_step(flow_manager)


# ---- When --------------------------------------------------------------------------------------------------


@tool(effect="read")
async def check_slot(
    flow_manager: FlowManager,
    service: Service | None = None,
    day: Day | None = None,
    time: Clock | None = None,
) -> dict[str, Any]:
    """See whether a time is free, or offer others. Also for corrections: pass only what has changed.

    Args:
        service: What the visit is for.
        day: The day wanted.
        time: The time wanted.
    """
    state = flow_manager.state
    memory.remember(state, service, day, time)
    complete(state)
    missing = [key for key in ("service", "day", "time") if not state[key]]
    if missing:
        say = f"What {missing[0]} would you like?"
        raise Refused(say, status="incomplete", retryable=True, needs=missing)
    return await steps.check(flow_manager, datetime.fromisoformat(f"{state['day']}T{state['time']}"))


@tool(effect="read")
async def pick_offer(flow_manager: FlowManager, which: Which | None = None) -> dict[str, Any]:
    """The caller takes one of the times that were just offered.

    Args:
        which: Which of them, in the order they were said. Leave it out if there was only one.
    """
    options = flow_manager.state["options"]
    index = 0 if which is None and len(options) == 1 else steps.index_of(which)
    if index is None or index >= len(options):
        say = "Which of the times would you like?"
        raise Refused(say, status="incomplete", retryable=True, needs=["which"])
    return await steps.check(flow_manager, datetime.fromisoformat(options[index]))


# ---- Doing it ----------------------------------------------------------------------------------------------


async def _give_up(flow_manager: FlowManager, result: Mapping[str, Any]) -> None:
    """Take back a booking whose place a corrected one has taken."""
    desk = desk_of(flow_manager)
    await off_loop(partial(desk.resources.cancel, result["visit_id"], memory.wall(desk)), name="calendar")


@tool(
    effect="write", idempotent=True, intent=steps.booking, read_back=steps.slot_question, undo=_give_up,
    request=lambda flow_manager: flow_manager.state["request"],
)  # fmt: skip
async def book_visit(flow_manager: FlowManager) -> dict[str, Any]:
    """Book the visit that was just read back. Only after the caller said yes to the read-back."""
    desk, state, order = desk_of(flow_manager), flow_manager.state, steps.booking(flow_manager)
    calendar: Calendar = desk.resources
    start, name = datetime.fromisoformat(order["start"]), state["patient_name"]
    if not name:
        name = await off_loop(partial(calendar.patient, order["phone"]), name="calendar") or ""
    visit_of = (idempotency_key(flow_manager), start, order["service"], order["phone"], name)
    try:
        visit = await off_loop(partial(calendar.book, *visit_of, now=memory.wall(desk)), name="calendar")
    except SlotTaken:
        raise await steps.taken(flow_manager, start) from None
    return steps.done(flow_manager, "booked", f"You're booked for {memory.describe(visit)}.", visit, order)


@tool(effect="write", idempotent=True, intent=steps.moving, read_back=steps.slot_question)
async def move_visit(flow_manager: FlowManager) -> dict[str, Any]:
    """Move the visit as was just read back. Only after the caller said yes to the read-back."""
    desk, order = desk_of(flow_manager), steps.moving(flow_manager)
    start = datetime.fromisoformat(order["start"])
    try:
        work = partial(desk.resources.move, order["visit_id"], start, memory.wall(desk))
        visit = await off_loop(work, name="calendar")
    except SlotTaken:
        raise await steps.taken(flow_manager, start) from None
    except NoSuchVisit:
        raise Refused("That visit is not in the calendar any more.", status="no_visit") from None
    desk.ledger.retract("book_visit", visit_id=visit.id)
    return steps.done(flow_manager, "moved", f"I've moved it: {memory.yours(visit)}.", visit, order)


@tool(effect="write", idempotent=True, intent=steps.cancelling, read_back=steps.cancel_question)
async def cancel_visit(flow_manager: FlowManager) -> dict[str, Any]:
    """Cancel the visit that was just read back. Only after the caller said yes to that."""
    desk, order = desk_of(flow_manager), steps.cancelling(flow_manager)
    try:
        work = partial(desk.resources.cancel, order["visit_id"], memory.wall(desk))
        visit = await off_loop(work, name="calendar")
    except NoSuchVisit:
        raise Refused("That visit is not in the calendar any more.", status="no_visit") from None
    desk.ledger.retract("book_visit", visit_id=visit.id)
    desk.ledger.retract("move_visit", visit_id=visit.id)
    return steps.done(flow_manager, "cancelled", f"I've cancelled {memory.yours(visit)}.", visit, order)


@tool(effect="read")
async def choose_visit(
    flow_manager: FlowManager, which: Which | None = None, service: Service | None = None
) -> dict[str, Any]:
    """The caller says which of their visits they mean.

    Args:
        which: Which of them, in the order they were said.
        service: What the visit is for, if they said that instead.
    """
    state = flow_manager.state
    index = steps.meant(state, which, service)
    if index is None:
        say = f"Do you mean {say_list([f'the {word}' for word in steps.WHICH[: len(state['visit_ids'])]])}?"
        raise Refused(say, status="several_visits", retryable=True, needs=["which", "service"])
    state["visit_id"] = state["visit_ids"][index]
    return await steps.next_step(flow_manager)


# ---- Everything else ---------------------------------------------------------------------------------------


@tool(effect="read")
async def office_info(flow_manager: FlowManager, topic: Topic) -> dict[str, Any]:
    """Answer a question about the office. Never answer one from memory.

    Args:
        topic: What the question is about.
    """
    if not flow_manager.state["disposition"]:
        steps.outcome(flow_manager, "answered", resolved=True)
    return {"say": FACTS[topic], "topic": topic}


@tool(effect="read")
async def ask_for_person(flow_manager: FlowManager) -> Any:
    """The caller wants a person, or needs what no other tool does. Where none is, a message is taken."""
    requested = await fetch_person(flow_manager, "person")
    if requested.transferring:
        return {"status": "transferring"}, NO_RESPONSE
    closed = requested.why == "closed"
    why = f"{requested.say} I" if closed else "I can't put you through to a person, but I"
    _offer_message(flow_manager, why)
    return {"status": "no_person", "phone": flow_manager.state["phone"]}


def nobody_came(flow_manager: FlowManager, outcome: str) -> None:
    """A transfer reached nobody, and the caller has been told: a message is taken."""
    _offer_message(flow_manager, "I")


def _offer_message(flow_manager: FlowManager, beginning: str) -> None:
    state = flow_manager.state
    steps.not_achieved(flow_manager, "message_unfinished")
    if not state["phone"] and state["caller_phone"]:
        memory.set_phone(state, state["caller_phone"])
    number = f" They will call you back on {state['phone_spoken']}." if state["phone"] else ""
    state["message_intro"] = f"{beginning} can take a message.{number}"


@tool(effect="write", idempotent=True, confirm="request", intent=steps.message)
async def leave_message(
    flow_manager: FlowManager, reason: Reason, phone: Phone | None = None
) -> dict[str, Any]:
    """Write down a message for the people of the office, who will call back.

    Args:
        reason: What it is about, in the caller's words.
        phone: The number to call back, if it is not known yet or another than that.
    """
    desk, state = desk_of(flow_manager), flow_manager.state
    if phone:
        memory.set_phone(state, phone)
    key = idempotency_key(flow_manager)
    order = (key, desk.call_id, state["phone"], reason, memory.wall(desk))
    await off_loop(partial(desk.resources.leave_message, *order), name="calendar")
    desk.notes.note("message", reason)
    desk.notes.note("phone", state["phone"])
    steps.outcome(flow_manager, "message_taken", resolved=False)
    state["done"] = "I've written that down for the office."
    return {"status": "message_taken", "say": state["done"]}


@tool(effect="read")
async def drop_request(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller does not want to go on with the booking, move or cancellation at hand."""
    state = flow_manager.state
    memory.forget_request(state)
    # That there was nothing to move or cancel says more of the call than that the caller let go of it.
    if state["disposition"].endswith(steps.NO_VISIT):
        state["done"] = "All right."
    else:
        steps.not_achieved(flow_manager, "dropped")
        state["done"] = "All right, I've changed nothing."
    return {"status": "dropped", "say": state["done"]}


@tool(effect="read")
async def end_call(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller is finished and wants to hang up."""
    if not flow_manager.state["disposition"]:
        steps.outcome(flow_manager, "no_request", resolved=False)
    return {}
