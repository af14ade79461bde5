"""`workers:` — the processes of a server, and how they begin and end."""

from typing import Annotated

from pydantic import Field

from configs.schema.base import Block, Deployed

Host = Deployed[
    Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9.:_-]+$",
            json_schema_extra={"patternErrorMessage": "a host name or an address, without a port"},
        ),
    ]
]


class WorkersBlock(Block):
    """One process per core is the right number."""

    count: int = Field(default=1, ge=1, le=256)
    """Processes of this machine behind one port."""

    drain_secs: float = Field(default=1800.0, ge=0, le=14_400)
    """Seconds that running calls may take to end once the server is told to stop."""

    lease_secs: float = Field(default=10.0, ge=1, le=300)
    """Seconds without a sign of life after which another worker takes a process for dead."""

    internal_host: Host = "127.0.0.1"
    """The address by which other workers reach this one; on several machines, the machine's own."""
