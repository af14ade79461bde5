"""`@tool`: one wrapper around every tool of a flow that is a Python function.

A tool is a Pipecat direct function. The wrapper checks its arguments, gives it a deadline, keeps its
exceptions away from the language model and returns an honest envelope: `ok` and `status` always, and on
failure `error_kind`, `retryable` and `say` (see `flows.tools.envelope`). A write is kept in the call's
ledger, needs the caller's confirmation, and is done at most once (see `flows.tools.writing`).

Interruptions: a read may be dropped when the caller barges in, since asking again costs nothing. A write is
cancelled only while it has not left; after that it is never dropped, and Pipecat treats it as an asynchronous
tool, so the model can go on talking meanwhile.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, get_type_hints

from pipecat.flows import FlowManager, flows_tool_options
from pydantic import ConfigDict, create_model

from flows.tools.running import run
from flows.tools.spec import ATTRIBUTE, Body, Confirm, Effect, ModelArguments, ToolSpec
from flows.tools.spec import desk_of as desk_of
from flows.tools.spec import spec_of as spec_of

BACKSTOP_SECS = 3.0
"""Seconds that Pipecat's own deadline, which can only cancel, lies behind ours. A write has none: what was
cut off from outside would be told as cancelled, although it may have happened."""

Wrapped = Callable[..., Awaitable[tuple[dict[str, Any], Any]]]


class ToolDefinitionError(TypeError):
    """A function that cannot be a tool."""


def tool(
    *,
    effect: Effect,
    timeout_secs: float | None = None,
    idempotent: bool = False,
    confirm: Confirm = "read_back",
    read_back: Callable[..., str] | None = None,
    undo: Callable[[FlowManager, Mapping[str, Any]], Awaitable[Any]] | None = None,
    intent: Callable[..., Mapping[str, Any]] | None = None,
    request: Callable[[FlowManager], object] | None = None,
) -> Callable[[Body], Wrapped]:
    """Make an async function `f(flow_manager, ...)` a tool of a flow.

    The function returns a mapping: what the model learns, with an optional `status` for branches in
    `flow.yaml`. It raises `Refused` to say no, and `Failed` when it knows that nothing was done. It may
    return `(mapping, NO_RESPONSE)` to stay silent.

    Args:
        effect: `read` changes nothing outside the call; `write` does; `irreversible` cannot be undone.
        timeout_secs: Deadline in seconds; None = the agent's.
        idempotent: Whether a repeated write with the same `idempotency_key(flow_manager)` acts once only.
        confirm: Of a write: `read_back` = it is refused (`status: unconfirmed`) until exactly this was
            proposed to the caller, who has spoken since; `request` = the caller's request is enough.
        read_back: `f(flow_manager, **arguments)`: what is about to be done, as a question or the beginning
            of one. With it, a first call is the proposal; else the tool before it calls `propose`.
        undo: `async f(flow_manager, result)`: takes back what was done. With it, a later write of the same
            `request` is a correction: once it is done, the earlier one is undone.
        intent: `f(flow_manager, **arguments)`: what exactly is to be done, if that is not the arguments
            alone. It raises `Refused` when that is not known yet.
        request: `f(flow_manager)`: tells apart what the caller wants done once. Without it, a call has one
            standing result of a tool with `undo`.
    """

    def decorate(body: Body) -> Wrapped:
        spec = replace(
            _describe(body, effect, timeout_secs, idempotent),
            confirm=confirm, read_back=read_back, undo=undo, intent=intent, request=request,
        )  # fmt: skip
        _check(spec)

        @functools.wraps(body)
        async def call(flow_manager: FlowManager, **arguments: Any) -> tuple[dict[str, Any], Any]:
            return await run(spec, body, flow_manager, arguments)

        setattr(call, ATTRIBUTE, spec)
        backstop = None if timeout_secs is None or spec.changes_the_world else timeout_secs + BACKSTOP_SECS
        return flows_tool_options(cancel_on_interruption=effect == "read", timeout_secs=backstop)(call)

    return decorate


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
    return ToolSpec(name, effect, timeout_secs, idempotent, ModelArguments(arguments))


def _check(spec: ToolSpec) -> None:
    """What does not go together."""
    if spec.effect == "read":
        given = [name for name in ("read_back", "undo", "intent", "request") if getattr(spec, name)]
        if given:
            raise ToolDefinitionError(f"tool {spec.name!r}: a read has no {' and no '.join(given)}")
    if spec.effect == "irreversible" and spec.undo is not None:
        raise ToolDefinitionError(f"tool {spec.name!r}: what is irreversible has no undo; make it a write")
    if spec.effect == "irreversible" and spec.confirm == "request":
        message = "what is irreversible is read back; confirm='request' is for a write"
        raise ToolDefinitionError(f"tool {spec.name!r}: {message}")
    if spec.undo is not None and not inspect.iscoroutinefunction(spec.undo):
        raise ToolDefinitionError(f"tool {spec.name!r}: undo must be an async function")
