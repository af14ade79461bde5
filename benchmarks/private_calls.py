"""Calls in which callers tell what must not be kept, in every way; each is one file of scenarios."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.private_secrets import WAYS, Say, Secrets, in_groups, numerals, one_by_one, secrets
from services.local.engines import CALLER_VOICES

HERE = Path(__file__).resolve().parent
AGENTS = HERE / "private"
DESK = "desk"
SHIPPED = ("appointments", "home_services", "lead_qualification", "support")

Turns = list[dict[str, Any]]


@dataclass(frozen=True)
class PrivateCall:
    """One call to be made."""

    number: int
    seed: int
    """Of the run that it belongs to."""
    way: str
    """What the caller does, in words."""
    say: str
    """How the digits are said."""
    agent: Path
    """Its agent file."""
    turns: Turns
    secrets: Secrets
    told: tuple[str, ...]
    """The secrets that are told in it; the scan searches for all."""
    caller: dict[str, Any]
    kills_ms: int | None = None
    """Milliseconds after the last secret began at which the process is killed."""
    fails: bool = False
    """Whether the voice dies in the middle."""

    @property
    def name(self) -> str:
        """Unique among the calls of one run."""
        return f"{self.number:03}_{self.way}_{self.say}"

    def told_in(self, turns: int) -> tuple[str, ...]:
        """The secrets told in so many turns of it. Who hangs up tells one in each turn but the first."""
        return self.told[: max(0, turns - 1)] if "hangs_up" in self.caller else self.told

    def write(self, folder: Path) -> Path:
        """Write its scenario file into the folder and return its path."""
        ours = {
            "agent": str(self.agent),
            "seed": self.number + 1,
            "given": {"from": "+12125550188", "to": "+12125550100", "demo": self.agent.stem in SHIPPED},
            "caller": {"stays_secs": 2, **self.caller},
        }
        scenario = {"name": self.name, "turns": self.turns, "stop_on_failure": False, "callwright": ours}
        speech = {"voice": CALLER_VOICES[self.number % len(CALLER_VOICES)]}
        file = {"name": "private", "user": {"modality": "audio", "speech": speech}, "scenarios": [scenario]}
        path = folder / f"{self.name}.yaml"
        # JSON is YAML.
        path.write_text(json.dumps(file, indent=1), encoding="utf-8")
        return path


@dataclass(frozen=True)
class _Plan:
    """What is known when a way makes its turns."""

    secrets: Secrets
    say: Say
    chance: Random

    def card(self) -> str:
        return self.say(self.secrets.card, self.chance)

    def code(self) -> str:
        return (
            numerals(self.secrets.cvv, self.chance)
            if self.say is numerals
            else one_by_one(self.secrets.cvv, self.chance)
        )

    def ssn(self) -> str:
        value = self.secrets.ssn
        if self.say is numerals:
            return f"{value[:3]} {value[3:5]} {value[5:]}"
        return self.say(value, self.chance)


def _user(text: str, **more: Any) -> dict[str, Any]:
    return {"user": text, **more}


def _rest(plan: _Plan) -> Turns:
    """The code, the SSN and a farewell."""
    return [
        _user(f"The code is {plan.code()}."),
        _user(f"It's {plan.ssn()}."),
        _user("Charge the card."),
        _user("No."),
    ]


def _plain(plan: _Plan) -> Turns:
    return [_user(f"My card is {plan.card()}."), *_rest(plan)]


def _two_turns(plan: _Plan) -> Turns:
    digits = plan.secrets.card
    cut = plan.chance.randint(5, len(digits) - 5)
    first, second = (plan.say(part, plan.chance) for part in (digits[:cut], digits[cut:]))
    return [_user(f"My card is {first}"), _user(f"{second}."), *_rest(plan)]


def _three_turns(plan: _Plan) -> Turns:
    digits = plan.secrets.card
    parts = (digits[:4], digits[4:9], digits[9:])
    return [*(_user(plan.say(part, plan.chance)) for part in parts), *_rest(plan)]


def _asked_again(plan: _Plan) -> Turns:
    return [
        _user("Sorry, what was that?"),
        _user(f"It's {plan.card()}."),
        _user(f"Once more, {in_groups(plan.secrets.card, plan.chance)}."),
        *_rest(plan),
    ]


def _corrected(plan: _Plan) -> Turns:
    digits = plan.secrets.card
    wrong = digits[:-2] + str((int(digits[-2]) + 1) % 10) + digits[-1]
    return [
        _user(f"My card is {plan.say(wrong, plan.chance)}, no wait, it's {plan.card()}."),
        *_rest(plan),
    ]


def _barge_in(plan: _Plan) -> Turns:
    after = {"event": "bot_started_speaking", "delay_ms": plan.chance.choice((300, 800, 1400))}
    return [_user("Hello."), _user(f"My card is {plan.card()}.", send_after=after), *_rest(plan)]


def _all_at_once(plan: _Plan) -> Turns:
    return [
        _user(f"The card number is {plan.card()}, the security code is {plan.code()}."),
        _user(f"And my social security number is {plan.ssn()}."),
        _user("Charge the card."),
    ]


def _keyed(plan: _Plan) -> Turns:
    given = plan.secrets
    return [{"dtmf": f"{given.card}#"}, {"dtmf": f"{given.cvv}#"}, {"dtmf": f"{given.ssn}#"}, _user("No.")]


def _keyed_after_half(plan: _Plan) -> Turns:
    """The first digits are spoken, then the caller keys the whole number."""
    given = plan.secrets
    said = plan.say(given.card[:8], plan.chance)
    return [_user(f"My card is {said}"), {"dtmf": f"{given.card}#"}, *_rest(plan)]


def _unasked(plan: _Plan) -> Turns:
    """To an agent that wants to know something else."""
    return [
        _user("Hello, I have a question about my last bill."),
        _user(f"My card number is {plan.card()}."),
        _user(f"The security code is {plan.code()}."),
        _user(f"My social security number is {plan.ssn()}."),
        _user("Goodbye."),
    ]


WAY: dict[str, Callable[[_Plan], Turns]] = {
    "plain": _plain,
    "two_turns": _two_turns,
    "three_turns": _three_turns,
    "asked_again": _asked_again,
    "corrected": _corrected,
    "barge_in": _barge_in,
    "all_at_once": _all_at_once,
    "keyed": _keyed,
    "keyed_after_half": _keyed_after_half,
    "unasked": _unasked,
    "provider_fails": _plain,
    "hangs_up": _plain,
    "killed": _plain,
}
"""What callers do, and what happens to them."""


def calls(count: int, seed: int = 1) -> Iterator[PrivateCall]:
    """So many calls, by way and manner of speaking in turn; the same for the same seed."""
    ways = list(WAY)
    for number in range(count):
        chance = Random(f"{seed}/{number}")
        way, say = ways[number % len(ways)], WAYS[number % len(WAYS)]
        yield _call(number, seed, way, say, chance)


def _call(number: int, seed: int, way: str, say: Say, chance: Random) -> PrivateCall:
    given = secrets(chance)
    turns = [{"user": "Yes."}, *WAY[way](_Plan(given, say, chance))]
    caller: dict[str, Any] = {}
    told: Sequence[str] = given.values
    if way == "hangs_up":
        caller["hangs_up"] = {"event": "function_call", "name": "take_ssn", "delay_ms": 0}
    if way == "killed":
        told = given.values[:2]
    agent = chance.choice(SHIPPED) if way == "unasked" else DESK
    return PrivateCall(
        number=number,
        seed=seed,
        way=way,
        say=say.__name__,
        agent=AGENTS / f"{agent}.yaml",
        turns=turns,
        secrets=given,
        told=tuple(told),
        caller=caller,
        kills_ms=chance.randint(200, 2500) if way == "killed" else None,
        fails=way == "provider_fails",
    )
