"""Is the call as a whole what the scenario expects? Pure: a record and its events in, complaints out."""

from collections.abc import Iterator, Sequence
from statistics import median

from calls.events import CallEvent, EscalationRequested, Interrupted, Repaired
from calls.record import CallRecord
from calls.record_parts import ToolUse
from simulation.blocks import FinallyBlock, LatencyBlock, ToolBlock
from simulation.expect import holds


def complaints(wanted: FinallyBlock, record: CallRecord, events: Sequence[CallEvent]) -> list[str]:
    """What is not as it should be, in words; the database is not looked at."""
    return [
        *_one_of("end reason", wanted.end_reason, record.end_reason or "none"),
        *_one_of("disposition", wanted.disposition, record.outcome.disposition),
        *_resolved(wanted, record),
        *_nodes(wanted.nodes, record.path),
        *(complaint for tool in wanted.tools if (complaint := _tool(tool, record.tools))),
        *_no_tools(wanted.no_tools, record.tools),
        *_data(wanted, record),
        *_latency(wanted.latency, record),
        *_heard(wanted, record),
        *_duration(wanted, record.duration_secs),
        *_interruptions(wanted.interruptions, events),
        *_just_these(
            "escalations",
            wanted.escalations,
            [e.reason for e in events if isinstance(e, EscalationRequested)],
        ),
        *_just_these("repairs", wanted.repairs, [e.kind for e in events if isinstance(e, Repaired)]),
    ]


def _one_of(what: str, wanted: str | list[str] | None, actual: str) -> Iterator[str]:
    allowed = [wanted] if isinstance(wanted, str) else wanted
    if allowed is not None and actual not in allowed:
        yield f"expected {what} {' or '.join(allowed)}, got {actual}"


def _resolved(wanted: FinallyBlock, record: CallRecord) -> Iterator[str]:
    if wanted.resolved is not None and record.outcome.resolved != wanted.resolved:
        yield f"expected the call to be {'' if wanted.resolved else 'un'}resolved"


def _nodes(wanted: list[str] | None, path: Sequence[str]) -> Iterator[str]:
    rest = iter(path)
    for node in wanted or ():
        if node not in rest:
            yield f"expected the nodes {' → '.join(wanted or ())}, got {' → '.join(path) or 'none'}"
            return


def _tool(wanted: ToolBlock, tools: Sequence[ToolUse]) -> str | None:
    found = [
        tool
        for tool in tools
        if tool.name == wanted.name
        and holds(tool.arguments, wanted.args)
        and (wanted.ok is None or tool.ok == wanted.ok)
        and (wanted.error_kind is None or tool.error_kind == wanted.error_kind)
    ]
    if found if wanted.times is None else len(found) == wanted.times:
        return None
    often = "" if wanted.times is None else f" {wanted.times} time(s)"
    arguments = ", ".join(f"{key}={value!r}" for key, value in wanted.args.items())
    ended = "" if wanted.ok is None else (" and to succeed" if wanted.ok else " and to fail")
    ended += f" with {wanted.error_kind}" if wanted.error_kind else ""
    call = f"{wanted.name}({arguments})"
    return f"expected tool {call} to be called{often}{ended}; calls were:\n    {_listed(tools)}"


def _listed(tools: Sequence[ToolUse]) -> str:
    lines = [f"{tool.name}({tool.arguments}) → {'ok' if tool.ok else tool.error_kind}" for tool in tools]
    return "\n    ".join(lines) or "none"


def _no_tools(unwanted: Sequence[str], tools: Sequence[ToolUse]) -> Iterator[str]:
    for name in unwanted:
        if any(tool.name == name for tool in tools):
            yield f"expected tool {name} not to be called; calls were:\n    {_listed(tools)}"


def _data(wanted: FinallyBlock, record: CallRecord) -> Iterator[str]:
    for key, value in wanted.data.items():
        if not holds(record.data.get(key), value):
            yield f"expected data {key}={value!r}, got {record.data.get(key)!r}"


def _latency(wanted: LatencyBlock, record: CallRecord) -> Iterator[str]:
    if wanted.p50_ms is None and wanted.max_ms is None:
        return
    totals = [turn.latency_ms["total"] for turn in record.turns if turn.latency_ms]
    if not totals:
        yield "expected answers to be measured, but there is no latency in the record"
        return
    middle = median(totals)
    if wanted.p50_ms is not None and middle > wanted.p50_ms:
        yield f"expected a median answer time of {wanted.p50_ms:g} ms at most, got {middle:.0f} of {totals}"
    if wanted.max_ms is not None and max(totals) > wanted.max_ms:
        yield f"expected every answer within {wanted.max_ms:g} ms, got {totals}"


def _heard(wanted: FinallyBlock, record: CallRecord) -> Iterator[str]:
    heard = " ".join(turn.agent.heard for turn in record.turns if turn.agent)
    plain = " ".join(heard.casefold().split())
    for text in wanted.heard.contains:
        if " ".join(text.casefold().split()) not in plain:
            yield f'expected the caller to hear "{text}"; heard was: "{heard}"'
    for text in wanted.heard.excludes:
        if " ".join(text.casefold().split()) in plain:
            yield f'expected the caller not to hear "{text}"; heard was: "{heard}"'


def _duration(wanted: FinallyBlock, secs: float) -> Iterator[str]:
    if wanted.min_secs is not None and secs < wanted.min_secs:
        yield f"expected a call of at least {wanted.min_secs:g} s, it lasted {secs:g} s"
    if wanted.max_secs is not None and secs > wanted.max_secs:
        yield f"expected a call of at most {wanted.max_secs:g} s, it lasted {secs:g} s"


def _interruptions(wanted: int | None, events: Sequence[CallEvent]) -> Iterator[str]:
    count = sum(isinstance(event, Interrupted) for event in events)
    if wanted is not None and count != wanted:
        yield f"expected {wanted} interruption(s), got {count}"


def _just_these(what: str, wanted: Sequence[str] | None, actual: Sequence[str]) -> Iterator[str]:
    if wanted is not None and list(wanted) != list(actual):
        yield f"expected the {what} {', '.join(wanted) or 'none'}, got {', '.join(actual) or 'none'}"
