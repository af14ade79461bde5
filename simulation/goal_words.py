"""What a caller with a goal has in mind and in its mouth: its wishes as words, and what came up how often."""

from dataclasses import replace
from datetime import date
from random import Random

from simulation import goal_phrases as phrases
from simulation.goal import Goal, Heard, Mind, Say


class Words:
    """One moment of a caller's thinking. `mind` becomes what the caller has in mind afterwards."""

    def __init__(self, goal: Goal, mind: Mind, heard: Heard, today: date, rng: Random) -> None:
        self.goal, self.heard, self.today, self.rng = goal, heard, today, rng
        count = mind.asked.get(heard.topic, 0) + 1
        self.agreed = mind.agreed
        self.mind = replace(mind, asked={**mind.asked, heard.topic: count}, agreed=False)

    def say(self, *choices: str) -> Say:
        """Say one of these."""
        return Say(phrases.capital(self.rng.choice(choices)))

    def times(self, name: str) -> int:
        """How often something has come up now, this time included."""
        count = self.mind.asked.get(name, 0) + 1
        self.mind = replace(self.mind, asked={**self.mind.asked, name: count})
        return count

    def day(self, *, exact: bool = False) -> str:
        """The day wanted, in words."""
        return phrases.day(self.mind.wish.date(), self.today, self.rng, exact=exact)

    def clock(self, *, exact: bool = False) -> str:
        """The time wanted, in words."""
        return phrases.clock(self.mind.wish, self.rng, exact=exact)

    def what(self) -> str:
        """The service wanted, in words."""
        return phrases.service(self.goal.service, self.rng)

    def digits(self) -> str:
        """The number wanted, digit by digit."""
        return phrases.number(self.goal.phone[-10:], self.rng)

    def moment(self, *, exact: bool = False) -> str:
        """Day and time wanted, in words."""
        return f"{self.day(exact=exact)} at {self.clock()}"

    @property
    def chatty(self) -> bool:
        """Whether the caller is one for many words."""
        return self.goal.style == "chatty"
