"""The steps that several tools of the flow share."""

from datetime import datetime
from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from calls.clock import off_loop
from flows.tools import desk_of
from flows.tools.confirming import propose
from flows.tools.envelope import Refused
from spoken.words import normal

from . import slots
from . import state as memory
from .calendar import Visit

WHICH = ("first", "second", "third")
"""How a caller points at one of several, in the order they were said."""


NO_VISIT = "_no_visit"
"""How the disposition of a call ends in which there was nothing to move or cancel."""


def begin(flow_manager: FlowManager, intent: str) -> None:
    """A new request. Until it is done, the call's outcome is that it was not finished."""
    state = flow_manager.state
    if state["intent"] != intent:
        memory.forget_request(state)
        state["request"] += 1
    state["intent"], state["last"] = intent, None
    not_achieved(flow_manager, f"{intent}_unfinished")


def outcome(flow_manager: FlowManager, disposition: str, *, resolved: bool) -> None:
    """Say what the call came to so far."""
    flow_manager.state["disposition"] = disposition
    desk_of(flow_manager).notes.outcome(disposition, resolved=resolved)


def not_achieved(flow_manager: FlowManager, disposition: str) -> None:
    """The request at hand came to nothing so far. What was achieved earlier in the call stays its outcome."""
    if not flow_manager.state["achieved"]:
        outcome(flow_manager, disposition, resolved=False)


async def next_step(flow_manager: FlowManager) -> dict[str, Any]:
    """What is needed next: the caller's number, their visit, or a time."""
    desk, state = desk_of(flow_manager), flow_manager.state
    if not state["phone"]:
        return {"status": "number_offered" if state["caller_phone"] else "needs_number"}
    if not state["intent"]:
        return {"status": "needs_intent"}
    if state["intent"] == "book":
        if state["held"]:
            return {"status": "time_held", "read_back": hold(flow_manager, state["held"])}
        return {"status": "needs_time", "known": state["known"]}
    find = partial(desk.resources.visits_of, state["phone"], memory.wall(desk))
    return _found(flow_manager, await off_loop(find, name="calendar"))


def _found(flow_manager: FlowManager, visits: list[Visit]) -> dict[str, Any]:
    """The caller's visits: none, the one that is meant, or a choice."""
    state = flow_manager.state
    if not visits:
        not_achieved(flow_manager, f"{state['intent']}{NO_VISIT}")
        return {"status": "no_visit"}
    chosen = [visit for visit in visits if visit.id == state["visit_id"]] or visits
    if len(chosen) > 1:
        some = chosen[:3]
        state["visit_ids"] = [visit.id for visit in some]
        state["visit_services"] = [visit.service for visit in some]
        lines = zip(WHICH, some, strict=False)
        state["visits"] = "; ".join(f"the {word}, {memory.describe(visit)}" for word, visit in lines)
        return {"status": "several_visits", "visits": state["visits"]}
    memory.pick_visit(state, chosen[0])
    if state["intent"] == "cancel":
        propose(flow_manager, "cancel_visit", read_back=cancel_question(flow_manager), **what(flow_manager))
    return {"status": f"visit_to_{state['intent']}", "visit": state["visit"]}


async def check(flow_manager: FlowManager, start: datetime) -> dict[str, Any]:
    """Look a time up and remember the answer."""
    desk, state = desk_of(flow_manager), flow_manager.state
    status, others = await slots.look(desk, start)
    if status == "taken" and state["intent"] == "move" and state["visit"].endswith(memory.when(start)):
        status = "same"
    if status == "free":
        return {"status": "free", "read_back": hold(flow_manager, start.isoformat())}
    raise slots.refusal(state, start, status, others)


async def taken(flow_manager: FlowManager, start: datetime) -> Refused:
    """Somebody else was faster."""
    _, others = await slots.look(desk_of(flow_manager), start)
    return slots.refusal(flow_manager.state, start, "taken", others)


