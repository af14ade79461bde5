"""May this call be recorded, and what has to come first? The strictest of everybody's law wins."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from compliance.jurisdiction import Place
from compliance.recording_policy import RecordingPolicy, Row, Withdrawn

Mode = Literal["off", "announce", "ask"]
Wanted = Literal["off", "announce", "ask", "policy"]


@dataclass(frozen=True)
class Reason:
    """What one party's law asks for."""

    whose: Literal["caller", "business"]
    jurisdiction: str | None
    """None = not known."""

    presumed: bool
    """Whether the jurisdiction is only likely."""

    because: str
    """How the jurisdiction is known, and what is special in it."""

    asks: Literal["announce", "ask"]
    cite: str
    grade: str
    checked: str
    """ISO day; "" where there is no row."""


@dataclass(frozen=True)
class Decision:
    """What is done about the recording of a call."""

    mode: Mode
    """`announce`: recorded from the answer. `ask`: nothing is kept before the caller has agreed."""

    wanted: Wanted
    """What the agent file asks for."""

    policy: str
    """Version of the policy."""

    reasons: tuple[Reason, ...]
    withdrawn: Withdrawn
    """What becomes of the recording when consent is taken back."""

    @property
    def raised(self) -> bool:
        """Whether the policy asks for more than the agent file."""
        return self.wanted == "announce" and self.mode == "ask"


@dataclass(frozen=True)
class _Law:
    asks_all: bool
    by_announcement: bool
    row: Row | None


def decide(
    policy: RecordingPolicy,
    *,
    wanted: Wanted,
    caller: Place,
    business: Place,
    announcement_is_consent: Collection[str] = (),
) -> Decision:
    """The decision for one call.

    `announcement_is_consent`: jurisdictions where the announcement alone is to do, as the agent file says. It
    counts only where the law itself says so.
    """
    laws = {"caller": _law(policy, caller), "business": _law(policy, business)}
    reasons = (
        _reason("caller", caller, laws["caller"], announcement_is_consent),
        _reason("business", business, laws["business"], announcement_is_consent),
    )
    asked = wanted == "ask" or any(reason.asks == "ask" for reason in reasons)
    destroyed = asked or any(law.row is None or law.row.withdrawn == "destroyed" for law in laws.values())
    return Decision(
        mode="off" if wanted == "off" else "ask" if asked else "announce",
        wanted=wanted,
        policy=policy.version,
        reasons=reasons if wanted != "off" else (),
        withdrawn="destroyed" if destroyed else "stopped",
    )


def _law(policy: RecordingPolicy, place: Place) -> _Law:
    row = policy.jurisdictions.get(place.code) if place.code else None
    if row is None:
        return _Law(asks_all=True, by_announcement=False, row=None)
    return _Law(row.asks_all, row.announcement == "statute", row)


def _reason(
    whose: Literal["caller", "business"], place: Place, law: _Law, announced: Collection[str]
) -> Reason:
    by_announcement = law.by_announcement and place.code in announced
    because = place.because
    if law.row is None:
        because += "; what is not known counts as all-party"
    elif by_announcement:
        because += "; the announcement counts as consent by statute"
    elif law.row.note:
        because += f"; {law.row.note}"
    return Reason(
        whose=whose,
        jurisdiction=place.code,
        presumed=place.presumed,
        because=because,
        asks="ask" if law.asks_all and not by_announcement else "announce",
        cite=law.row.cite if law.row else "",
        grade=law.row.grade if law.row else "",
        checked=law.row.checked.isoformat() if law.row else "",
    )
