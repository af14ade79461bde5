"""Answers that are digits: telephones, codes, card numbers. A wrong digit is worse than another question.

A value is given only when the words leave no other. What is taken back ("no, five five six") replaces what it
can only have been meant for; when it may have been meant for this or that, the answer is unclear.
"""

from collections.abc import Callable, Sequence

import phonenumbers

from spoken.base import Setting
from spoken.correction import Segment, corrected, segments
from spoken.dictation import Run, denied, joined, linked, runs
from spoken.phone import check
from spoken.reading import NOTHING, SEVERAL, UNCLEAR, Reading
from spoken.words import tokens

Complete = Callable[[str], bool]

_TAIL = 4
"""Most digits at the end of an unfinished number that a correction replaces without resembling them."""

_BEFORE_DIGITS = ("is", "it's", "code", "number", "with", "and", "uh", "um", "yes", "then")
"""Words after which "one" is a digit, and not "the same one"."""


def read_phone(text: str, setting: Setting) -> Reading:
    """A telephone number in E.164."""
    words = ["+" if word == "plus" else word for word in tokens(text)]
    if any(word in ("extension", "ext") for word in words):
        return UNCLEAR if runs(words) else NOTHING

    def complete(digits: str) -> bool:
        return check(digits, setting.region)[0] is not None

    finished = "#" in words
    digits = _fold(segments([word for word in words if word != "#"]), complete, _groups(setting.region))
    if digits is UNCLEAR and len(assigned := _assigned(words, complete, setting.region)) == 1:
        digits = assigned.pop()
    if isinstance(digits, Reading):
        return digits
    value, open_ = check(digits, setting.region, finished=finished)
    if value:
        return Reading(value)
    if (half := _said_twice(digits)) and (twice := check(half, setting.region)[0]):
        return Reading(twice)
    if open_ and not finished:
        return Reading(problem="incomplete", partial=digits)
    return Reading(problem="too_short" if open_ else "impossible")


def read_digits(
    text: str,
    setting: Setting,
    *,
    lengths: Sequence[int] | Callable[[str], Sequence[int]] = (),
    valid: Callable[[str], bool] | None = None,
) -> Reading:
    """A string of digits.

    Args:
        text: What the caller said.
        setting: Not needed; every reader takes one.
        lengths: How many digits it may have, or what tells that from its first ones; empty = any number.
        valid: A rule beyond the length, such as a check digit.
    """
    words = tokens(text)
    if any(len(word) == 1 and word.isalpha() and word not in "aoi" for word in words):
        return UNCLEAR  # letters belong to it

    def allowed(digits: str) -> Sequence[int]:
        return lengths(digits) if callable(lengths) else lengths

    def complete(digits: str) -> bool:
        return len(digits) in allowed(digits) and (valid is None or valid(digits))

    digits = _fold(segments([word for word in words if word != "#"]), complete if lengths else None, ())
    if isinstance(digits, Reading):
        return digits
    digits = digits.lstrip("+")
    if lengths and not complete(digits) and (half := _said_twice(digits)) and complete(half):
        digits = half
    if lengths and len(digits) not in allowed(digits):
        if len(digits) > max(allowed(digits)):
            return Reading(problem="too_long")
        return Reading(problem="too_short" if "#" in words else "incomplete", partial=digits)
    return Reading(problem="impossible") if valid and not valid(digits) else Reading(digits)


def luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right."""
    doubled = [int(c) * (2 if at % 2 else 1) for at, c in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def _fold(pieces: list[Segment], complete: Complete | None, groups: tuple[int, ...]) -> str | Reading:
    """The digits after all corrections, or why there are none."""
    current: str | None = None
    for at, piece in enumerate(pieces):
        said = _said(piece.words, complete)
        if isinstance(said, Reading):
            if said.problem != "nothing":
                return said
            if at and at == len(pieces) - 1 and current and not _polite(piece.words):
                return UNCLEAR  # taken back, and nothing said in its place
            continue
        after = current is None or piece.restart
        merged = said[0] if after else _replaced(current or "", said, complete, groups)
        if merged is None or (after and len(said) > 1):
            return UNCLEAR
        current = merged
    return NOTHING if current is None else current


def _polite(words: list[str]) -> bool:
    return bool(words) and all(word in ("that's", "it", "right", "about", "thanks", "all") for word in words)


def _said(words: list[str], complete: Complete | None) -> tuple[str, ...] | Reading:
    """The possible digits of one piece: one, when the rest is out of the question."""
    every = [] if _lone_one(words) else runs(words)
    found = [run for run in every if not denied(words, run)]
    if not found:
        return UNCLEAR if every else NOTHING
    if len(found) > 1 and (complete is None or len(found) < len(every) or not linked(words, found)):
        return _among(found, complete)
    options = joined(found)
    if complete is None:
        return options if len(options) == 1 and found[0].clean else UNCLEAR
    whole = tuple(digits for digits in options if complete(digits))
    if len(whole) == 1:
        return whole
    return whole or options if all(run.clean for run in found) else UNCLEAR


def _lone_one(words: list[str]) -> bool:
    """ "The same one": a word in a sentence and no digit."""
    found = runs(words)
    alone = len(found) == 1 and words[found[0].start : found[0].end] == ["one"]
    return alone and found[0].start > 0 and words[found[0].start - 1] not in _BEFORE_DIGITS


def _among(found: list[Run], complete: Complete | None) -> tuple[str, ...] | Reading:
    """Digits here and there in a sentence: the one number among them that is whole."""
    if complete is None:
        same = {run.readings for run in found}
        return found[0].readings if len(same) == 1 and len(found[0].readings) == 1 else UNCLEAR
    whole = {digits for run in found for digits in run.readings if run.clean and complete(digits)}
    stray = [run for run in found if not any(complete(d) for d in run.readings) and len(run.readings[0]) > 2]
    if len(whole) > 1:
        return SEVERAL
    return (whole.pop(),) if whole and not stray else UNCLEAR


def _replaced(
    before: str, options: tuple[str, ...], complete: Complete | None, groups: tuple[int, ...]
) -> str | None:
    """`before` with what `options` replace in it; None when that is not certain."""
    results = {_replaced_by(before, after, complete, groups) for after in options}
    results = {one for one in results if one and (complete is None or complete(one))} or results
    return results.pop() if len(results) == 1 else None


def _replaced_by(before: str, after: str, complete: Complete | None, groups: tuple[int, ...]) -> str | None:
    if complete is None:
        # Of unknown length: only the whole of it, or its last digit, can be told apart from anything else.
        if len(after) == len(before):
            return after
        return before[:-1] + after if len(after) == 1 and len(before) > 1 else None
    if complete(after):
        return after
    if complete(before) and len(after) > 2 and groups:
        return _group_replaced(before, after, complete, groups)
    if complete(same := before[: -len(after)] + after) and len(same) == len(before):
        return same
    fits = {before[:-k] + after for k in range(1, min(len(before), len(after)) + 1)}
    whole = [digits for digits in fits if complete(digits)]
    if len(whole) > 1:
        return None
    if whole:
        replaced = len(before) + len(after) - len(whole[0])
        tail = before[-replaced:]
        return whole[0] if replaced <= _TAIL or _alike(tail, after[:replaced]) * 2 >= replaced else None
    return before[: -len(after)] + after if len(after) <= len(before) else None


def _group_replaced(before: str, after: str, complete: Complete, groups: tuple[int, ...]) -> str | None:
    """A whole number in which one group is said anew: the group, or the end, that differs in one digit."""
    size, spots, at = len(after), {len(before) - len(after)}, len(before) - sum(groups)
    for group in groups:
        spots |= {at} if group == size and at >= 0 else set()
        at += group
    scores = sorted(((_alike(before[s : s + size], after), s) for s in spots if s >= 0), reverse=True)
    if not scores or scores[0][0] < size - 1 or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    spot = scores[0][1]
    merged = before[:spot] + after + before[spot + size :]
    return merged if complete(merged) else None


def _alike(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))


def _assigned(words: list[str], complete: Complete, region: str) -> set[str]:
    """Of the numbers that the words may stand for, those in use; none when something was taken back."""
    found = runs(words)
    if corrected(words) or not all(run.clean for run in found) or not linked(words, found):
        return set()
    return {digits for digits in joined(found) if complete(digits) and _is_assigned(digits, region)}


def _is_assigned(digits: str, region: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))


def _groups(region: str) -> tuple[int, ...]:
    """How many digits the groups of a number have, from its end; empty where that differs."""
    return (3, 3, 4) if region in ("US", "CA", "PR") else ()


def _said_twice(digits: str) -> str | None:
    half = digits[: len(digits) // 2]
    return half if half and half + half == digits else None
