"""What a tool's result looks like, whatever happened.

Always: `ok` and `status`, so that a branch in `flow.yaml` on either always finds its field. On failure also
`error_kind` (`invalid_arguments`, `refused`, `timeout`, `failed`, `cancelled`, `unknown`,
`unavailable`: it has kept failing and was not tried, `exceeded`: it was called too often), `retryable`, and
`say`: a sentence for the caller. `status` is `ok` or the error kind unless the tool says something more
precise. `outcome: unknown` is there if and only if the write may have happened.
"""

from collections.abc import Mapping
from typing import Any

FIELDS = frozenset({"ok", "status"})
"""The fields that every result has."""

UNKNOWN = "I didn't get an answer in time, so I can't say whether that went through."
"""Said of a write that may or may not have happened."""


class Refused(Exception):
    """The tool understood and says no: a slot that is taken, a rule that forbids. Nothing was done.

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


class Failed(Exception):
    """The tool could not do it, and knows how much of it happened.

    Attributes:
        unknown: Whether a write may have happened all the same. False: nothing was done.
        retryable: Whether the same call may succeed later. None: as for any other failure.
        status: For branches; `failed` unless something more precise is given.
        say: The sentence for the caller; None = the usual one.
    """

    def __init__(
        self,
        detail: str = "",
        *,
        unknown: bool = False,
        retryable: bool | None = None,
        status: str = "failed",
        say: str | None = None,
    ) -> None:
        """`detail` is for the log alone."""
        super().__init__(detail)
        self.unknown = unknown
        self.retryable = retryable
        self.status = status
        self.say = say


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


def failed_so(why: Failed, *, changes_the_world: bool, again: bool) -> dict[str, Any]:
    """The tool broke in a way that it understands."""
    unknown = why.unknown and changes_the_world
    result = failed(unknown=unknown, again=(again or not unknown) if why.retryable is None else why.retryable)
    return {**result, "status": why.status, "say": why.say or result["say"]}


def unavailable() -> dict[str, Any]:
    """The tool has kept failing and was not tried: nothing was done."""
    say = "I can't reach that system at the moment, so I haven't done anything."
    return _failure("unavailable", say, retryable=False)


def exceeded(*, rounds: bool) -> dict[str, Any]:
    """The tool was called too often and was not run. `rounds`: in one turn; else with the same arguments."""
    say = "I'm sorry, I'm going round in circles here. Please tell me once more what you need."
    if not rounds:
        say = "I've tried exactly that several times already, and trying again won't help."
    return _failure("exceeded", say, retryable=False)


def interrupted() -> dict[str, Any]:
    """The caller spoke before the write had left: it was not done. No branch may take this for a success."""
    say = "I haven't done that yet."
    return {**_failure("cancelled", say, retryable=True), "status": "interrupted"}


def still_unknown(*, again: bool) -> dict[str, Any]:
    """The same write was tried before, and nobody knows what came of it. `again`: a repeat is harmless."""
    say = "I already tried that and can't say whether it went through"
    say += "." if again else ", so I won't do it a second time."
    return {**_failure("unknown", say, retryable=again), **_doubt(True)}


def already(result: Mapping[str, Any]) -> dict[str, Any]:
    """What was done earlier in the call, and was not done again."""
    return {**result, "already": True}


def _doubt(unknown: bool) -> dict[str, Any]:
    return {"outcome": "unknown"} if unknown else {}


def _failure(kind: str, say: str, *, retryable: bool) -> dict[str, Any]:
    return {"ok": False, "status": kind, "error_kind": kind, "retryable": retryable, "say": say}
