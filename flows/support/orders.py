"""The shop's orders, and what was done about them: an embedded database.

Money is in cents, days are the shop's. Everything here blocks: call it off the event loop.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from flows.embedded import Embedded, text_of

Status = Literal["packing", "shipped", "delivered", "cancelled"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, phone TEXT NOT NULL, zip_code TEXT NOT NULL, item TEXT NOT NULL,
    price_cents INTEGER NOT NULL, shipping_cents INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status IN ('packing', 'shipped', 'delivered', 'cancelled')),
    expected_on TEXT NOT NULL, delivered_on TEXT, final_sale INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS returns (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE REFERENCES orders (number), reason TEXT NOT NULL,
    call_id TEXT NOT NULL, opened_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refunds (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES orders (number), phone TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0), reason TEXT NOT NULL, call_id TEXT NOT NULL,
    made_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tickets (
    id INTEGER PRIMARY KEY, number TEXT, phone TEXT NOT NULL, problem TEXT NOT NULL, call_id TEXT NOT NULL,
    opened_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bills (
    number TEXT PRIMARY KEY REFERENCES orders (number),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0));
CREATE TABLE IF NOT EXISTS payments (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES orders (number), amount_cents INTEGER NOT NULL,
    card TEXT NOT NULL, token TEXT NOT NULL, call_id TEXT NOT NULL, made_at TEXT NOT NULL);
"""


class ReturnExists(Exception):
    """There is a return for this order already."""


class TooMuch(Exception):
    """More would be paid back than was paid."""


@dataclass(frozen=True)
class Order:
    """One order. The shop sells one thing at a time."""

    number: str
    """Five digits."""
    phone: str
    """E.164, of the customer."""
    zip_code: str
    """Where it is sent."""
    item: str
    price_cents: int
    """Without the shipping."""
    status: Status
    expected_on: date
    shipping_cents: int = 0
    delivered_on: date | None = None
    final_sale: bool = False
    """Sold at a price that excludes returns."""


@dataclass(frozen=True)
class Dealings:
    """What was done about an order, and for its customer, before."""

    returned: bool
    """Whether a return is open."""
    refunded_cents: int
    """Paid back for this order."""
    lately_cents: int
    """Paid back to the customer within the days that were asked for, all orders together."""


class Orders(Embedded):
    """The orders in one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA)

    def add(self, order: Order) -> None:
        """Put an order in, or in the place of one with its number."""
        expected, delivered = order.expected_on.isoformat(), order.delivered_on
        row = (order.number, order.phone, order.zip_code, order.item, order.price_cents, order.shipping_cents)
        row += (order.status, expected, delivered and delivered.isoformat(), order.final_sale)
        with self.transaction() as database:
            database.execute("INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def order(self, number: str) -> Order | None:
        """The order with that number."""
        with self.connection() as database:
            row = database.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()
        return _read(row) if row else None

    def dealings(self, order: Order, now: datetime, days: int) -> Dealings:
        """What was done about an order, and what its customer got back within so many days."""
        since = text_of(now - timedelta(days=days))
        with self.connection() as database:
            returned = database.execute("SELECT 1 FROM returns WHERE number = ?", (order.number,)).fetchone()
            lately = database.execute(
                "SELECT COALESCE(SUM(amount_cents), 0) FROM refunds WHERE phone = ? AND made_at >= ?",
                (order.phone, since),
            ).fetchone()[0]
            return Dealings(returned is not None, _refunded(database, order.number), lately)

    def open_return(self, key: str, order: Order, reason: str, call_id: str, now: datetime) -> int:
        """Open a return and give its number. The same key opens one.

        Raises:
            ReturnExists: There is one for this order.
        """

        def act(database: sqlite3.Connection) -> dict[str, int]:
            try:
                row = (order.number, reason, call_id, text_of(now))
                done = database.execute(
                    "INSERT INTO returns (number, reason, call_id, opened_at) VALUES (?, ?, ?, ?)", row
                )
            except sqlite3.IntegrityError as error:
                raise ReturnExists(order.number) from error
            return {"id": int(done.lastrowid or 0)}

        return self.once(key, act)["id"]

    def refund(
        self, key: str, order: Order, amount_cents: int, reason: str, call_id: str, now: datetime
    ) -> int:
        """Pay back and give the refund's number. The same key pays once.

        Raises:
            TooMuch: All refunds together would be more than the order cost.
        """

        def act(database: sqlite3.Connection) -> dict[str, int]:
            paid = order.price_cents + order.shipping_cents
            if _refunded(database, order.number) + amount_cents > paid:
                raise TooMuch(order.number)
            done = database.execute(
                "INSERT INTO refunds (number, phone, amount_cents, reason, call_id, made_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (order.number, order.phone, amount_cents, reason, call_id, text_of(now)),
            )
            return {"id": int(done.lastrowid or 0)}

        return self.once(key, act)["id"]

    def open_ticket(
        self, key: str, number: str | None, phone: str, problem: str, call_id: str, now: datetime
    ) -> int:
        """Keep a case for the specialists and give its number. The same key keeps one."""

        def act(database: sqlite3.Connection) -> dict[str, int]:
            done = database.execute(
                "INSERT INTO tickets (number, phone, problem, call_id, opened_at) VALUES (?, ?, ?, ?, ?)",
                (number, phone, problem, call_id, text_of(now)),
            )
            return {"id": int(done.lastrowid or 0)}

        return self.once(key, act)["id"]


def _refunded(database: sqlite3.Connection, number: str) -> int:
    row = database.execute("SELECT COALESCE(SUM(amount_cents), 0) FROM refunds WHERE number = ?", (number,))
    return row.fetchone()[0]


def _read(row: sqlite3.Row) -> Order:
    delivered = row["delivered_on"]
    return Order(
        number=row["number"],
        phone=row["phone"],
        zip_code=row["zip_code"],
        item=row["item"],
        price_cents=row["price_cents"],
        shipping_cents=row["shipping_cents"],
        status=row["status"],
        expected_on=date.fromisoformat(row["expected_on"]),
        delivered_on=date.fromisoformat(delivered) if delivered else None,
        final_sale=bool(row["final_sale"]),
    )
