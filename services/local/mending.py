"""How the engine uses the repair commands: which there are, and what they do to what it remembers."""

from typing import Any

from services.local.history import Called, Entered, Event, Finished

PASSING = frozenset({"repeat_that", "speak_slower", "skip_question", "are_you_a_robot", "clarify"})
"""Commands after which the call stays where it is."""

AGAIN = frozenset({"start_over", "cancel_request"})
"""Commands that lead to the beginning, where the caller was greeted already."""

MOVING = frozenset({"go_back", "correct_value"}) | AGAIN
"""Commands that may lead to another node."""

SKIPPED = "(skipped)"
"""Stands for a value that the caller would rather not give: it is not asked for again nor passed on."""


def is_command(event: Event) -> bool:
    """Whether an event is the call of a repair command."""
    return isinstance(event, Called) and event.tool in PASSING | MOVING


def without_passing(events: list[Event]) -> list[Event]:
    """The events but those of commands after which the call stays where it is: they changed nothing."""
    passing = {e.call_id for e in events if isinstance(e, Called) and e.tool in PASSING - {"skip_question"}}
    ended = [e for e in events if isinstance(e, Called | Finished) and e.call_id in passing]
    return [event for event in events if event not in ended]


def pending(events: list[Event]) -> tuple[Called, Finished] | None:
    """The repair command that has just answered or led here, and its answer; None after anything else."""
    told = [event for event in events if not isinstance(event, Entered)]
    last = told[-1] if told else None
    if not isinstance(last, Finished):
        return None
    calls = {event.call_id: event for event in events if isinstance(event, Called)}
    call = calls.get(last.call_id)
    return (call, last) if call is not None and is_command(call) else None


def back_to_call(result: Any) -> int | None:
    """Up to how many tool calls what was said still counts, after a command that went back; None = all."""
    number = result.get("back_to_call") if hasattr(result, "get") else None
    return number if isinstance(number, int) else None
