"""A small gate for tests of routes: everybody gets in once per token, and what was asked is kept."""

from dataclasses import dataclass, field

from calls.gate import Admitted, Arrival, Fate, TurnedAway


@dataclass
class Gatekeeper:
    """Tokens are `token-1`, `token-2` ...; the newest of a call opens its stream, once."""

    turned: TurnedAway | None = None
    """What everybody is told instead."""
    fated: Fate = Fate.HANG_UP
    home: str = ""
    somebody: str | None = None
    """Who is called where no agent can go on."""
    returns: int = 1
    """How often a call may come back."""
    admitted: dict[tuple[str, str], Admitted] = field(default_factory=dict)
    entered: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    asked_fate: list[str] = field(default_factory=list)
    minted: int = 0

    async def admit(self, arrival: Arrival) -> Admitted | TurnedAway:
        if self.turned is not None:
            return self.turned
        key = (arrival.carrier, arrival.carrier_call)
        return self.admitted.get(key) or self._mint(arrival)

    async def enter(self, carrier: str, carrier_call: str, token: str) -> Admitted | None:
        admitted = self.admitted.get((carrier, carrier_call))
        if admitted is None or admitted.token != token or token in self.entered:
            return None
        self.entered.append(token)
        return admitted

    async def fate(self, carrier: str, carrier_call: str) -> Fate:
        self.asked_fate.append(carrier_call)
        return self.fated

    async def again(self, carrier: str, carrier_call: str) -> Admitted | None:
        admitted = self.admitted.get((carrier, carrier_call))
        if admitted is None or self.returns == 0:
            return None
        self.returns -= 1
        return self._mint(admitted.arrival)

    async def person(self, carrier: str, carrier_call: str) -> str | None:
        return self.somebody

    async def over(self, carrier: str, carrier_call: str) -> None:
        self.ended.append(carrier_call)

    def _mint(self, arrival: Arrival) -> Admitted:
        self.minted += 1
        admitted = Admitted(f"call-{self.minted}", "appointments", f"token-{self.minted}", arrival)
        self.admitted[arrival.carrier, arrival.carrier_call] = admitted
        return admitted
