"""The steps that several tools of the flow share."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from pipecat.flows import FlowManager

from flows.office import achieved, not_achieved, note, stored, wall
from flows.saying import say_list
from flows.tools import desk_of
from flows.tools.confirming import propose
from flows.tools.envelope import Refused

from . import meetings, rules
from . import state as memory

ALTERNATIVES = 3
"""How many other times are offered; more cannot be remembered by ear."""


async def next_step(flow_manager: FlowManager) -> dict[str, Any]:
    """What is needed next: what they want and where, what it is worth, or what follows from that.

    Raises:
        Refused: The company does not do that, or not there.
    """
    state = flow_manager.state
    not_achieved(flow_manager, "lead_unfinished")
    _check_offered(flow_manager)
    if not (state["need"] and state["zip_code"]):
        return {"status": "needs_place", "known": state["known"]}
    if not all(state[key] for key in memory.FACTS):
        return {"status": "needs_facts", "known": state["known"]}
    return _routed(flow_manager)


def _check_offered(flow_manager: FlowManager) -> None:
    """Say no at once to what is out of the question, before anything else is asked."""
    state = flow_manager.state
    if state["need"] in rules.NOT_OFFERED:
        what = rules.NOT_OFFERED[state["need"]]
        state["need"] = None
        say = f"I'm sorry, we don't do {what}. We install solar panels, home batteries and car chargers."
        raise _no(flow_manager, "out_of_scope", say, what)
    region = rules.region_of(state["zip_code"]) if state["zip_code"] else None
    if region:
        memory.set_region(state, region)
    elif state["zip_code"]:
        place, state["zip_code"] = state["zip_code"], None
        say = "I'm sorry, we don't work there yet. We cover New York, New Jersey and Connecticut."
        raise _no(flow_manager, "not_served", say, place)


def _no(flow_manager: FlowManager, disposition: str, say: str, what: str) -> Refused:
    flow_manager.state["done"] = say
    note(flow_manager, asked_for=what)
    if not flow_manager.state["achieved"]:
        achieved(flow_manager, disposition)
        flow_manager.state["achieved"] = ""
    return Refused(say, status=disposition)


def _routed(flow_manager: FlowManager) -> dict[str, Any]:
    """Score the lead, and say what follows."""
    state = flow_manager.state
    if state["score"] is None:
        state["score"] = rules.score(*(state[key] for key in ("need", "budget", "timing", "authority")))
        note(flow_manager, score=state["score"], grade=grade(state), region=state["region"])
        note(flow_manager, **{key: state[key] for key in memory.FACTS})
    if grade(state) == "cold":
        return {"status": "cold", "score": state["score"]}
    if not state["phone"]:
        return {"status": "needs_number"}
    if grade(state) == "warm":
        question = callback_question(flow_manager)
        propose(flow_manager, "request_callback", read_back=question, **callback(flow_manager))
        return {"status": "warm", "score": state["score"]}
    return read_back(flow_manager) if state["held"] else {"status": "hot", "score": state["score"]}


def grade(state: Mapping[str, Any]) -> rules.Grade:
    """What the lead is worth, once it has its points."""
    return rules.grade(state["score"] or 0)


def read_back(flow_manager: FlowManager) -> dict[str, Any]:
    """Propose the visit that is held; the name comes first."""
    state = flow_manager.state
    if not state["caller_name"]:
        return {"status": "needs_name"}
    start = datetime.fromisoformat(state["held"])
    visit = f"a visit from {state['advisor']} on {memory.when(start)}"
    state["summary"] = f"{visit}, for {state['caller_name']}, under the number {state['phone_spoken']}"
    propose(flow_manager, "book_meeting", read_back=meeting_question(flow_manager), **meeting(flow_manager))
    return {"status": "ready", "read_back": state["summary"]}


def meeting_question(flow_manager: FlowManager) -> str:
    """The read-back of a visit, as a question."""
    return f"That's {flow_manager.state['summary']}. Is that right?"


def callback_question(flow_manager: FlowManager) -> str:
    """What is asked before a call back is arranged."""
    state = flow_manager.state
    return f"Shall {state['advisor']} call you on {state['phone_spoken']}?"


def callback(flow_manager: FlowManager) -> dict[str, Any]:
    """Who exactly is to be called by whom. Raises Refused while that is not known."""
    state = flow_manager.state
    if not (state["phone"] and state["region"]):
        raise Refused("What number should we call you on?", status="needs_number", retryable=True)
    return {"phone": state["phone"], "region": state["region"]}


def meeting(flow_manager: FlowManager) -> dict[str, Any]:
    """What exactly is to be booked. Raises Refused while that is not known."""
    state = flow_manager.state
    if not (state["held"] and state["phone"]):
        raise Refused("Let's find a time first.", status="incomplete", retryable=True)
    who = {"name": state["caller_name"], "phone": state["phone"]}
    return {"start": state["held"], "region": state["region"], **who}


async def check(flow_manager: FlowManager, start: datetime) -> dict[str, Any]:
    """See whether the advisor can come then, or what else there is."""
    desk, state = desk_of(flow_manager), flow_manager.state
    now, region = wall(desk), region_key(flow_manager)
    status = meetings.trouble(start, now)
    if status is None and await stored(partial(desk.resources.is_free, region, start)):
        state["held"] = start.isoformat(timespec="minutes")
        state["slot_news"], state["alternatives"], state["options"] = "", "", []
        return read_back(flow_manager)
    near = now if status in ("past", "too_far") else start
    others = await stored(partial(desk.resources.free_slots, region, near, now, ALTERNATIVES))
    raise _other_times(state, start, status or "taken", others)


def _other_times(state: dict[str, Any], start: datetime, status: str, others: list[datetime]) -> Refused:
    """No, and why, and the other times, which are remembered in the order they are said."""
    days = {slot.date() for slot in others}
    state["held"], state["time"] = None, None
    # The day stays known only if every time on offer is on it: "ten o'clock" then says all.
    state["day"] = days.pop().isoformat() if len(days) == 1 else None
    state["options"] = [slot.isoformat(timespec="minutes") for slot in others]
    news = state["slot_news"] = meetings.NEWS[status]
    state["alternatives"] = memory.offered(others)
    if not others:
        return Refused(f"{news} I have no other time to offer.", status="full")
    say = f"{news} {state['advisor']} could come {state['alternatives']}. Which suits you?"
    needs = ["time"] if state["day"] == start.date().isoformat() else ["time", "day"]
    return Refused(say, status=status, needs=needs, alternatives=state["options"])


def region_key(flow_manager: FlowManager) -> str:
    """Whose calendar it is. Raises Refused while that is not known."""
    zip_code = flow_manager.state["zip_code"]
    region = rules.region_of(zip_code) if zip_code else None
    if region is None:
        raise Refused("What's the ZIP code of the house?", status="needs_place", retryable=True)
    return region.key


def lead_of(flow_manager: FlowManager) -> dict[str, Any]:
    """What is kept of the caller."""
    state = flow_manager.state
    facts = {key: state[key] or "" for key in ("phone", *memory.FACTS)}
    known = {"name": state["caller_name"] or "", "email": state["email"]}
    return {**facts, **known, "score": state["score"] or 0, "grade": grade(state)}


async def recall(flow_manager: FlowManager) -> bool:
    """Recognise somebody who called before; gives whether a visit of theirs is to come."""
    desk, state = desk_of(flow_manager), flow_manager.state
    if not state["phone"]:
        return False
    lead = await stored(partial(desk.resources.lead, state["phone"], wall(desk)))
    if lead is None:
        return False
    state["caller_name"] = state["caller_name"] or lead.name or None
    memory.remember(state, need=state["need"] or lead.need, zip_code=state["zip_code"] or lead.zip_code)
    region = rules.region_of(lead.zip_code)
    if lead.meeting is None or region is None:
        return False
    memory.set_region(state, region)
    state["meeting"] = f"a visit from {region.advisor} on {memory.when(lead.meeting)}"
    return True


def which(options: list[str], word: str | None) -> datetime:
    """The time that the caller means of those on offer. Raises Refused if it may be another."""
    words = ("first", "second", "third")
    index = words.index(word) if word else 0 if len(options) == 1 else len(options)
    if index >= len(options):
        say = f"Do you mean {say_list([f'the {each}' for each in words[: len(options)]])}?"
        raise Refused(say, status="incomplete", retryable=True, needs=["which"])
    return datetime.fromisoformat(options[index])
