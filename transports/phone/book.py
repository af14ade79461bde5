"""All calls of this process that a carrier may ask about, by the token in the address it asks at."""

from loguru import logger

from transports.phone.callers import CallerCall
from transports.phone.legs import PersonLeg

MOST_CALLS = 4096
"""Calls remembered. The oldest is forgotten first; it is then answered as one that was never known."""


class Book:
    """Callers and persons."""

    def __init__(self) -> None:
        self._callers: dict[str, CallerCall] = {}
        self._by_sid: dict[str, CallerCall] = {}
        self._legs: dict[str, PersonLeg] = {}

    def caller_of(self, sid: str) -> CallerCall | None:
        """The caller's call with this id of the carrier's."""
        return self._by_sid.get(sid)

    def caller(self, token: str) -> CallerCall | None:
        """The caller's call with this token."""
        return self._callers.get(token)

    def add_caller(self, caller: CallerCall) -> None:
        """Remember a call."""
        self._callers[caller.token] = self._by_sid[caller.sid] = caller
        if len(self._callers) > MOST_CALLS:
            self.forget_caller(next(iter(self._callers.values())))

    def forget_caller(self, caller: CallerCall) -> None:
        """The call is over."""
        self._callers.pop(caller.token, None)
        self._by_sid.pop(caller.sid, None)

    def leg(self, token: str) -> PersonLeg | None:
        """The person's leg with this token."""
        return self._legs.get(token)

    def leg_of(self, sid: str) -> PersonLeg | None:
        """The person's leg with this id of the carrier's."""
        return next((leg for leg in self._legs.values() if leg.leg is not None and leg.leg.id == sid), None)

    def add_leg(self, leg: PersonLeg) -> None:
        """Remember a leg."""
        self._legs[leg.token] = leg
        if len(self._legs) > MOST_CALLS:
            oldest = self._legs.pop(next(iter(self._legs)))
            logger.warning(f"{oldest} is forgotten: {MOST_CALLS} newer ones are known")

    def forget_leg(self, leg: PersonLeg) -> None:
        """The leg is over."""
        self._legs.pop(leg.token, None)
