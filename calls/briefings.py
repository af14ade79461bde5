"""Tickets for the pages on which a person reads what a call was about before they take it."""

import secrets
from collections.abc import Callable, Sequence
from typing import Protocol

from calls.events import CallEvent

MOST = 200
"""Tickets that are kept; the oldest goes first."""

TICKET_BYTES = 18
"""Bytes of chance in a ticket: whoever has one may read the page, so it is not to be guessed."""


class Events(Protocol):
    """A call's events so far; `calls.journal.Journal` is one."""

    @property
    def events(self) -> Sequence[CallEvent]:
        """In the order in which they happened."""
        ...


class Briefings:
    """The open tickets of a process. Nothing of them is kept on disk: they end with it."""

    def __init__(self) -> None:
        self._calls: dict[str, Events] = {}
        self.on_open: Callable[[str], object] = lambda ticket: None
        """Told of every new ticket."""

    def open(self, call: Events) -> str:
        """A ticket for a call."""
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        self._calls[ticket] = call
        while len(self._calls) > MOST:
            del self._calls[next(iter(self._calls))]
        self.on_open(ticket)
        return ticket

    def events(self, ticket: str) -> Sequence[CallEvent] | None:
        """What has happened in the call of a ticket; None for a ticket that nobody was given."""
        call = self._calls.get(ticket)
        return None if call is None else list(call.events)
