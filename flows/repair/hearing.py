"""Say it again, say it slower."""

from typing import Any

from pipecat.flows import FlowManager

from flows.repair.history import last_said
from flows.tools import desk_of, tool
from flows.tools.envelope import Refused

SLOWER = "Sure, I'll speak more slowly."
SHORTER = "Sure, I'll keep it short."


@tool(effect="read")
async def repeat_that(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants to hear your last words again. Say the result's `say` word for word."""
    said = last_said(flow_manager)
    if not said:
        raise Refused("I haven't said anything yet.", status="nothing_said")
    desk_of(flow_manager).repairs.count("repeated")
    return {"status": "repeated", "say": said}


@tool(effect="read")
async def speak_slower(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller wants you to speak more slowly, or says that you are too fast."""
    desk = desk_of(flow_manager)
    slowed = desk.voice is not None and await desk.voice.slower()
    desk.repairs.count("slowed")
    said = last_said(flow_manager)
    result = {"status": "slower" if slowed else "shorter", "say": SLOWER if slowed else SHORTER}
    if not slowed:
        result["style"] = "From now on: very short sentences, one thing in each, with a full stop between."
    return {**result, "last_said": said, "next": "Then say last_said again."}
