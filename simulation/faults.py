"""Faults as data: what goes wrong at which provider, and when. They are switched while calls are running."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

Connecting = Literal[
    "connect_stall", "http_401", "http_403", "http_429", "http_500", "http_503", "html", "refuse_close"
]
"""What strikes a request or handshake. `html`: status 200 and a web page. `refuse_close`: a WebSocket is
accepted and closed at once with 1011."""

Answering = Literal[
    "latency",
    "jitter",
    "drop",
    "rst",
    "close",
    "malformed",
    "empty",
    "error",
    "bad_tool_json",
    "stall_first",
    "stall_mid",
    "slow_drip",
    "mute",
    "duplicate",
    "reorder",
]
"""What strikes an answer, a piece of speech or an utterance, on a connection that stands.

`drop` ends the connection (FIN), `rst` resets it, `close` closes a WebSocket with 1011, `error` sends the
provider's own error message. `mute` sends sound without a sound in it, or words without a letter."""

Storing = Literal["outage", "locked"]
"""What strikes a database. `outage`: it refuses at once. `locked`: it lets wait for `secs`, then refuses.

It may also never answer (`connect_stall`), be late (`latency`), or do it and lose the answer (`drop`)."""

FaultKind = Connecting | Answering | Storing

CONNECTING: frozenset[str] = frozenset(get_args(Connecting))
ANSWERING: frozenset[str] = frozenset(get_args(Answering))

SPOKEN: frozenset[str] = ANSWERING - {"bad_tool_json"}
"""What strikes a WebSocket that carries speech."""

STORING: frozenset[str] = frozenset((*get_args(Storing), "connect_stall", "latency", "drop"))
"""What strikes a question to the database."""

WRITTEN: frozenset[str] = ANSWERING - {"close"}
"""What strikes an answer that comes as server-sent events."""

STALL_SECS = 3600.0
"""How long whoever stalls says nothing: longer than any call."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong."""

    kind: FaultKind
    secs: float = 0.0
    """latency: how much; jitter: up to how much; slow_drip: between two pieces; http_429: Retry-After."""
    after: int = 0
    """Pieces (tokens, chunks of sound, results) that still come as they should, before drop, rst, close,
    malformed, error, stall_mid and slow_drip."""
    times: int | None = None
    """How many requests, connections or answers it strikes; None = all."""
    passes: int = 0
    """How many of them it lets pass before the first."""
    every: int = 1
    """It strikes the first of so many, and lets the others pass; 1 = each."""
    from_turn: int = 0
    """From which of the caller's turns on; 0 = before the caller has said anything."""
    until_turn: int | None = None
    """Up to and without this turn; None = to the end."""
    from_secs: float = 0.0
    """From so many seconds after the board was started."""
    until_secs: float | None = None

    @property
    def connecting(self) -> bool:
        """Whether it strikes requests and handshakes and not answers."""
        return self.kind in CONNECTING


@dataclass(frozen=True)
class Struck:
    """A fault that struck."""

    provider: str
    kind: str
    at: float
    """The loop's time."""


@dataclass
class _Active:
    fault: Fault
    met: int = 0
    """What it might have struck so far."""
    hits: int = 0

    def meets(self) -> bool:
        """Whether it strikes the next of what it may strike."""
        number, fault = self.met - self.fault.passes, self.fault
        self.met += 1
        if number < 0 or number % fault.every or self.hits == fault.times:
            return False
        self.hits += 1
        return True


@dataclass
class FaultBoard:
    """The switches of all providers. Time counts from `start`, turns from what `turn` is set to."""

    turn: int = 0
    struck: list[Struck] = field(default_factory=list)
    """Every time that a fault struck, in order."""
    _active: dict[str, list[_Active]] = field(default_factory=dict)
    _began: float | None = None

    def start(self) -> None:
        """Seconds count from now. Not started, they count from the first question."""
        self._began = asyncio.get_running_loop().time()

    def set(self, provider: str, *faults: Fault) -> None:
        """From now on these, and no others, at this provider."""
        self._active[provider] = [_Active(fault) for fault in faults]

    def clear(self, provider: str | None = None) -> None:
        """All is well again, at one provider or at all."""
        for name in [provider] if provider is not None else list(self._active):
            self._active.pop(name, None)

    def strike(self, provider: str, kinds: Iterable[str]) -> Fault | None:
        """The fault that strikes now, of these kinds; counted, so ask once for each thing it may strike."""
        for active in self._active.get(provider, []):
            if active.fault.kind not in kinds or not self._in_window(active.fault) or not active.meets():
                continue
            now = asyncio.get_running_loop().time()
            self.struck.append(Struck(provider, active.fault.kind, now))
            return active.fault
        return None

    def _in_window(self, fault: Fault) -> bool:
        now = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = now
        secs = now - self._began
        if secs < fault.from_secs or (fault.until_secs is not None and secs >= fault.until_secs):
            return False
        return fault.from_turn <= self.turn and (fault.until_turn is None or self.turn < fault.until_turn)
