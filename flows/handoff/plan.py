"""What a transfer is going to try, settled before it begins."""

from dataclasses import dataclass, field
from typing import Literal

from calls.control import Terms, WhenTheyLeave
from configs.schema.destinations import DestinationBlock
from configs.schema.handoff import HandoffBlock


@dataclass(frozen=True)
class Call:
    """One telephone call to a person."""

    number: str
    """E.164"""

    ring_secs: float
    wait_secs: float = 0.0
    """Seconds to wait before it; only before a retry."""

    target: int = 0
    """Position of its target in the agent file, counted from 0."""


@dataclass(frozen=True)
class Plan:
    """A transfer: whom to call, in which order, and how long everything may take. All times in seconds."""

    destination: str
    calls: tuple[Call, ...]
    mode: Literal["warm", "cold"] = "warm"
    announce: str = ""
    update: str = ""
    update_answered: str = ""
    consult_secs: float = 90.0
    update_secs: float = 20.0
    terms: Terms = field(default_factory=Terms)

    def retry_of(self, index: int) -> int | None:
        """The next call to the same target, if there is one."""
        after = index + 1
        same = after < len(self.calls) and self.calls[after].target == self.calls[index].target
        return after if same else None

    def next_target(self, index: int) -> int | None:
        """The first call to another target, if there is one."""
        return next(
            (
                at
                for at in range(index + 1, len(self.calls))
                if self.calls[at].target != self.calls[index].target
            ),
            None,
        )


def plan_for(handoff: HandoffBlock, name: str, destination: DestinationBlock, allowed: list[int]) -> Plan:
    """The plan for a destination. `allowed`: positions of the targets that may be dialled."""
    texts = handoff.texts
    cold = destination.mode == "cold"
    return Plan(
        destination=name,
        calls=tuple(_calls(handoff, destination, allowed)),
        mode=destination.mode,
        announce=texts.announce_cold if cold else texts.announce.replace("{return_key}", handoff.return_key),
        update=texts.update,
        update_answered=texts.update_answered,
        consult_secs=handoff.consult_secs,
        update_secs=handoff.update_secs,
        terms=Terms(
            accept_key=handoff.accept_key,
            when_they_leave=WhenTheyLeave(destination.when_they_leave),
            farewell=texts.farewell,
        ),
    )


def _calls(handoff: HandoffBlock, destination: DestinationBlock, allowed: list[int]) -> list[Call]:
    calls = []
    for index in allowed:
        target = destination.targets[index]
        ring = min(target.ring_secs, handoff.max_ring_secs)
        calls.append(Call(target.number, ring, 0.0, index))
        # A caller is forwarded once per target: whether somebody answered is not known afterwards.
        again = target.retries if destination.mode == "warm" else 0
        calls += [Call(target.number, ring, target.retry_after_secs, index) for _ in range(again)]
    return calls
