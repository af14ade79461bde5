"""Persons are rung for callers whom no carrier brought."""

from collections.abc import Callable

from transports.phone.callers import CallerCall
from transports.phone.control import PhoneControl
from transports.phone.legs import new_token
from transports.phone.numbers import E164
from transports.phone.public import PublicUrl


class Switchroom:
    """Rings persons for callers whom no carrier brought: those of a browser.

    Whichever carrier has an account does it; its routes say so when they are made.
    """

    def __init__(self) -> None:
        self._controls: list[Callable[[CallerCall], PhoneControl | None]] = []

    def add(self, control: Callable[[CallerCall], PhoneControl | None]) -> None:
        """A carrier can."""
        self._controls.append(control)

    def control(self, from_: str, to: str, public: PublicUrl | None) -> PhoneControl | None:
        """The control of such a caller; None where nobody can be rung.

        `to`: our number in E.164, from which persons are rung. `public`: where carriers reach us.
        """
        if public is None or not E164.fullmatch(to):
            return None
        caller = CallerCall(sid=f"ours-{new_token()}", from_=from_, to=to, public=public, here=True)
        made = (make(caller) for make in self._controls)
        return next((control for control in made if control is not None), None)
