"""What the transfers of a call need around them; `pipeline/` puts it together."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from calls.control import CallControl
from calls.events import CallEvent
from calls.transfers import LastWords, TransferOutcome
from flows.handoff.request import Directory


class CallerSide(Protocol):
    """The caller's end of the pipeline while a person is fetched."""

    async def say(self, text: str) -> None:
        """Say it, not to be interrupted. Returns when it was heard."""
        ...

    def guard(self) -> None:
        """From here on the caller's words are not answered."""
        ...

    def hold(self) -> None:
        """Play music until `release`."""
        ...

    def release(self) -> None:
        """The caller is the agent's again."""
        ...


@dataclass(frozen=True)
class Surroundings:
    """What a call's transfers need to know and to do."""

    directory: Directory
    control: CallControl | None
    side: CallerSide
    write: Callable[[CallEvent], object]
    """Into the journal."""

    brief: Callable[[str, Mapping[str, str]], dict[str, str]]
    """Facts for the person, from the reason and what the flow knows better."""

    now: Callable[[], datetime]
    """The wall clock of the business."""

    ended: Callable[[TransferOutcome], None]
    """Told once for each transfer, when it is over."""

    last_words: Callable[[], LastWords | None] = lambda: None
    """The last thing that the caller said."""

    publish: Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]] | None = None
    """Sends a briefing elsewhere as well."""
