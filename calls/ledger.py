"""The ledger: what a call was to change in the world, and how far each change got.

One row for each write that was proposed. Its states are a closed table; no other step exists:

    proposed → confirmed → sent → done → undone
        │          │         ├──→ failed    certainly not done
        └──────────┴──→ failed
                             └──→ unknown   may have been done; → sent again only with the same key,
                                            by a tool for which twice is once

Before a write leaves, its row is stored as `sent`. So after a crash, what may have happened is known to be
unknown, and is never done again by itself.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from calls.plain import plain


class State(StrEnum):
    """How far a write got."""

    PROPOSED = "proposed"
    """Read back to the caller, who has not agreed yet."""

    CONFIRMED = "confirmed"
    """The caller agreed. Nothing has left."""

    SENT = "sent"
    """On its way: from here on nobody can say that it did not happen."""

    DONE = "done"
    FAILED = "failed"
    """Certainly not done: refused, replaced by another proposal, or stopped before it was sent."""

    UNKNOWN = "unknown"
    """It may have been done: no answer came, or the process died."""

    UNDONE = "undone"
    """It was done, and was taken back."""


NEXT: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.CONFIRMED, State.FAILED}),
    State.CONFIRMED: frozenset({State.SENT, State.FAILED}),
    State.SENT: frozenset({State.DONE, State.FAILED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.SENT}),
    State.DONE: frozenset({State.UNDONE}),
    State.FAILED: frozenset(),
    State.UNDONE: frozenset(),
}
"""Every step there is."""

OVER = frozenset({State.FAILED, State.UNDONE})
"""Nothing of it stands: the same write may be proposed again, as a new row with a new key."""


class WrongStep(RuntimeError):
    """A step that the table does not have: a fault of the program, found before it does harm."""


@dataclass(frozen=True)
class Row:
    """One write of one call."""

    key: str
    """The idempotency key: hash of call, tool, canonical arguments and occasion."""

    call_id: str
    tool: str
    arguments: dict[str, Any]
    """What exactly is to be done, as plain JSON."""

    digest: str
    """sha256 of the canonical arguments, in hex."""

    occasion: int
    """1 for the first time; a later one comes after what failed for certain, or was undone."""

    state: State
    turn: int
    """How many turns the caller had taken when it was proposed."""

    proposed_at: datetime
    updated_at: datetime
    request: str = ""
    """What the caller wants done once; corrections share it."""

    reason: str = ""
    """Why it failed or is unknown, in a few words; "" otherwise."""

    result: dict[str, Any] | None = None
    """What the tool answered, once it is done."""

    read_back: str = ""
    """What the caller was to be told before agreeing; "" when only the tool knows."""

    heard_from: int = field(default=0, compare=False)
    """Where in what the agent said the read-back begins (`calls.heard`). Not stored."""

    plain_yes: bool = field(default=False, compare=False)
    """Whether nothing but a plain yes will do: the one before was cut off by what the caller went on to say.
    Not stored."""

    def moved(
        self, state: State, at: datetime, *, reason: str = "", result: Mapping[str, Any] | None = None
    ) -> "Row":
        """The row one step on. Raises WrongStep if there is no such step."""
        if state not in NEXT[self.state]:
            allowed = ", ".join(sorted(NEXT[self.state])) or "nothing"
            raise WrongStep(f"{self.tool}: {self.state} → {state} is no step; after {self.state}: {allowed}")
        kept = self.result if result is None else plain(dict(result))
        return replace(self, state=state, updated_at=at, reason=reason, result=kept)


def new_row(
    call_id: str, tool: str, arguments: Mapping[str, Any], occasion: int, *, turn: int, at: datetime
) -> Row:
    """A write that is proposed."""
    what = plain(dict(arguments))
    digest = digest_of(what)
    return Row(
        key=key_of(call_id, tool, digest, occasion),
        call_id=call_id,
        tool=tool,
        arguments=what,
        digest=digest,
        occasion=occasion,
        state=State.PROPOSED,
        turn=turn,
        proposed_at=at,
        updated_at=at,
    )


def digest_of(arguments: Mapping[str, Any]) -> str:
    """sha256 of the arguments in their canonical form: plain JSON, sorted keys, no spaces."""
    canonical = json.dumps(plain(dict(arguments)), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def key_of(call_id: str, tool: str, digest: str, occasion: int) -> str:
    """The idempotency key: the same for the same write of a call, however often a model asks for it."""
    return hashlib.sha256("\0".join((call_id, tool, digest, str(occasion))).encode()).hexdigest()
