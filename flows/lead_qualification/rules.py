"""What a lead is worth, and who it is for. Pure."""

from dataclasses import dataclass
from typing import Literal

Need = Literal["panels", "battery", "charger", "heating", "roofing"]
Budget = Literal["high", "medium", "low", "no_budget"]
Timing = Literal["now", "soon", "later", "no_plan"]
Authority = Literal["alone", "together", "someone_else"]
Grade = Literal["hot", "warm", "cold"]

NOT_OFFERED: dict[Need, str] = {
    "heating": "heat pumps or heating",
    "roofing": "roof work",
}
"""What people ask a solar company for and it does not do."""

NEED_POINTS: dict[Need, int] = {"panels": 25, "battery": 20, "charger": 10}
BUDGET_POINTS: dict[Budget, int] = {"high": 30, "medium": 20, "low": 5, "no_budget": 0}
TIMING_POINTS: dict[Timing, int] = {"now": 25, "soon": 20, "later": 5, "no_plan": 0}
AUTHORITY_POINTS: dict[Authority, int] = {"alone": 20, "together": 15, "someone_else": 0}

HOT, WARM = 70, 45
"""Points from which a lead is worth a visit, and a call."""


@dataclass(frozen=True)
class Region:
    """Where the company works, and its advisor there."""

    key: str
    name: str
    advisor: str


NEW_YORK = Region("new_york", "New York", "Rosa")
NEW_JERSEY = Region("new_jersey", "New Jersey", "Ben")
CONNECTICUT = Region("connecticut", "Connecticut", "Ruth")

_BY_ZIP = {
    **dict.fromkeys(("10", "11", "12", "13", "14"), NEW_YORK),
    **dict.fromkeys(("07", "08"), NEW_JERSEY),
    "06": CONNECTICUT,
}


def region_of(zip_code: str) -> Region | None:
    """The region of a ZIP code; None where the company does not work."""
    return _BY_ZIP.get(zip_code[:2])


def score(need: Need, budget: Budget, timing: Timing, authority: Authority) -> int:
    """0 to 100 points."""
    points = BUDGET_POINTS[budget] + TIMING_POINTS[timing] + AUTHORITY_POINTS[authority]
    return NEED_POINTS.get(need, 0) + points


def grade(points: int) -> Grade:
    """What a lead is worth: a visit of the advisor, a call back, or the guide by e-mail."""
    return "hot" if points >= HOT else "warm" if points >= WARM else "cold"
