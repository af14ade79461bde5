"""A payment card as the caller gave it, on its way to the tokeniser; wiped when it was sent or given up.

Bytes that can be overwritten, and no text: nothing prints them, compares them or copies them by itself. What
Python and the network stack copied on the way to the tokeniser lives until it is collected.
"""

from dataclasses import dataclass, field

from spoken.card import Brand, brand_of

DOTS = "••••"


@dataclass(eq=False)
class CardSecret:
    """Number, expiry, security code and ZIP code. Its repr tells nothing."""

    number: bytearray = field(default_factory=bytearray, repr=False)
    """Digits."""

    expiry: str = field(default="", repr=False)
    """`YYYY-MM`"""

    code: bytearray = field(default_factory=bytearray, repr=False)
    """The security code, digits. It goes to the tokeniser and nowhere else."""

    zip: str = field(default="", repr=False)

    @property
    def brand(self) -> Brand | None:
        """The kind of card, once its number is known."""
        return brand_of(self.number.decode())

    @property
    def shown(self) -> str:
        """What may be kept: `•••• 1234`; "" without a number."""
        return f"{DOTS} {self.number[-4:].decode()}" if self.number else ""

    def put(self, part: str, value: str) -> None:
        """Fill in one part; what was there is overwritten.

        Raises:
            KeyError: There is no such part.
        """
        if part in ("number", "code"):
            held: bytearray = getattr(self, part)
            _overwrite(held)
            held[:] = value.encode()
        elif part in ("expiry", "zip"):
            setattr(self, part, value)
        else:
            raise KeyError(f'a card has no part "{part}"; it has number, expiry, code and zip')

    def wipe(self) -> None:
        """Overwrite everything with zeros."""
        for held in (self.number, self.code):
            _overwrite(held)
            held.clear()
        self.expiry = self.zip = ""

    def __reduce__(self) -> str:
        raise TypeError("a card cannot be copied or stored")


def _overwrite(held: bytearray) -> None:
    held[:] = bytes(len(held))
