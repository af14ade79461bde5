"""Whether a person can be fetched now: pure, from the agent file and the clock."""

from dataclasses import dataclass
from datetime import datetime

from loguru import logger

from calls.transfers import Requested, Why
from configs.dialling import country_of, not_allowed
from configs.problems import did_you_mean
from configs.schema.destinations import DestinationBlock
from configs.schema.handoff import HandoffBlock
from flows.handoff.openings import is_open, opens_next
from flows.handoff.plan import Plan, plan_for


@dataclass(frozen=True)
class Directory:
    """Who can be fetched, from the agent file."""

    handoff: HandoffBlock
    language: str

    def find(self, name: str | None, now: datetime) -> Plan | Requested:
        """The plan for a destination, or why there is none. `name`: None = the agent's default."""
        known = self.handoff.destinations
        if not known:
            return self.refuse("nobody")
        chosen = self._chosen(name)
        destination = known.get(chosen)
        if destination is None:
            logger.error(f'no destination is called "{chosen}"{did_you_mean(chosen, known)}')
            return self.refuse("unknown")
        if not is_open(destination, now):
            return Requested("unavailable", "closed", self.handoff.texts.closed, opens_next(destination, now))
        allowed = self._allowed(chosen, destination)
        if not allowed:
            return self.refuse("not_allowed")
        return plan_for(self.handoff, chosen, destination, allowed)

    def is_open(self, name: str | None, at: datetime) -> bool:
        """Whether somebody is there at a wall-clock time; yes where nobody is configured."""
        destination = self.handoff.destinations.get(self._chosen(name))
        return destination is None or is_open(destination, at)

    def refuse(self, why: Why) -> Requested:
        """There is nobody."""
        return Requested("unavailable", why, self.handoff.texts.unavailable)

    def _chosen(self, name: str | None) -> str:
        return name or self.handoff.default or next(iter(self.handoff.destinations), "")

    def _allowed(self, name: str, destination: DestinationBlock) -> list[int]:
        """Positions of the targets that may be dialled. The file was checked; a number is checked again
        because the price of a mistake here is a telephone bill."""
        country = self.handoff.country or country_of(self.language)
        allowed = []
        for index, target in enumerate(destination.targets):
            why = not_allowed(target.number, country, self.handoff.allowed_prefixes)
            if why is None:
                allowed.append(index)
            else:
                logger.error(f"handoff.destinations.{name}.targets[{index}] {why}; it is not dialled")
        return allowed


def wants_back(text: str, phrases: list[str]) -> bool:
    """Whether a caller on hold wants the agent again: one of the phrases is among their words."""
    words = f" {_plain(text)} "
    return any(f" {_plain(phrase)} " in words for phrase in phrases)


def _plain(text: str) -> str:
    """Small letters and digits, single spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold().replace("'", "")).split())
