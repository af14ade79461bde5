"""The kinds of private data, and where in a text one stands."""

from dataclasses import dataclass
from typing import Literal, get_args

Entity = Literal[
    "card",
    "cvv",
    "card_expiry",
    "bank_account",
    "national_id",
    "phone",
    "email",
    "birth_date",
    "address",
    "person_name",
    "medical_record",
    "passport",
    "licence",
    "password",
    "ip_address",
]
ENTITIES: tuple[Entity, ...] = get_args(Entity)
"""All that are known by themselves; an agent file may name patterns of its own beside them.

`card`: a payment card's number. `bank_account`: account, routing and IBAN. `national_id`: SSN and its like.
`password`: passwords and PINs.
"""


@dataclass(frozen=True, order=True)
class Span:
    """One piece of private data in a text."""

    start: int
    """First character."""

    end: int
    """One past the last character."""

    entity: str
    """One of `ENTITIES`, or a pattern's name in the agent file."""

    value: str = ""
    """Its canonical form (digits, E.164, an address in small letters ...); "" when it has none yet."""

    sure: bool = True
    """False while it may still become, or turn out not to be, what it looks like: digits that go on."""
