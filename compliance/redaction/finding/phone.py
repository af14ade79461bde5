"""Telephone numbers, checked by phonenumbers for the agent's region."""

from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.card_digits import mended
from compliance.redaction.finding.harmless import counted
from compliance.redaction.finding.runs import Run, grouped, replaced, subruns
from compliance.redaction.finding.said import Claim, Said
from spoken.phone import check
from spoken.words import listed

ENTITY = "phone"
_NANP = ("US", "CA", "PR")
_FEWEST, _MOST = 3, 15
_LOCAL = 7
_NATIONAL = 10
_ENDS = (4, 7, 10)
"""Digits before which a telephone is cut where it is written."""


def _claims(said: Said) -> Iterator[Claim]:
    for run in said.runs:
        label = said.label(run)
        if international(said, run) and (value := number(said, run)):
            yield Claim(_start(said, run), run.end, ENTITY, value, 68)
            continue
        if label == ENTITY or (label is None and ENTITY in said.asked):
            yield from _named(said, run, 60 if label else 55)
        elif label is None:
            yield from _by_itself(said, run)


def _named(said: Said, run: Run, weight: int) -> Iterator[Claim]:
    """Digits that are called a telephone: whole ones, and the beginnings of such."""
    if number(said, run) or run.corrected:
        yield Claim(_start(said, run), run.end, ENTITY, number(said, run) or run.digits, weight)
        return
    pieces = [piece for piece in subruns(run, said.words) if number(said, piece)]
    for piece in pieces:
        yield Claim(_start(said, piece), piece.end, ENTITY, number(said, piece) or "", weight)
    fits = _FEWEST <= len(run.digits) <= _MOST
    if not pieces and fits and (not counted(said, run) or len(run.digits) >= _LOCAL):
        yield Claim(run.start, run.end, ENTITY, run.digits, weight)


def _by_itself(said: Said, run: Run) -> Iterator[Claim]:
    """Numbers that can hardly be anything else."""
    for piece in [run] if _telephone(said, run) else subruns(run, said.words):
        if _telephone(said, piece):
            yield Claim(_start(said, piece), piece.end, ENTITY, number(said, piece) or piece.digits, 40)


def _telephone(said: Said, run: Run) -> bool:
    if international(said, run):
        return number(said, run) is not None
    if run.first in said.explained or not _as_written(said, run):
        return False
    if any(item.gap.strip() in (":", "/") for item in run.items[1:]) or len(run.digits) < _LOCAL:
        return False
    value = number(said, run)
    if said.region not in _NANP:
        return run.digits[0] == "0" and value is not None
    if value and value.startswith("+1") and len(value) == 12:
        return value[2] in "23456789" and value[5] in "23456789"
    digits = run.digits
    sizes = [len(item.options[0]) for item in run.items]
    return sizes == [3, 4] and digits[0] in "23456789" and run.items[1].gap == "-"


def _as_written(said: Said, run: Run) -> bool:
    """Whether the digits are grouped as those of a telephone, where nobody said them."""
    return said.speech or said.region not in _NANP or grouped(run, said.words, _ENDS)


def international(said: Said, run: Run) -> bool:
    first = said.words[run.first]
    return first.gap.endswith("+") or (run.first > 0 and said.words[run.first - 1].text == "plus")


def _start(said: Said, run: Run) -> int:
    """Where the number begins: at its plus, or at the bracket of its area code."""
    gap = said.words[run.first].gap
    if international(said, run) and not gap.endswith("+"):
        return said.words[run.first - 1].start
    signs = len(gap) - len(gap.rstrip("+("))
    return run.start - signs


def number(said: Said, run: Run) -> str | None:
    """The number in E.164; None if the digits are none."""
    plus = "+" if international(said, run) else ""
    if run.corrected and (value := mended_number(run, said.region)):
        return value
    for digits in replaced(run, _NATIONAL) if run.corrected else run.readings:
        if _LOCAL <= len(digits) <= _MOST and (value := check(plus + digits, said.region)[0]):
            return value
    return None


def mended_number(run: Run, region: str) -> str | None:
    """The telephone of usual length in digits of which some were taken back for ones like them."""
    strings = mended(run.items) if region in _NANP else ()
    found = (check(one, region)[0] for one in sorted(strings) if len(one) == _NATIONAL and one[0] > "1")
    return next((value for value in found if value), None)


PHONE = Kind(
    ENTITY,
    _claims,
    listed(
        """
        phone number | telephone number | cell number | cellphone number | mobile number | my cell |
        my mobile | my phone | cell phone | telephone | callback number | call back number |
        contact number | work number | home number | best number | reach me at | call me at |
        call back at | call back on | call me on | call me back at | text me at | my number |
        your number | phone | mobile | my landline | fax number | fax | number to reach | reach me on |
        landline | a number where | number for you | cell is | daytime number | house phone | other number
        """,
        "|",
    ),
    frozenset(("phone",)),
)
