"""What is still to be paid for orders, and the payments that were made.

Of a card only its last four digits and the tokeniser's token are kept. Everything here blocks: call it off
the event loop.
"""

import sqlite3
from datetime import datetime

from flows.embedded import text_of

from .orders import Orders


class NothingDue(Exception):
    """The bill was paid, or there is none."""


def bill(orders: Orders, number: str, amount_cents: int) -> None:
    """Ask money for an order."""
    with orders.transaction() as database:
        database.execute("INSERT OR REPLACE INTO bills VALUES (?, ?)", (number, amount_cents))


def due_cents(orders: Orders, number: str) -> int:
    """What is still to be paid for an order; 0 for nothing."""
    with orders.connection() as database:
        return _due(database, number)


def pay(
    orders: Orders, key: str, number: str, *, card: str, token: str, call_id: str, now: datetime
) -> tuple[int, int]:
    """Pay what is due with a token; gives the payment's number and the cents. The same key pays once.

    Raises:
        NothingDue: There is nothing to pay.
    """

    def act(database: sqlite3.Connection) -> dict[str, int]:
        amount = _due(database, number)
        if amount <= 0:
            raise NothingDue(number)
        done = database.execute(
            "INSERT INTO payments (number, amount_cents, card, token, call_id, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (number, amount, card, token, call_id, text_of(now)),
        )
        return {"id": int(done.lastrowid or 0), "amount": amount}

    done = orders.once(key, act)
    return done["id"], done["amount"]


def _due(database: sqlite3.Connection, number: str) -> int:
    asked = database.execute("SELECT amount_cents FROM bills WHERE number = ?", (number,)).fetchone()
    paid = database.execute(
        "SELECT COALESCE(SUM(amount_cents), 0) FROM payments WHERE number = ?", (number,)
    ).fetchone()[0]
    return max(0, asked[0] - paid) if asked else 0
