"""May a write leave? What was read back, and what the caller said to it.

A write needs that exactly these arguments were proposed, and that the caller has spoken since: a model cannot
agree on the caller's behalf, nor change a value after the yes. A newer proposal makes the older one stale.
An irreversible write also needs that the caller heard the read-back to its end.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pipecat.flows import FlowManager

from calls.ledger import Row, State
from flows.tools.envelope import Refused
from flows.tools.spec import InvalidArguments, ToolSpec, desk_of, spec_of
from spoken.base import Setting
from spoken.words import tokens
from spoken.yes_no import YesNoKind, is_plain_yes

SHORT_ANSWER = 4
"""Words up to which an answer that says no says nothing else."""


def propose(
    flow_manager: FlowManager, tool: Callable[..., Any] | str, /, *, read_back: str = "", **what: Any
) -> None:
    """Keep that a write is about to be read back; called by the tool that leads to the read-back.

    Args:
        flow_manager: The call's.
        tool: The tool that will do it, or its name.
        read_back: What the caller is told, if it is known here. An irreversible tool is refused until these
            words, or most of them, were heard to their end.
        what: What exactly will be done: the tool's arguments, or what its `intent` gives. With the tool
            itself and nothing else, its `intent` is asked.

    Raises:
        Refused: The tool's `intent` does not know what to do yet.
        TypeError: It is no tool, or these are not its arguments.
    """
    name, arguments = _meant(flow_manager, tool, what)
    desk = desk_of(flow_manager)
    desk.ledger.propose(
        name,
        arguments,
        turn=caller_turns(flow_manager),
        read_back=read_back,
        heard_from=desk.heard.mark,
    )


def _meant(
    flow_manager: FlowManager, tool: Callable[..., Any] | str, what: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    if isinstance(tool, str):
        return tool, what
    spec = spec_of(tool)
    if spec is None:
        raise TypeError(f"propose: {tool!r} is no tool; decorate it with @tool, or give its name")
    if spec.intent is not None and what and not set(what) <= set(spec.parameters()):
        return spec.name, what
    try:
        return spec.name, canonical(spec, flow_manager, spec.arguments.checked(what))
    except InvalidArguments as wrong:
        raise TypeError(f"propose: not the arguments of {spec.name}: {wrong.problems}") from wrong


def canonical(spec: ToolSpec, flow_manager: FlowManager, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What exactly is to be done. Raises Refused when the tool's `intent` does not know yet."""
    return values if spec.intent is None else spec.intent(flow_manager, **values)


def caller_turns(flow_manager: FlowManager) -> int:
    """How many things the caller has said so far."""
    return len(_caller_words(flow_manager))


def allowed(
    spec: ToolSpec, flow_manager: FlowManager, values: Mapping[str, Any], what: Mapping[str, Any]
) -> Row:
    """The row of a write that may leave now.

    Raises Refused (`status: unconfirmed`) with the question that the caller is still to be asked; when the
    tool can word it, asking it is the proposal.
    """
    desk, turn = desk_of(flow_manager), caller_turns(flow_manager)
    row = desk.ledger.latest(spec.name, what)
    if spec.confirm == "request":
        return desk.ledger.propose(spec.name, what, turn=turn, asks=False)
    is_open = row is not None and row.state is State.PROPOSED
    if row is not None and is_open and _agreed(spec, flow_manager, row):
        return row
    question = _question(spec, flow_manager, values) or (_asked(row.read_back) if row and is_open else "")
    if question:
        mark = desk.heard.mark
        desk.ledger.propose(spec.name, what, turn=turn, read_back=question, heard_from=mark)
    raise Refused(question or "Let me read that back to you first.", status="unconfirmed", retryable=True)


def _agreed(spec: ToolSpec, flow_manager: FlowManager, row: Row) -> bool:
    """Whether the caller has spoken since the proposal, and may have meant yes."""
    if caller_turns(flow_manager) <= row.turn or _said_no(flow_manager, row.turn):
        return False
    if row.plain_yes and not is_plain_yes(tokens(_caller_words(flow_manager)[-1])):
        return False
    heard = desk_of(flow_manager).heard
    return spec.effect != "irreversible" or heard.to_its_end(row.read_back, row.heard_from)


def _question(spec: ToolSpec, flow_manager: FlowManager, values: Mapping[str, Any]) -> str:
    return _asked(spec.read_back(flow_manager, **values)) if spec.read_back else ""


def _asked(read_back: str) -> str:
    """The read-back as a question."""
    text = read_back.strip()
    return text if not text or text.endswith("?") else f"{text.rstrip('.')}. Is that right?"


def _said_no(flow_manager: FlowManager, since: int) -> bool:
    """Whether the last thing the caller said, after turn `since`, is a no and nothing else."""
    words = tokens(_caller_words(flow_manager)[since:][-1])
    now = desk_of(flow_manager).now()
    found = YesNoKind().find(words, Setting(now)) if len(words) <= SHORT_ANSWER else []
    return bool(found) and found[0].value is False


def propose_again(flow_manager: FlowManager, row: Row) -> None:
    """What the caller had agreed to was cut off by their own next words: it stands, until these are known.

    A caller who says "yes", and then "please do", is not asked a second time.
    """
    desk_of(flow_manager).ledger.propose(
        row.tool,
        row.arguments,
        turn=caller_turns(flow_manager),
        read_back=row.read_back,
        heard_from=row.heard_from,
        asks=False,
        plain_yes=True,
    )


def _caller_words(flow_manager: FlowManager) -> list[str]:
    return [
        str(message.get("content") or "")
        for message in flow_manager.get_current_context()
        if isinstance(message, dict) and message.get("role") == "user"
    ]
