"""Are you a robot? The answer is fixed, and said by code: no language model is trusted with it."""

from typing import Any

from pipecat.flows import FlowManager
from pipecat.frames.frames import TTSSpeakFrame

from flows.tools import desk_of, tool


@tool(effect="read")
async def are_you_a_robot(flow_manager: FlowManager) -> dict[str, Any]:
    """The caller asks whether you are a robot, a machine, an AI, a recording or a real person.

    Always call this for such a question and never answer it yourself. The answer is said for you.
    """
    desk = desk_of(flow_manager)
    if desk.voice is not None:
        await desk.voice.say(desk.robot)
    else:
        await flow_manager.worker.queue_frame(TTSSpeakFrame(desk.robot))
    desk.repairs.count("robot_asked")
    return {
        "status": "answered",
        "already_said": desk.robot,
        "next": "The caller has heard the answer. Add nothing to it; go on with what was asked before.",
    }
