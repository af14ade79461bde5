"""Go back, start over, let go of the request: the state goes back with the conversation."""

from typing import Any

from pipecat.flows import FlowManager

from calls.events import RepairKind
from calls.repairs import Step
from flows.repair.history import caller_words, restore
from flows.repair.offered import GO_TO
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused

DONE_ALREADY = "That is done already, so I can't go back before it."
NOWHERE = "There is nothing before this that I could go back to."


@tool(effect="read")
async def go_back(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to go back to the question before, to answer it anew."""
    desk = desk_of(flow_manager)
    step = desk.repairs.back(heard=caller_words(flow_manager) - 1, writes=desk.ledger.left)
    if step is None:
        raise Refused(DONE_ALREADY if desk.ledger.left else NOWHERE, status="nowhere")
    restore(flow_manager, step)
    desk.repairs.count("went_back", step.node)
    return {"status": "went_back", "say": "All right, let's go back.", **_where(step)}


@tool(effect="read")
async def start_over(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to start again from the beginning. What was done already stays done."""
    return _from_the_start(flow_manager, "started_over", "All right, let's start again.")


@tool(effect="read")
async def cancel_request(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to stop what they are being asked about, and nothing else of this step does that.

    It undoes nothing that was done.
    """
    done = desk_of(flow_manager).ledger.left
    say = "All right, I've stopped that." if done else "All right, I've stopped that. Nothing was changed."
    return _from_the_start(flow_manager, "cancelled", say)


def _from_the_start(flow_manager: FlowManager, kind: RepairKind, say: str) -> dict[str, Any]:
    desk = desk_of(flow_manager)
    step = desk.repairs.start(writes=desk.ledger.left)
    node = step.node if step else desk.repairs.first
    if node is None:
        raise Refused(NOWHERE, status="nowhere")
    if step:
        restore(flow_manager, step)
    else:
        desk.ledger.withdraw("the caller started over")
    desk.repairs.count(kind, node)
    where = _where(step) if step else {GO_TO: node}
    return {"status": kind, "say": say, "next": "Do not greet again.", **where}


def _where(step: Step) -> dict[str, Any]:
    """Where the call goes, and up to which tool call what was said still counts."""
    return {GO_TO: step.node, "back_to_call": step.calls}
