"""People who call an office for a visit: goals, voices and manners drawn by chance, the same for a seed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Literal

from services.local.engines import CALLER_VOICES
from simulation.blocks import CallwrightBlock, SpeechBlock
from simulation.goal import Goal
from simulation.goal_outcome import CALENDAR, Booked
from simulation.scenario import Scenario

Band = Literal["phone", "wide"]

SERVICES = ("cleaning", "checkup", "filling", "whitening")
STYLES = ("terse", "chatty", "full")
FIRST_DAY = date(2026, 3, 3)
"""The day after the one at which simulated offices' clocks stand."""

DAYS = 18
"""From the first day on, visits are wanted within so many days."""

OTHER_NUMBER = 0.3
"""Share of callers whose visit is to be under another number than the one they call from."""

TAKEN = 0.15
"""Share of callers who want a time that somebody else has, and take another on the same day."""

MOVING = 0.15
"""Share of callers who have a visit and want it at another time."""


@dataclass(frozen=True)
class Person:
    """Somebody about to call."""

    name: str
    goal: Goal
    voice: str
    calls_from: str
    """E.164"""

    standing: tuple[Booked, ...] = ()
    """What is booked before the call."""


def people(count: int, seed: int) -> list[Person]:
    """That many people; voices and manners are spread evenly over them."""
    rng = Random(f"people/{seed}")
    return [_person(number, rng, seed) for number in range(count)]


def _person(number: int, rng: Random, seed: int) -> Person:
    own, start, kind = _phone(rng), _slot(rng), rng.random()
    goal = Goal(
        intent="move" if kind > 1 - MOVING else "book",
        service=rng.choice(SERVICES),
        day=start.date(),
        time=f"{start:%H:%M}",
        phone=_phone(rng) if rng.random() < OTHER_NUMBER else own,
        style=STYLES[number // len(CALLER_VOICES) % len(STYLES)],
        flexible=kind < TAKEN,
    )
    standing: tuple[Booked, ...] = ()
    if goal.flexible:
        standing = (Booked(start, "checkup", _phone(rng)),)
    elif goal.intent == "move":
        before = next(slot for slot in iter(lambda: _slot(rng), None) if slot != start)
        standing = (Booked(before, goal.service, goal.phone),)
    voice = CALLER_VOICES[number % len(CALLER_VOICES)]
    return Person(f"person {seed}-{number + 1}", goal, voice, own, standing)


def _slot(rng: Random) -> datetime:
    """A half hour of an open day."""
    days = [FIRST_DAY + timedelta(days=ahead) for ahead in range(DAYS)]
    half_hours = rng.randrange(16)
    day = rng.choice([day for day in days if day.weekday() < 5])
    return datetime.combine(day, time(9 + half_hours // 2, half_hours % 2 * 30))


def _phone(rng: Random) -> str:
    area = rng.choice(("202", "212", "305", "415", "512", "617", "718", "773", "917"))
    return f"+1{area}555{rng.randrange(10_000):04d}"


def call_of(person: Person, band: Band, agent: str) -> Scenario:
    """The call that this person makes, heard by the agent's own ears."""
    ours = {
        "agent": agent,
        "ears": "local",
        "given": {
            "from": person.calls_from,
            "database": {CALENDAR: {"visits": [_row(visit) for visit in person.standing]}},
        },
        "caller": {"voice": person.voice, "band": band},
        "goal": person.goal.model_dump(),
    }
    return Scenario(
        name=f"people/{person.name}",
        file=Path(__file__),
        line=1,
        turns=(),
        stop_on_failure=False,
        callwright=CallwrightBlock.model_validate(ours),
        speech=SpeechBlock(),
    )


def _row(visit: Booked) -> dict[str, str | int]:
    facts = {"start": f"{visit.start:%Y-%m-%dT%H:%M}", "service": visit.service, "phone": visit.phone}
    return {"chair": 1, **facts, "name": "", "status": "booked", "updated_at": "2026-03-01T12:00"}
