"""One provider of a group, and whether it is to be given work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pipecat.processors.frame_processor import FrameProcessor
from pipecat.utils.errors import ErrorCategory

from calls.breaker import Breaker, BreakerRule, Breakers

IN_PROCESS = BreakerRule(failures=3, window_secs=60, open_secs=30)
"""When a provider is left alone by all calls of the process, and when one of them tries it again."""

IN_CALL = BreakerRule(failures=1, window_secs=60, open_secs=20)
"""The same for a single call: its caller has waited once."""

HOPELESS = frozenset({ErrorCategory.AUTHENTICATION, ErrorCategory.AUTHORIZATION, ErrorCategory.QUOTA})
"""Errors that every call would meet until somebody changes something."""

ITS_OWN = frozenset({ErrorCategory.INVALID_REQUEST})
"""Errors of one call: what it asked for was wrong, which says nothing of others."""


def provider_health() -> Breakers:
    """What the calls of a process know of their providers."""
    return Breakers(IN_PROCESS)


@dataclass
class Member:
    """A provider. Equal to itself alone."""

    service: FrameProcessor

    name: str
    """As in the catalogue."""

    shared: Breaker = field(default_factory=lambda: Breaker(IN_PROCESS))
    """Of all calls of the process."""

    own: Breaker = field(default_factory=lambda: Breaker(IN_CALL))
    """Of this call."""

    connected: bool = True
    """Whether it has started. One that has not can be waited for, but is not gone back to."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def failed(self, now: float, category: ErrorCategory | None = None) -> None:
        """It did not do its work."""
        self.own.failed(now)
        if category in HOPELESS:
            self.shared.trip(now)
        elif category in ITS_OWN:
            self.shared.dropped()
        else:
            self.shared.failed(now)

    def worked(self) -> None:
        """It did its work."""
        self.own.succeeded()
        self.shared.succeeded()

    def well(self, now: float) -> bool:
        """Whether nothing is known against it."""
        return self.own.state(now) == self.shared.state(now) == "closed"

    def admit(self, now: float) -> bool:
        """Whether it is to be given work. If so, it is to be told its end: `failed`, `worked`, `dropped`."""
        if not self.service.is_usable or self.own.state(now) == "open":
            return False
        if not self.shared.admit(now):
            return False
        if self.own.admit(now):
            return True
        self.shared.dropped()
        return False

    def dropped(self) -> None:
        """It was given work and was not needed: the caller spoke, or hung up."""
        self.own.dropped()
        self.shared.dropped()


def choose(members: Sequence[Member], now: float, tried: Collection[Member] = ()) -> Member | None:
    """Who is to work now: the first that is well. If none is, the last that has not been tried and might be
    able to: waiting for nobody helps no caller. None: nobody is left."""
    left = [member for member in members if member not in tried and member.service.is_usable]
    for member in left:
        if member.connected and member.admit(now):
            return member
    return left[-1] if left else None
