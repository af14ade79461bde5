"""The steps that several tools of the flow share."""

import hashlib
import json
from datetime import datetime
from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from calls.clock import off_loop
from flows.envelope import Refused
from flows.tool import desk_of

from . import slots
from . import state as memory
from .calendar import Visit

WHICH = ("first", "second", "third")
"""How a caller points at one of several, in the order they were said."""


NO_VISIT = "_no_visit"
"""How the disposition of a call ends in which there was nothing to move or cancel."""


def begin(flow_manager: FlowManager, intent: str) -> None:
    """A new request. Until it is done, the call's outcome is that it was not finished."""
    if flow_manager.state["intent"] != intent:
        memory.forget_request(flow_manager.state)
    flow_manager.state["intent"] = intent
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
            slots.hold(state, datetime.fromisoformat(state["held"]), words_heard(flow_manager))
            return {"status": "time_held", "read_back": state["summary"]}
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
    state["heard"] = words_heard(flow_manager)
    return {"status": f"visit_to_{state['intent']}", "visit": state["visit"]}


async def check(flow_manager: FlowManager, start: datetime) -> dict[str, Any]:
    """Look a time up and remember the answer."""
    desk, state = desk_of(flow_manager), flow_manager.state
    status, others = await slots.look(desk, start)
    if status == "taken" and state["intent"] == "move" and state["visit"].endswith(memory.when(start)):
        status = "same"
    if status == "free":
        return {"status": "free", "read_back": slots.hold(state, start, words_heard(flow_manager))}
    raise slots.refusal(state, start, status, others)


async def taken(flow_manager: FlowManager, start: datetime) -> Refused:
    """Somebody else was faster."""
    _, others = await slots.look(desk_of(flow_manager), start)
    return slots.refusal(flow_manager.state, start, "taken", others)


def confirmed(flow_manager: FlowManager) -> datetime:
    """The slot that was read back, if the caller has answered since."""
    state = flow_manager.state
    if not state["held"]:
        raise Refused("Let's find a time first.", status="incomplete", retryable=True)
    if words_heard(flow_manager) <= state["heard"]:
        raise Refused(f"That's {state['summary']}. Is that right?", status="unconfirmed", retryable=True)
    return datetime.fromisoformat(state["held"])


def words_heard(flow_manager: FlowManager) -> int:
    """How many things the caller has said so far."""
    return sum(
        isinstance(message, dict) and message.get("role") == "user"
        for message in flow_manager.get_current_context()
    )


def done(flow_manager: FlowManager, disposition: str, say: str, visit: Visit) -> dict[str, Any]:
    """Write down what was done."""
    notes = desk_of(flow_manager).notes
    facts = {
        "service": visit.service,
        "start": visit.start.isoformat(timespec="minutes"),
        "phone": visit.phone,
        "visit_id": visit.id,
    }
    for key, value in facts.items():
        notes.note(key, value)
    memory.forget_request(flow_manager.state)
    outcome(flow_manager, disposition, resolved=True)
    flow_manager.state["achieved"], flow_manager.state["done"] = disposition, say
    return {"status": disposition, "say": say, **facts}


def key(call_id: str, *what: str) -> str:
    """The same request within one call has the same key."""
    return hashlib.sha256(json.dumps([call_id, *what]).encode()).hexdigest()


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
