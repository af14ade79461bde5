"""How a call was mended, and the way it has come, so that it can go back. Pure; one per call."""

import copy
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from calls.events import AgentSpoke, CallEvent, Misunderstood, Repaired, RepairKind


@dataclass(frozen=True)
class Step:
    """A node as it was entered."""

    node: str
    state: Mapping[str, Any]
    """A copy of the flow's state."""

    heard: int
    """How many things the caller had said."""

    calls: int
    """How many tools had been called."""

    writes: int
    """How many writes had left: what cannot be gone back over."""


class Repairs:
    """Counts repairs, tells the journal of them, and remembers the nodes and what was known there."""

    def __init__(self, write: Callable[[CallEvent], object] = lambda event: None) -> None:
        """`write`: into the journal."""
        self._write = write
        self._steps: list[Step] = []
        self._first: str | None = None
        self.counts: Counter[RepairKind] = Counter()
        self.last_said = ""
        """The agent's last words in full, heard or not."""

    def count(self, kind: RepairKind, what: str = "") -> int:
        """One more repair; gives how many of its kind there were. Asking back is a misunderstanding too."""
        self.counts[kind] += 1
        self._write(Repaired(kind=kind, what=what))
        if kind == "clarified":
            self._write(Misunderstood(why="clarified"))
        return self.counts[kind]

    def see(self, event: CallEvent) -> None:
        """A listener of the journal: what the agent said last."""
        if isinstance(event, AgentSpoke):
            self.last_said = event.text

    # The way

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes of the way, oldest first, as far as it can be gone back."""
        return tuple(step.node for step in self._steps)

    def entered(self, step: Step) -> None:
        """A node is entered. Entered again at once, it keeps what was known the first time."""
        self._first = self._first or step.node
        if self._steps and self._steps[-1].node == step.node and self._steps[-1].writes == step.writes:
            return
        self._steps.append(Step(**{**vars(step), "state": copy.deepcopy(dict(step.state))}))

    def back(self, *, heard: int, writes: int) -> Step | None:
        """The last question that the caller answered, taken off the way; None when there is none to go to.

        `heard`: what the caller had said before asking to go back; `writes`: that have left by now.
        """
        for at in reversed(range(len(self._steps))):
            step = self._steps[at]
            left = self._steps[at + 1].heard if at + 1 < len(self._steps) else heard
            if step.writes == writes and left > step.heard:
                del self._steps[at:]
                return step
        return None

    def start(self, *, writes: int) -> Step | None:
        """The beginning, or the first moment after what cannot be undone; the way begins anew."""
        kept = next((step for step in self._steps if step.writes == writes), None)
        self._steps.clear()
        if kept is None or self._first is None:
            return None
        return Step(**{**vars(kept), "node": self._first})

    @property
    def first(self) -> str | None:
        """The node at which the call began; None before it has."""
        return self._first
