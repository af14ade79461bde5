"""How an account and its numbers are set at a carrier: facts, before a call finds them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from transports.phone.http_wire import HttpWire
from transports.phone.rest import RestClient


@dataclass(frozen=True)
class NumberFacts:
    """One telephone number."""

    number: str
    """E.164."""

    webhook: str = ""
    """Whom the carrier asks when it is called; empty if nobody."""

    method: str = "POST"
    """How it asks: `POST` or `GET`."""

    fallback: str = ""
    """Whom it asks when nobody answers there; empty if nobody."""

    events: str = ""
    """Whom it tells that a call is over; empty if nobody."""

    set_at: str = "the number"
    """Where that is set: the number itself, or an application that it belongs to."""


@dataclass(frozen=True)
class AccountFacts:
    """An account, as its carrier describes it."""

    state: str
    """In the carrier's words, e.g. `active, full`."""

    usable: bool = True
    """Whether calls are possible at all."""

    restrictions: Sequence[str] = ()
    """What else its calls suffer from, as sentences without a full stop."""

    most_calls: int | None = None
    """Most calls at one time that the carrier admits to; None: it says nothing."""

    numbers: Sequence[NumberFacts] = ()
    """Those that were asked about and belong to the account; the first fifty if none was."""


class Survey(Protocol):
    """Asks a carrier how an account and its numbers are set."""

    async def __call__(self, block: Any, numbers: Sequence[str], environ: Mapping[str, str]) -> AccountFacts:
        """`block`: the carrier's own of the server file. `numbers`: those that are asked about; none = the
        first fifty. Raises RestRefused, and LookupError where something that must be known is not set."""
        ...


class Surveyor:
    """Reads facts over one wire, and closes it. `read` raises RestRefused."""

    def __init__(self, carrier: str, wire: HttpWire) -> None:
        self._client = RestClient(carrier, wire, code_of=lambda _: None, is_over=lambda status, code: False)

    async def read(self, what: str, path: str) -> dict[str, Any]:
        """The object at a path. `what`: in words, for errors."""
        return await self._client.ask(f"read {what}", "GET", path, repeatable=True)

    async def __aenter__(self) -> "Surveyor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()


def text(value: object) -> str:
    """A text of an answer; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def part(value: object, *keys: str) -> dict[str, Any]:
    """The object at a place within an answer; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[dict[str, Any]]:
    """The objects of a list in an answer."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
