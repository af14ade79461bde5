"""The whole server file at a glance: one field per block."""

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from configs.schema.base import Block, Deployed
from configs.server.carriers import CarriersBlock
from configs.server.limits import ServerLimitsBlock, SpendBlock
from configs.server.numbers import NumberBlock, NumbersBlock, entry_of
from configs.server.overflow import OverflowBlock
from configs.server.workers import WorkersBlock

PublicUrl = Deployed[
    Annotated[
        str,
        Field(
            pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?$",
            json_schema_extra={"patternErrorMessage": "https:// and a host, without a path"},
        ),
    ]
]


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError:
        told = {"text": f'"{text}"', "allowed": "10.0.0.7, or a network such as 10.0.0.0/8"}
        raise PydanticCustomError("no_network", "{text} is no address", told) from None
    return text


Network = Annotated[str, AfterValidator(_network)]


class ServerConfig(Block):
    """One server."""

    public_url: PublicUrl
    """How the carriers reach the server: `https://calls.example.com`. Signatures are checked against it."""

    numbers: NumbersBlock = Field(min_length=1)
    """Number → the agent that answers it; `any` for all others."""

    carriers: CarriersBlock
    """The accounts whose calls are answered."""

    limits: ServerLimitsBlock = ServerLimitsBlock()
    """How many calls at one time."""

    spend: SpendBlock = SpendBlock()
    """How much calls may cost in a day."""

    overflow: OverflowBlock = OverflowBlock()
    """What callers are offered whom no agent can take."""

    workers: WorkersBlock = WorkersBlock()
    """The processes of the server."""

    trusted_proxies: tuple[Network, ...] = ("127.0.0.1", "::1")
    """Addresses and networks (`10.0.0.0/8`) of proxies whose X-Forwarded-For is believed."""

    def answering(self, to: str) -> NumberBlock | None:
        """Who answers a number; None if nobody does."""
        return entry_of(self.numbers, to)

    def overflow_of(self, entry: NumberBlock | None) -> OverflowBlock:
        """What is offered to callers of a number whom no agent can take."""
        return (entry and entry.overflow) or self.overflow

    @property
    def public_host(self) -> str:
        """The host of `public_url`, with its port if it has one."""
        return self.public_url.split("://", 1)[1]
