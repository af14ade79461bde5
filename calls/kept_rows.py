"""The ledger of a call as it may be kept: what goes to the store has no private words in it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NewType, Protocol

from calls.ledger import Row, digest_of
from compliance.redaction.declared import mapped
from compliance.redaction.safe import Masker, safe

SafeRow = NewType("SafeRow", Row)
"""A row whose words were masked. Only this file makes one."""


class SafeRows(Protocol):
    """Where rows are kept for good; `calls.store.ledger_rows.LedgerRows` is one."""

    async def save(self, rows: Iterable[SafeRow], *, durable: bool = False) -> None:
        """Insert or replace rows, all or none. `durable`: they are on the disk when it returns."""
        ...


class KeptRows:
    """Stands before the store. The call itself goes on with the rows as they are."""

    def __init__(self, rows: SafeRows, masker: Masker) -> None:
        """Keep in `rows` what `masker` lets through."""
        self._rows = rows
        self._masker = masker

    async def save(self, rows: Iterable[Row], *, durable: bool = False) -> None:
        """Insert or replace rows, all or none. `durable`: they are on the disk when it returns."""
        await self._rows.save([kept_row(row, self._masker) for row in rows], durable=durable)


def kept_row(row: Row, masker: Masker) -> SafeRow:
    """The row with masked arguments, result, reason and read-back. A digest of what is hidden would tell it,
    since there are few card numbers that end alike: it becomes that of the masked arguments."""
    arguments = mapped(row.arguments, masker.mask)
    kept = replace(
        row,
        arguments=arguments,
        digest=row.digest if arguments == row.arguments else digest_of(arguments),
        result=mapped(row.result, masker.mask),
        reason=safe(row.reason, masker),
        read_back=safe(row.read_back, masker),
    )
    return SafeRow(kept)
