"""A call in a few sentences, put together from its record alone. Pure, and nothing in it is a guess."""

from collections.abc import Iterator

from calls.record import CallRecord


def summarise(record: CallRecord) -> str:
    """Who called, what it came to, what was done and noted, whether a person came, and how it ended."""
    return " ".join(_sentences(record))


def _sentences(record: CallRecord) -> Iterator[str]:
    caller = record.from_ or "A caller without a number"
    resolved = "resolved" if record.outcome.resolved else "not resolved"
    yield f"{caller} called {record.agent}: {_words(record.outcome.disposition)}, {resolved}."
    if record.data:
        facts = ", ".join(f"{_words(key)} {value}" for key, value in record.data.items())
        yield f"Noted: {facts}."
    failed = [tool for tool in record.tools if not tool.ok]
    if failed:
        kinds = dict.fromkeys(
            f"{_words(tool.name)} ({_words(tool.error_kind or 'failed')})" for tool in failed
        )
        yield f"Did not go through: {', '.join(kinds)}."
    for transfer in record.transfers:
        outcome = _words(transfer.outcome.value) if transfer.outcome else "not known"
        yield f"Transfer to {transfer.destination} ({_words(transfer.reason)}): {outcome}."
    said = [promise for promise in record.promises if not promise.blocked]
    if said:
        yield f"Said without evidence: {'; '.join(promise.text.strip() for promise in said)}"
    spoken = sum(turn.caller is not None for turn in record.turns)
    end = _words(record.end_reason.value) if record.end_reason else "still going on"
    yield f"{spoken} turns of the caller in {record.duration_secs:.0f} s; end: {end}."


def _words(name: str) -> str:
    return name.replace("_", " ")
