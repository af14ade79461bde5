"""`@tool`: one wrapper around every tool of a flow.

A tool is a Pipecat direct function. The wrapper checks its arguments, gives it a deadline, keeps its
exceptions away from the language model and returns an honest envelope: `ok` and `status` always, and on
failure `error_kind`, `retryable` and `say` (see `flows.envelope`).

Interruptions: a read may be dropped when the caller barges in, since asking again costs nothing. A write is
never dropped; Pipecat then treats it as an asynchronous tool, so the model can go on talking meanwhile.
"""

import asyncio
import functools
import inspect
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_type_hints

from loguru import logger
from pipecat.flows import NO_RESPONSE, TRANSITION_IN_YAML, FlowManager, flows_tool_options
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from calls.desk import Desk
from flows.envelope import Refused, failed, invalid_arguments, refused, succeeded, timed_out

Effect = Literal["read", "write", "irreversible"]
Body = Callable[..., Awaitable[Mapping[str, Any] | tuple[Mapping[str, Any], Any]]]

BACKSTOP_SECS = 3.0
"""Seconds that Pipecat's own deadline, which can only cancel, lies behind ours."""

FINISH_SECS = 2.0
"""Seconds that a write in progress is given to finish when the call ends around it."""

_ATTRIBUTE = "__callwright_tool__"


class ToolDefinitionError(TypeError):
    """A function that cannot be a tool."""


@dataclass(frozen=True)
class ToolSpec:
    """What a tool promises."""

    name: str
    effect: Effect
    timeout_secs: float | None
    """Deadline in seconds; None = the agent file's `limits.tool_timeout_secs`."""

    idempotent: bool
    """Whether doing it twice is the same as doing it once, so that trying again is safe."""

    arguments: type[BaseModel]
    """The arguments that a model may give, with their constraints."""

    @property
    def changes_the_world(self) -> bool:
        """Whether anything outside the call is different afterwards."""
        return self.effect != "read"

    def parameters(self) -> dict[str, dict[str, Any]]:
        """JSON Schema of each parameter, with choices, formats and bounds."""
        return {name: _plain(schema) for name, schema in _properties(self.arguments).items()}


def spec_of(function: Any) -> ToolSpec | None:
    """The spec of a decorated tool, or None for anything else."""
    return getattr(function, _ATTRIBUTE, None)


def desk_of(flow_manager: FlowManager) -> Desk:
    """What the tools of this call may know and do."""
    return flow_manager.worker.app_resources


def tool(
    *, effect: Effect, timeout_secs: float | None = None, idempotent: bool = False
) -> Callable[[Body], Callable[..., Awaitable[tuple[dict[str, Any], Any]]]]:
    """Make an async function `f(flow_manager, ...)` a tool of a flow.

    The function returns a mapping: what the model learns, with an optional `status` for branches in
    `flow.yaml`. It raises `Refused` to say no. It may return `(mapping, NO_RESPONSE)` to stay silent.

    Args:
        effect: `read` changes nothing outside the call; `write` does; `irreversible` cannot be undone.
        timeout_secs: Deadline in seconds; None = the agent's.
        idempotent: Whether a repeated write with the same arguments acts once only.
    """

    def decorate(body: Body) -> Callable[..., Awaitable[tuple[dict[str, Any], Any]]]:
        spec = _describe(body, effect, timeout_secs, idempotent)

        @functools.wraps(body)
        async def call(flow_manager: FlowManager, **arguments: Any) -> tuple[dict[str, Any], Any]:
            return await _run(spec, body, flow_manager, arguments)

        setattr(call, _ATTRIBUTE, spec)
        backstop = None if timeout_secs is None else timeout_secs + BACKSTOP_SECS
        return flows_tool_options(cancel_on_interruption=effect == "read", timeout_secs=backstop)(call)

    return decorate


