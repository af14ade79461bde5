"""What a tool's result looks like, whatever happened.

Always: `ok` and `status`, so that a branch in `flow.yaml` on either always finds its field. On failure also
`error_kind` (`invalid_arguments`, `refused`, `timeout`, `failed`), `retryable`, and `say`: a sentence for the
caller. `status` is `ok` or the error kind unless the tool says something more precise.
"""

from collections.abc import Mapping
from typing import Any

FIELDS = frozenset({"ok", "status"})
"""The fields that every result has."""

UNKNOWN = "I didn't get an answer in time, so I can't say whether that went through."
"""Said of a write that may or may not have happened."""


class Refused(Exception):
    """The tool understood and says no: a slot that is taken, a rule that forbids.

    Attributes:
        say: The sentence for the caller.
        status: For branches; `refused` unless something more precise is given.
        retryable: Whether the same request may succeed if it is made again.
        facts: More fields of the result (alternatives ...).
    """

    def __init__(self, say: str, *, status: str = "refused", retryable: bool = False, **facts: Any) -> None:
        super().__init__(say)
        self.say = say
        self.status = status
        self.retryable = retryable
        self.facts = facts


def succeeded(result: Mapping[str, Any]) -> dict[str, Any]:
    """A tool's own result, with `ok` and `status`."""
    return {"ok": True, "status": "ok", **result}


def refused(no: Refused) -> dict[str, Any]:
    """A refusal, with the facts that explain it."""
    return {**no.facts, **_failure("refused", no.say, retryable=no.retryable), "status": no.status}


def invalid_arguments(problems: Mapping[str, str]) -> dict[str, Any]:
    """Arguments that do not fit. `problems` tells the model which and why."""
    names = " and the ".join(name.replace("_", " ") for name in problems)
    say = f"Sorry, I didn't get the {names} right. Could you say it again?"
    return {**_failure("invalid_arguments", say, retryable=True), "problems": dict(problems)}


def timed_out(*, unknown: bool, again: bool) -> dict[str, Any]:
    """No answer within the deadline. `unknown`: it may have happened; `again`: a repeat is harmless."""
    say = UNKNOWN if unknown else "That is taking too long. Let me try something else."
    return {**_failure("timeout", say, retryable=again or not unknown), **_doubt(unknown)}


def failed(*, unknown: bool, again: bool) -> dict[str, Any]:
    """The tool broke. The reason is in the log and nowhere else."""
    say = "Something went wrong on my side"
    say += ", and I can't say whether that went through." if unknown else "."
    return {**_failure("failed", say, retryable=again), **_doubt(unknown)}


def _doubt(unknown: bool) -> dict[str, Any]:
    return {"outcome": "unknown"} if unknown else {}


def _failure(kind: str, say: str, *, retryable: bool) -> dict[str, Any]:
    return {"ok": False, "status": kind, "error_kind": kind, "retryable": retryable, "say": say}
