"""What a person is told before they take a caller: facts of the call, in fixed sentences. Pure.

Nothing in it is generated. What the caller said is quoted as theirs, shortened, and free of anything that
could be more than words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from calls.ledger import Row, State
from calls.record import CallRecord
from flows.saying import say_phone
from flows.values import e164_or_none

FIELDS = ("who", "verified", "goal", "done", "promised", "mood", "next_step")
"""What a flow may say in its own words; the rest is found here."""

MAX_FIELD_CHARS = 160
"""Longer facts cost the caller time on hold."""

TELLING_WORDS = 4
"""A caller's utterance with fewer says nothing of what they want: it answers a question."""

UPSET = frozenset({"anger"})
"""Reasons for fetching a person that say something about the caller's mood."""


def brief_of(
    record: CallRecord,
    state: Mapping[str, Any],
    reason: str,
    given: Mapping[str, str],
    rows: Sequence[Row] = (),
) -> dict[str, str]:
    """The facts.

    Args:
        record: Of the call so far.
        state: The flow's.
        reason: Why a person is fetched.
        given: What the flow knows better, by the names of `FIELDS`.
        rows: The call's ledger.
    """
    found = {
        "who": _who(record, state),
        "verified": "yes" if state.get("verified") else "no",
        "goal": _goal(record, state),
        "done": _done(record, rows),
        "unsure": ", ".join(_said(row) for row in rows if row.state in (State.SENT, State.UNKNOWN)),
        "promised": " ".join(promise.text for promise in record.promises if not promise.blocked),
        "mood": "upset" if reason in UPSET else "",
        "next_step": "",
        "reason": reason,
    }
    found |= {name: text for name, text in given.items() if name in FIELDS and text}
    return {name: clean for name, text in found.items() if (clean := _clean(text))}


def spoken(facts: Mapping[str, str]) -> str:
    """The briefing as it is read out."""
    verified = {"yes": ", who was verified", "no": ", who was not verified"}.get(
        facts.get("verified", ""), ""
    )
    parts = [f"The caller is {facts.get('who', 'unknown')}{verified}."]
    for name, words in _SENTENCES.items():
        if name in facts:
            parts.append(words.format(facts[name].rstrip(".")))
    return " ".join(parts)


_SENTENCES = {
    "goal": "They want: {}.",
    "done": "Done so far: {}.",
    "unsure": "Not certain whether done: {}.",
    "promised": "Said to the caller, and backed by nothing: {}.",
    "mood": "They are {}.",
    "next_step": "Next: {}.",
}


def _who(record: CallRecord, state: Mapping[str, Any]) -> str:
    names = [state[key] for key in sorted(state) if key == "name" or key.endswith("_name")]
    name = next((name for name in names if isinstance(name, str) and name), "")
    number = e164_or_none(record.from_)
    calling = f"calling from {say_phone(number)}" if number else "from a number that is not known"
    return f"{name}, {calling}" if name else f"somebody {calling}"


def _goal(record: CallRecord, state: Mapping[str, Any]) -> str:
    intent = next(
        (state[key] for key in ("goal", "intent", "request") if isinstance(state.get(key), str)), ""
    )
    told = (turn.caller.text for turn in reversed(record.turns) if turn.caller)
    words = next((text for text in told if len(text.split()) >= TELLING_WORDS), "")
    said = f"in their words, {words}" if words else ""
    return "; ".join(part for part in (intent.replace("_", " "), said) if part)


def _done(record: CallRecord, rows: Sequence[Row]) -> str:
    """What is verified: writes that the ledger has as done, or an outcome that counts as resolved."""
    done = [_said(row) for row in rows if row.state is State.DONE]
    if done:
        return " ".join(done)
    return record.outcome.disposition.replace("_", " ") if record.outcome.resolved else "nothing"


def _said(row: Row) -> str:
    """A write in words: what the caller was told of it, or else its tool's name."""
    return str((row.result or {}).get("say") or row.tool.replace("_", " "))


def _clean(text: str) -> str:
    """One line of plain words."""
    plain = " ".join("".join(c if c.isprintable() and c not in "<>{}&" else " " for c in str(text)).split())
    return plain if len(plain) <= MAX_FIELD_CHARS else f"{plain[: MAX_FIELD_CHARS - 1].rstrip()}…"
