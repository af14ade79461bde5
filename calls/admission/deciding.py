"""Limits and facts in, a decision out. Pure."""

from dataclasses import dataclass

from calls.gate import Turned, TurnedAway
from configs.server.numbers import NumberBlock
from configs.server.schema import ServerConfig

NOT_IN_SERVICE = "This number is not in service."
"""Said to callers of a number that nobody answers."""


@dataclass(frozen=True)
class Counts:
    """Calls that are waiting for their stream or being held now, in all processes."""

    agent: int = 0
    number: int = 0
    tenant: int = 0


@dataclass(frozen=True)
class Spent:
    """What the calls of this day cost so far."""

    agent: float = 0.0
    tenant: float = 0.0


@dataclass(frozen=True)
class ProcessFacts:
    """How this process is."""

    active: int
    """Calls that are waiting for their stream or being held here."""
    lag_ms: float = 0.0
    draining: bool = False


def refused_here(config: ServerConfig, process: ProcessFacts) -> Turned | None:
    """Why this process takes no further call."""
    if process.draining:
        return Turned.DRAINING
    if process.active >= config.limits.calls_per_process:
        return Turned.FULL
    if process.lag_ms > config.limits.loop_lag_ms:
        return Turned.OVERLOADED
    return None


def refused_anywhere(config: ServerConfig, entry: NumberBlock, counts: Counts) -> Turned | None:
    """Why no process may take a further call of this number."""
    limits = config.limits
    full = (
        _reached(counts.agent, limits.calls_per_agent)
        or _reached(counts.number, entry.calls)
        or (entry.tenant is not None and _reached(counts.tenant, limits.calls_per_tenant))
    )
    return Turned.FULL if full else None


def refused_for_money(config: ServerConfig, entry: NumberBlock, spent: Spent) -> Turned | None:
    """Why the day's budget allows no further call of this number."""
    over = _reached(spent.agent, config.spend.agent_per_day) or (
        entry.tenant is not None and _reached(spent.tenant, config.spend.tenant_per_day)
    )
    return Turned.SPENT if over else None


def turned_away(config: ServerConfig, entry: NumberBlock | None, why: Turned) -> TurnedAway:
    """What a caller is offered who does not get in."""
    if entry is None:
        return TurnedAway(why, NOT_IN_SERVICE)
    offer = config.overflow_of(entry)
    return TurnedAway(why, offer.say, offer.dial, offer.message, offer.language)


def _reached(value: float, limit: float | None) -> bool:
    return limit is not None and value >= limit
