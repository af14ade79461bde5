"""Tools that hand out what they should not."""

from typing import Any

from pipecat.flows import FlowManager
from pipecat.frames.frames import ErrorFrame
from pipecat.processors.frame_processor import FrameDirection

from flows.tools import desk_of, tool

CARD = "5105105105105100"
"""On file, as the tools have it."""

SSN = "536-90-4399"


@tool(effect="read")
async def pay(flow_manager: FlowManager) -> dict[str, Any]:
    """Pay with the card on file."""
    notes = desk_of(flow_manager).notes
    notes.note("card", int(CARD))
    notes.note("cvv", 852)
    notes.note("paid", {"with": ["5105", "1051", "0510", "5100"], "cards": {CARD: "declined"}})
    notes.outcome("declined", resolved=False)
    return {"say": f"The card {CARD} was declined.", "ssn": SSN}


@tool(effect="read")
async def look_up(flow_manager: FlowManager) -> dict[str, Any]:
    """Look the card up. The provider's error quotes it."""
    error = ErrorFrame(error=f"402: card {CARD} of {SSN} was refused")
    await flow_manager.worker.queue_frame(error, FrameDirection.UPSTREAM)
    return {"status": "looked"}


@tool(effect="read")
async def break_down(flow_manager: FlowManager) -> dict[str, Any]:
    """A fault of the program, with the card in its message."""
    raise RuntimeError(f"cannot charge {CARD}")