def hold(flow_manager: FlowManager, start: str) -> str:
    """Keep a free slot in mind and propose it to the caller; gives what is to be read back."""
    state = flow_manager.state
    summary = slots.hold(state, datetime.fromisoformat(start))
    tool = "move_visit" if state["intent"] == "move" else "book_visit"
    propose(flow_manager, tool, read_back=slot_question(flow_manager), **what(flow_manager))
    return summary


def slot_question(flow_manager: FlowManager) -> str:
    """The read-back of a booking or a move, as a question."""
    return f"That's {flow_manager.state['summary']}. Is that right?"


def cancel_question(flow_manager: FlowManager) -> str:
    """The read-back of a cancellation, as a question."""
    return f"Shall I cancel {flow_manager.state['visit']}?"


def what(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly is to be done for the request at hand. Raises Refused while that is not known."""
    return _order(flow_manager.state, flow_manager.state["intent"])


def booking(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly is to be booked; once it is booked, what was."""
    return _order(flow_manager.state, "book")


def moving(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly is to be moved; once it is moved, what was."""
    return _order(flow_manager.state, "move")


def cancelling(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly is to be cancelled; once it is cancelled, what was."""
    return _order(flow_manager.state, "cancel")


def _order(state: dict[str, Any], intent: str) -> dict[str, Any]:
    if state["last"] and state["last"]["intent"] == intent:
        return state["last"]["order"]
    if intent == "cancel" and state["intent"] == intent and state["visit_id"] is not None:
        return {"visit_id": state["visit_id"]}
    if state["intent"] != intent or not state["held"]:
        say = "Which visit is it?" if intent == "cancel" else "Let's find a time first."
        raise Refused(say, status="incomplete", retryable=True)
    if intent == "move":
        return {"visit_id": state["visit_id"], "start": state["held"]}
    return {"start": state["held"], "service": state["service"], "phone": state["phone"]}


def message(flow_manager: FlowManager, reason: str, phone: str | None) -> dict[str, Any]:
    """What is written down for the office. Raises Refused while nobody knows whom to call back."""
    number = phone or flow_manager.state["phone"]
    if not number:
        raise Refused("What number should they call?", status="incomplete", retryable=True, needs=["phone"])
    return {"reason": normal(reason), "phone": number}


def done(
    flow_manager: FlowManager, disposition: str, say: str, visit: Visit, order: dict[str, Any]
) -> dict[str, Any]:
    """Write down what was done. `order` is what was to be done when it began."""
    notes, state = desk_of(flow_manager).notes, flow_manager.state
    facts = {
        "service": visit.service,
        "start": visit.start.isoformat(timespec="minutes"),
        "phone": visit.phone,
        "visit_id": visit.id,
    }
    for key, value in facts.items():
        notes.note(key, value)
    outcome(flow_manager, disposition, resolved=True)
    state["achieved"] = disposition
    if state["held"] and what(flow_manager) != order:
        # While it was on its way, the caller took another time: that one is what they are asked about now.
        hold(flow_manager, state["held"])
        note = f"{say} That was under way already. It is given up once the new time is booked."
        return {"status": "overtaken", "say": note, **facts}
    state["last"], state["done"] = {"intent": state["intent"], "order": order}, say
    memory.forget_request(state)
    return {"status": disposition, "say": say, **facts}


def index_of(which: str | None) -> int | None:
    """The position that `which` points at, counted from 0."""
    return None if which is None else WHICH.index(which)


def meant(state: dict[str, Any], which: str | None, service: str | None) -> int | None:
    """The position of the visit that the caller means, counted from 0; None when it may be another."""
    index = index_of(which)
    if index is not None:
        return index if index < len(state["visit_ids"]) else None
    fitting = [at for at, name in enumerate(state["visit_services"]) if name == service]
    return fitting[0] if len(fitting) == 1 else None
