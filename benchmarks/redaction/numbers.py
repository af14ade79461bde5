"""Numbers that could be real: with check digits, lengths and first digits as they are given."""

import random
from collections.abc import Sequence

from spoken.digit_answer import luhn


def card(rng: random.Random, issuers: Sequence[tuple[str, int]]) -> str:
    """A card with a right check digit."""
    head, size = rng.choice(issuers)
    body = head + "".join(rng.choice("0123456789") for _ in range(size - len(head) - 1))
    return next(body + c for c in "0123456789" if luhn(body + c))


def ssn(rng: random.Random) -> str:
    """A social security number as they are given."""
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03d}{rng.randint(1, 99):02d}{rng.randint(1, 9999):04d}"


def phone(rng: random.Random) -> str:
    """Ten digits of a telephone in the United States."""
    area = rng.choice(
        [
            "212",
            "213",
            "312",
            "415",
            "503",
            "512",
            "602",
            "617",
            "702",
            "713",
            "718",
            "206",
            "303",
            "404",
            "646",
            "818",
            "917",
            "919",
            "215",
            "305",
        ]
    )
    return f"{area}{rng.randint(2, 9)}{rng.randint(0, 99):02d}{rng.randint(0, 9999):04d}"


def routing(rng: random.Random) -> str:
    """A routing number with a right check digit."""
    body = f"{rng.randint(1, 12):02d}" + "".join(rng.choice("0123456789") for _ in range(6))
    total = sum(int(c) * w for c, w in zip(body, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return body + str(-total % 10)


def digits(rng: random.Random, fewest: int, most: int) -> str:
    """So many digits, the first of which is not zero."""
    size = rng.randint(fewest, most)
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in range(size - 1))


def iban(rng: random.Random) -> str:
    """A British or German IBAN."""
    bank = rng.choice(["NWBK", "BARC", "LOYD", "WEST", "HBUK"])
    country, body = rng.choice(
        [("GB", bank + f"{rng.randint(0, 10**14 - 1):014d}"), ("DE", f"{rng.randint(0, 10**18 - 1):018d}")]
    )
    number = int("".join(str(int(c, 36)) for c in body + country + "00"))
    return f"{country}{98 - number % 97:02d}{body}"


def code(rng: random.Random, letters: int, figures: int) -> str:
    """Letters, then digits."""
    return "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(letters)) + digits(
        rng, figures, figures
    )
