"""What a flow says of its own database: which tables hold something of a person. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PersonalTable:
    """A table in a SQLite file of the data folder.

    A row is of a person when one of its texts names them in any writing, when its `call` is a call of theirs,
    or when the row that it belongs to is theirs.
    """

    file: str
    """Relative to the data folder: `appointments.sqlite`."""

    table: str

    call: str | None = None
    """The column with the id of a call."""

    belongs: tuple[str, str, str] | None = None
    """`(column, table, its column)`: the row of the same file that this one belongs to."""

    blank: Mapping[str, Any] = field(default_factory=dict)
    """Columns to what is put into them when the row has to stay for the books; none = the row is deleted."""
