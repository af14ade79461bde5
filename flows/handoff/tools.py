"""Tools for every flow: fetch a person, leave a message, book a callback.

A flow puts `HANDOFF_STATE` into its `STATE` and imports the tools into its `tools.py`:

    from flows.handoff.tools import ask_for_person as ask_for_person

`ask_for_person` has the status `transferring` (nothing more is said: the transfer speaks for itself, and the
flow stays where it is) or `no_person`. After a transfer that reached nobody the call goes on at the flow's
node `handoff_failed`, else at `callback` or `message` (`handoff.after_failure`), with the outcome in
`transfer_outcome`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from pipecat.flows import NO_RESPONSE, FlowManager
from pydantic import Field

from calls.clock import off_loop
from calls.transfers import Requested
from flows.handoff.message_book import Callback, Message, MessageBook
from flows.saying import say_day, say_phone, say_time
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused
from flows.tools.running import idempotency_key
from flows.values import Clock, Day, Phone, e164_or_none

HANDOFF_STATE: dict[str, Any] = {"handoff_news": "", "transfer_outcome": "", "callback": "", "done": ""}
"""The keys that the tools here fill: why there is no person, what a transfer came to, when the callback is,
and a sentence about what was done."""

NOBODY = Requested("unavailable", "nobody", "I'm sorry, I can't put you through to a person from here.")

Words = Annotated[str, Field(max_length=300)]
Reason = Annotated[str, Field(min_length=2, max_length=500)]


async def fetch_person(
    flow_manager: FlowManager,
    reason: str,
    *,
    destination: str | None = None,
    brief: Mapping[str, str] | None = None,
) -> Requested:
    """Fetch a person, for a tool of a flow. When `transferring`, the tool returns `(result, NO_RESPONSE)`."""
    handover = desk_of(flow_manager).handover
    if handover is None:
        return NOBODY
    requested = await handover.request(reason or "person", destination=destination, brief=brief or {})
    flow_manager.state["handoff_news"] = requested.say
    return requested


@tool(effect="read")
async def ask_for_person(flow_manager: FlowManager, reason: Words = "") -> Any:
    """The caller wants a person, or needs what no other tool does.

    Args:
        reason: What they want the person for, in their words, if they said it.
    """
    requested = await fetch_person(flow_manager, "person", brief={"goal": reason})
    if requested.transferring:
        return {"status": "transferring"}, NO_RESPONSE
    return {"status": "no_person", "why": requested.why, "say": requested.say}


@tool(effect="write", idempotent=True, confirm="request")
async def leave_message(
    flow_manager: FlowManager, reason: Reason, phone: Phone | None = None
) -> dict[str, Any]:
    """Write down a message for the people of the business, who will call back.

    Args:
        reason: What it is about, in the caller's words.
        phone: The number to call back, if it is not the one they are calling from.
    """
    desk, state = desk_of(flow_manager), flow_manager.state
    number = _number(flow_manager, phone)
    last = desk.handover.last_words() if desk.handover else None
    message = Message(
        call_id=desk.call_id,
        phone=number,
        message=reason,
        name=_name(state),
        words=last.text if last else reason,
        recording=last.recording if last else None,
        start_ms=last.start_ms if last else None,
        end_ms=last.end_ms if last else None,
    )
    key = idempotency_key(flow_manager)
    await off_loop(partial(_take, desk.data_dir, key, message, _wall(flow_manager)), name="database")
    _done(flow_manager, "message_taken", "I've written that down.", message=reason, phone=number)
    return {"status": "message_taken", "say": state["done"]}


@tool(effect="write", idempotent=True, confirm="request")
async def book_callback(
    flow_manager: FlowManager, day: Day, time: Clock, phone: Phone | None = None, reason: Words = ""
) -> dict[str, Any]:
    """Book a time at which a person will call the caller.

    Args:
        day: The day of the call.
        time: The time of the call.
        phone: The number to call, if it is not the one they are calling from.
        reason: What it is about, if they said it.
    """
    desk, state = desk_of(flow_manager), flow_manager.state
    number, at = _number(flow_manager, phone), datetime.combine(day, time)
    spoken = f"{say_day(day)} at {say_time(time)}"
    if at <= _wall(flow_manager):
        raise Refused(f"{spoken} has passed. When shall we call?", status="past", retryable=True)
    if desk.handover is not None and not desk.handover.is_open(at):
        say = f"There is nobody at work on {spoken}. When else shall we call?"
        raise Refused(say, status="closed", retryable=True)
    callback = Callback(desk.call_id, number, at, reason, _name(state))
    key = idempotency_key(flow_manager)
    await off_loop(partial(_book, desk.data_dir, key, callback, _wall(flow_manager)), name="database")
    state["callback"] = spoken
    say = f"Somebody will call you on {spoken}, on {say_phone(number)}."
    _done(flow_manager, "callback_booked", say, callback=at.isoformat(timespec="minutes"), phone=number)
    return {"status": "callback_booked", "say": say, "at": at.isoformat(timespec="minutes")}


def _take(data_dir: Any, key: str, message: Message, now: datetime) -> None:
    MessageBook(data_dir).take(key, message, now=now)


def _book(data_dir: Any, key: str, callback: Callback, now: datetime) -> None:
    MessageBook(data_dir).book(key, callback, now=now)


def _number(flow_manager: FlowManager, phone: str | None) -> str:
    """Where the caller is reached: as they say now, as they said before, or where they call from."""
    number = phone or flow_manager.state.get("phone") or e164_or_none(desk_of(flow_manager).caller)
    if not number:
        raise Refused("What number should they call?", status="incomplete", retryable=True, needs=["phone"])
    return number


def _name(state: Mapping[str, Any]) -> str:
    names = [state[key] for key in sorted(state) if key == "name" or key.endswith("_name")]
    return next((name for name in names if isinstance(name, str) and name), "")


def _wall(flow_manager: FlowManager) -> datetime:
    """The wall clock of the business, without a zone."""
    return desk_of(flow_manager).now().replace(tzinfo=None)


def _done(flow_manager: FlowManager, disposition: str, say: str, **facts: str) -> None:
    """Put it on record. What was achieved earlier in the call stays its outcome."""
    notes, state = desk_of(flow_manager).notes, flow_manager.state
    for key, value in facts.items():
        notes.note(key, value)
    state["done"] = say
    if not state.get("achieved"):
        state["disposition"] = disposition
        notes.outcome(disposition, resolved=False)
