"""One runner for every tool, whatever it is made of: arguments, deadline, ledger, honest envelope.

`await run(spec, body, flow_manager, arguments)` never raises but for a cancellation: whatever happens becomes
a result that tells the model the truth. A write goes through `flows.tools.writing`, which asks for the
caller's confirmation and keeps the ledger.
"""

from typing import Any

from loguru import logger
from pipecat.flows import NO_RESPONSE, TRANSITION_IN_YAML, FlowManager
from pipecat.frames.frames import TTSSpeakFrame

from flows.tools.acting import act
from flows.tools.envelope import Refused, invalid_arguments, refused
from flows.tools.setting import setting_of, understood_in
from flows.tools.spec import Body, InvalidArguments, ToolSpec, desk_of
from flows.tools.tokens import discreet, opened
from flows.tools.writing import idempotency_key as idempotency_key
from flows.tools.writing import write


async def run(
    spec: ToolSpec, body: Body, flow_manager: FlowManager, arguments: dict[str, Any]
) -> tuple[dict[str, Any], Any]:
    """Check, act within the deadline, and put whatever happened into the envelope.

    `body(flow_manager, **values)` returns a mapping, or `(mapping, NO_RESPONSE)` to stay silent. It raises
    `Refused` to say no, `Failed` when it knows how much of its work was done; of a write, any other exception
    and the deadline mean that nobody knows.

    Returns:
        The result, and what follows: NO_RESPONSE, or TRANSITION_IN_YAML.
    """
    guard = desk_of(flow_manager).guard
    if guard is None:
        return await _run(spec, body, flow_manager, arguments)
    if (stopped := guard.stop(spec.name, arguments)) is not None:
        if stopped.aloud:
            await flow_manager.worker.queue_frame(TTSSpeakFrame(stopped.aloud))
        return stopped.result, NO_RESPONSE if stopped.silent else TRANSITION_IN_YAML
    result = None
    try:
        result, then = await _run(spec, body, flow_manager, arguments)
        return result, then
    finally:
        guard.finished(spec.name, result)


async def _run(
    spec: ToolSpec, body: Body, flow_manager: FlowManager, arguments: dict[str, Any]
) -> tuple[dict[str, Any], Any]:
    desk = desk_of(flow_manager)
    try:
        private = opened(desk, spec.name, arguments)
        with understood_in(setting_of(desk)):
            values = spec.arguments.checked(private.arguments)
    except Refused as no:
        logger.warning("tool {}: got a private value that is closed to it", spec.name)
        return refused(no), TRANSITION_IN_YAML
    except InvalidArguments as wrong:
        logger.warning("tool {}: invalid arguments {}", spec.name, sorted(wrong.problems))
        return invalid_arguments(wrong.problems), TRANSITION_IN_YAML
    work, shown = discreet(desk, body, values), private.shown(values)
    if spec.changes_the_world:
        answer = await write(spec, work, flow_manager, shown)
    else:
        deadline = spec.timeout_secs or desk.tool_timeout_secs
        answer = await act(spec, work(flow_manager, **shown), deadline)
    await desk.ledger.flush()
    return answer.result, NO_RESPONSE if answer.silent else TRANSITION_IN_YAML
