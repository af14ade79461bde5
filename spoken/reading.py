"""What the answer to one question comes to: a value, the beginning of one, or the reason why it is none."""

from dataclasses import dataclass
from typing import Any, Literal

Problem = Literal[
    "nothing", "unclear", "several", "incomplete", "impossible", "past", "future", "too_short", "too_long"
]
"""`nothing`: no such value was said. `unclear`: something was said that may mean this or that. `several`:
more than one value. `incomplete`: a part is missing. `impossible`: there is no such value. `past`, `future`:
it lies there and may not. `too_short`, `too_long`: not as many digits or letters as it has."""


@dataclass(frozen=True)
class Reading:
    """What an answer means. Either `value` is set, or `problem` says why not; never both."""

    value: Any = None
    """The canonical, JSON-ready form."""

    problem: Problem | None = None

    partial: str | None = None
    """What has been understood of a value that has begun and is not complete."""

    missing: tuple[str, ...] = ()
    """The parts that an incomplete value lacks (`zip`, `year`)."""

    @property
    def begun(self) -> bool:
        """Whether the caller is in the middle of it."""
        return self.value is None and bool(self.partial)


NOTHING = Reading(problem="nothing")
UNCLEAR = Reading(problem="unclear")
SEVERAL = Reading(problem="several")


def the_one(values: list[Any]) -> Reading:
    """The reading of what must be one value: said once, or several times the same."""
    distinct = [value for at, value in enumerate(values) if value not in values[:at]]
    if not distinct:
        return NOTHING
    return Reading(distinct[0]) if len(distinct) == 1 else SEVERAL