async def _run(
    spec: ToolSpec, body: Body, flow_manager: FlowManager, arguments: dict[str, Any]
) -> tuple[dict[str, Any], Any]:
    """Check, act within the deadline, and put whatever happened into the envelope."""
    try:
        values = _validated(spec, arguments)
    except ValidationError as wrong:
        logger.warning("tool {}: invalid arguments {}", spec.name, sorted(_places(wrong)))
        return invalid_arguments(_places(wrong)), TRANSITION_IN_YAML
    deadline = spec.timeout_secs or desk_of(flow_manager).tool_timeout_secs
    act = _finish if spec.changes_the_world else _abandon
    try:
        answer = await act(body(flow_manager, **values), deadline)
    except Refused as no:
        return refused(no), TRANSITION_IN_YAML
    except TimeoutError:
        logger.warning("tool {}: no answer within {} s", spec.name, deadline)
        return timed_out(unknown=spec.changes_the_world, again=spec.idempotent), TRANSITION_IN_YAML
    except Exception as error:
        logger.error("tool {}: {} at {}", spec.name, type(error).__name__, _where(error))
        return failed(unknown=spec.changes_the_world, again=spec.idempotent), TRANSITION_IN_YAML
    result, then = answer if isinstance(answer, tuple) else (answer, TRANSITION_IN_YAML)
    return succeeded(result), NO_RESPONSE if then is NO_RESPONSE else TRANSITION_IN_YAML


async def _abandon(work: Awaitable[Any], deadline: float) -> Any:
    """A read: dropped at the deadline, and dropped when the caller barges in."""
    async with asyncio.timeout(deadline):
        return await work


async def _finish(work: Awaitable[Any], deadline: float) -> Any:
    """A write: when the call ends around it, it is given a moment, so that what it did is on record."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=deadline)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=min(deadline, FINISH_SECS))
        await _drop(task)
        raise
    if not task.done():
        await _drop(task)
        raise TimeoutError
    return task.result()


async def _drop(task: asyncio.Future[Any]) -> None:
    """Cancel what is still running; what it raises in reply interests nobody any more."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _describe(body: Body, effect: Effect, timeout_secs: float | None, idempotent: bool) -> ToolSpec:
    name = getattr(body, "__name__", repr(body))
    if not inspect.iscoroutinefunction(body):
        raise ToolDefinitionError(f"tool {name!r} must be an async function")
    signature = inspect.signature(body)
    hints = get_type_hints(body, include_extras=True)
    first, *rest = signature.parameters.values()
    if first.name != "flow_manager":
        raise ToolDefinitionError(f"tool {name!r}: the first parameter must be named 'flow_manager'")
    fields: dict[str, Any] = {}
    for parameter in rest:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise ToolDefinitionError(f"tool {name!r}: parameter {parameter.name!r} may not be variadic")
        if parameter.name not in hints:
            raise ToolDefinitionError(f"tool {name!r}: parameter {parameter.name!r} needs an annotation")
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[parameter.name] = (hints[parameter.name], default)
    arguments = create_model(f"{name}_arguments", __config__=ConfigDict(extra="forbid"), **fields)
    return ToolSpec(name, effect, timeout_secs, idempotent, arguments)


def _validated(spec: ToolSpec, arguments: dict[str, Any]) -> dict[str, Any]:
    """The values to call with. Models fill in what they do not know with "" or null: that is not given."""
    fields = spec.arguments.model_fields
    given = {
        name: value
        for name, value in arguments.items()
        if not (value in ("", None) and name in fields and not fields[name].is_required())
    }
    checked = spec.arguments.model_validate(given)
    return {name: getattr(checked, name) for name in fields}


def _places(wrong: ValidationError) -> dict[str, str]:
    """What is wrong with which argument, without the value itself."""
    problems = wrong.errors(include_url=False, include_context=False, include_input=False)
    return {".".join(map(str, problem["loc"])): problem["msg"] for problem in problems}


def _where(error: Exception) -> str:
    """The place an exception came from. Its text is left out: it may quote what the caller said."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-3:]))


def _properties(arguments: type[BaseModel]) -> dict[str, dict[str, Any]]:
    return arguments.model_json_schema().get("properties", {})


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without what only confuses a model: titles, defaults, and "or null" of an optional parameter."""
    plain = {key: value for key, value in schema.items() if key not in ("title", "default")}
    options = [option for option in plain.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        del plain["anyOf"]
        plain = {**options[0], **plain}
    return plain
