"""Telephone numbers, as carriers and logs take them."""

import re

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def masked(number: str) -> str:
    """A telephone number as a log may show it: its last two digits."""
    return f"…{number[-2:]}"
