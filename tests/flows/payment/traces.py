"""Where a card may be found that ought to be nowhere: in digits, in groups, in words, in bytes."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from spoken.words import UNITS, say_number

BETWEEN = r"[\s,.\-_/;:|]*"
"""What may stand between the digits of one number."""


def runs(number: str, length: int) -> Iterator[str]:
    """Patterns of every run of so many digits of a number: figures, groups, words."""
    for start in range(len(number) - length + 1):
        run = number[start : start + length]
        yield BETWEEN.join(run)
        yield BETWEEN.join(UNITS[int(digit)] for digit in run)


def traces(text: str, number: str, code: str, expiry: str) -> list[str]:
    """What of a card is in a text: any 6 digits of its number, its code, its expiry (`MMYY`)."""
    month, year = int(expiry[:2]), int(expiry[2:])
    said = (f"{UNITS[month]} {say_number(year)}", f"{UNITS[month]} twenty {say_number(year)}")
    wanted = [
        *runs(number, 6),
        # Three digits are in every clock and measurement: the code must stand by itself.
        rf"(?<![0-9a-z.:]){'[ ,-]*'.join(code)}(?![0-9a-z])",
        BETWEEN.join(UNITS[int(digit)] for digit in code),
        rf"(?<![0-9a-z.:]){expiry}(?![0-9a-z])",
        rf"(?<![0-9]){month:02d}/(?:20)?{year}(?![0-9])",
        rf"(?<![0-9-])20{year}-{month:02d}(?![0-9-])",
        *(rf"\b{words}\b" for words in said),
    ]
    low = text.lower()
    return [pattern for pattern in wanted if re.search(pattern, low)]


def texts_of(folder: Path) -> Iterable[tuple[str, str]]:
    """Every file but sound, byte for byte as text."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".wav":
            yield str(file.relative_to(folder)), file.read_bytes().decode("latin-1")
