"""A caller with a goal: what to do next, given what was heard. Pure but for the chance it is given.

Like a person it answers what is asked, listens to what is read back, says yes only if all of it is right,
corrects what is not, keys its number in when it had to say it twice, and gives up when nothing helps.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from random import Random

from simulation import goal_phrases as phrases
from simulation.goal import Act, Fact, Goal, HangUp, Heard, Mind, Press, Say, Topic, Wait
from simulation.goal_words import Words


def opening_mind(goal: Goal) -> Mind:
    """Before the call."""
    return Mind(wish=goal.start)


def decide(goal: Goal, mind: Mind, heard: Heard, today: date, rng: Random) -> tuple[Act, Mind]:
    """What the caller does next, and what it has in mind then."""
    return _Decision(goal, mind, heard, today, rng).made()


def wrong_facts(goal: Goal, mind: Mind, read_back: Heard) -> list[Fact]:
    """What a read-back has otherwise than the caller wants it."""
    wrong: list[Fact] = []
    wanted = mind.wish
    said = read_back.moments[-1] if read_back.moments else None
    if goal.service not in read_back.text.lower():
        wrong.append("service")
    if said is None or said.date() != wanted.date():
        wrong.append("day")
    if said is None or said.time() != wanted.time():
        wrong.append("time")
    if read_back.number and not same_number(read_back.number, goal.phone):
        wrong.append("phone")
    return wrong


def same_number(digits: str, phone: str) -> bool:
    """Whether digits as they were said are that E.164 number, with or without its country code."""
    return len(digits) >= 7 and phone.lstrip("+").endswith(digits) and len(digits) >= len(phone) - 3


class _Decision(Words):
    """One decision."""

    def made(self) -> tuple[Act, Mind]:
        """The act, with the turn counted."""
        act = self._act()
        topic = self.heard.topic
        if topic != "wait":
            self.mind = replace(self.mind, last=topic)
        if isinstance(act, Say | Press):
            self.mind = replace(self.mind, turns=self.mind.turns + 1)
        return act, self.mind

    def _act(self) -> Act:
        mind, topic = self.mind, self.heard.topic
        if topic == "wait":
            return Wait()
        if topic == "bye":
            return Wait() if mind.asked["bye"] == 1 else HangUp()
        if mind.leaving:
            return HangUp() if mind.asked[topic] > 2 else self.say("Goodbye.")
        if self._already_there():
            self.mind = replace(mind, leaving=True)
            return self.say("No, it's fine as it is, thank you. Goodbye.")
        if mind.turns >= self.goal.turns or self._stuck():
            return self._give_up()
        return _ANSWERS[topic](self)

    def _already_there(self) -> bool:
        """Whether the agent speaks of the caller's visit as it was wanted, and would change it again."""
        yours = re.search(r"your visit is already|found your", self.heard.text)
        return bool(yours) and self.mind.wish in self.heard.moments[:1] and self.heard.topic != "read_back"

    def _stuck(self) -> bool:
        limit = self.goal.patience
        return any(count > limit for name, count in self.mind.asked.items() if name != "wait")

    def _give_up(self) -> Act:
        self.mind = replace(self.mind, leaving=True, gave_up=True)
        return self.say("Never mind, I'll call again another time. Goodbye.")

    # What the agent may be after

    def on_help(self) -> Act:
        again = self.mind.asked["help"] > 1
        when: list[str] = []
        if self.goal.style == "full" and not again:
            when = [self.day(), self.clock()]
        elif self.chatty and self.rng.random() < 0.5:
            when = [self.day()]
        plain = again or self.goal.style == "terse"
        if plain and self.goal.intent == "book" and self.rng.random() < 0.4:
            return self.say("I'd like to make an appointment.", "I need an appointment.", "Book a visit.")
        text = phrases.wish(self.goal.intent, self.what(), when, self.rng, chatty=self.chatty and not again)
        return self.say(text)

    def on_own_number(self) -> Act:
        if same_number(self.heard.number, self.goal.phone):
            return self.say(*phrases.YES)
        if not self.heard.number:
            return self.say(*phrases.PARDON)
        if self.mind.asked["own_number"] == 1 and self.rng.random() < 0.3:
            return self.say(f"No, use {self.digits()}.")
        return self.say(*phrases.NO)

    def on_number(self) -> Act:
        """Said once; keyed in from the second time on, as people do."""
        if self.mind.asked["number"] == 1:
            digits = self.digits()
            return self.say(f"{digits}.", f"It's {digits}.", f"My number is {digits}.", f"Um, {digits}.")
        return Press(f"*{self.goal.phone[-10:]}#")

    def on_go_on(self) -> Act:
        if self.mind.asked["go_on"] == 1:
            return self.say(f"{self.digits()}.")
        return Press(f"*{self.goal.phone[-10:]}#")

    def on_another_number(self) -> Act:
        if self.heard.number and not same_number(self.heard.number, self.goal.phone):
            return self.say("Yes.", "Yes, another number.")
        return self.say("No.")

    def on_service(self) -> Act:
        what = self.what()
        if self.chatty and self.mind.asked["service"] == 1:
            return self.say(f"It's for {what}.", f"Um, {what}, please.", f"I need {what}.", f"Just {what}.")
        return self.say(f"{what}.", f"{what}, please.", f"For {what}.")

    def on_day(self) -> Act:
        day = self.day(exact=self.mind.asked["day"] > 1)
        if self.chatty and self.mind.asked["day"] == 1:
            return self.say(
                f"{day} would be good.", f"Could I come {day}?", f"Um, {day}.", f"How about {day}?"
            )
        return self.say(f"{day}.", f"{day}, please.", f"On {day}." if "tomorrow" not in day else f"{day}.")

    def on_time(self) -> Act:
        clock = self.clock(exact=self.mind.asked["time"] > 1)
        if self.chatty and self.mind.asked["time"] == 1:
            return self.say(
                f"{clock} would be great.", f"How about {clock}?", f"Um, {clock}.", f"Let's say {clock}."
            )
        return self.say(f"{clock}.", f"At {clock}.", f"{clock}, please.")

    def on_offer(self) -> Act:
        """Times are offered because the one that was understood is not to be had."""
        mind, offered = self.mind, self.heard.moments
        if mind.wish in offered:
            return self.say(f"{self.moment(exact=True)}.", f"{self.clock(exact=True)}, please.")
        if mind.wish not in self.heard.refused:
            return self.say(f"No, {self.moment(exact=True)}.", f"I said {self.moment(exact=True)}.")
        same_day = [moment for moment in offered if moment.date() == self.goal.day]
        if not (self.goal.flexible and same_day):
            self.mind = replace(mind, leaving=True, gave_up=True)
            return self.say("No, thank you. Goodbye.")
        nearest = min(same_day, key=lambda moment: abs(moment - self.goal.start))
        self.mind = replace(mind, wish=nearest)
        which = ("first", "second", "third")[min(offered.index(nearest), 2)]
        return self.say(
            f"{self.clock(exact=True)}, please.", f"I'll take {self.clock()}.", f"The {which} one, please."
        )

    def on_read_back(self) -> Act:
        if self.goal.intent == "cancel" and not self.heard.moments and self.mind.read_back is None:
            return self.say(*phrases.PARDON)
        heard = self.heard if self.heard.moments else self.mind.read_back
        if heard is None:
            return self.say(*phrases.PARDON)
        self.mind = replace(self.mind, read_back=heard)
        wrong = wrong_facts(self.goal, self.mind, heard)
        if wrong:
            return self._correct(wrong)
        self.mind = replace(self.mind, agreed=True)
        return self.say(*phrases.YES, *(phrases.GO_AHEAD if self.goal.intent == "book" else ()))

    def _correct(self, wrong: list[Fact]) -> Act:
        if self.goal.intent == "cancel":
            return self.say("No.", "No, that's the wrong one.")
        if "phone" in wrong:
            return self._correct_number()
        if len(wrong) > 1:
            words = [self.what()] if "service" in wrong else []
            words += [f"on {self.day(exact=True)}"] if "day" in wrong else []
            words += [f"at {self.clock(exact=True)}"] if "time" in wrong else []
            return self.say(f"No, {' '.join(words)}.")
        fact = wrong[0]
        often = self.times(f"wrong {fact}")
        if often == 3:
            return self.say(f"The {fact} is wrong.", f"No, the {fact} is wrong.")
        said = {
            "service": self.what(),
            "day": self.day(exact=often > 1 or self.rng.random() < 0.5),
            "time": self.clock(exact=often > 1),
        }[fact]
        lead = {"service": "", "day": "on ", "time": "at "}[fact]
        return self.say(f"No, {lead}{said}.", f"No, {said}.", f"No, make that {said}.", f"No, I said {said}.")

    def _correct_number(self) -> Act:
        if self.times("wrong phone") == 1:
            return self.say(f"No, the number is {self.digits()}.", f"No, my number is {self.digits()}.")
        return self.say("The phone number is wrong.", "No, the phone number is wrong.")

    def on_different(self) -> Act:
        heard = self.mind.read_back
        wrong = wrong_facts(self.goal, self.mind, heard) if heard else []
        if wrong == ["phone"]:
            return self.say("The phone number.")
        if len(wrong) == 1:
            said = {"service": self.what(), "day": self.day(exact=True), "time": self.clock(exact=True)}
            return self.say(f"{said[wrong[0]]}.", f"The {wrong[0]}.")
        return self.say(f"{self.what()} on {self.moment(exact=True)}.")

    def on_anything_else(self) -> Act:
        """Done, if it was done; otherwise from the start again."""
        text = self.heard.text.lower()
        told = any(words in text for words in ("booked for", "i've moved", "i've cancelled"))
        undone = any(words in text for words in ("changed nothing", "sorry", "couldn't"))
        if not told and (undone or not self.agreed) and self.mind.last != "anything_else":
            return self._help_again()
        self.mind = replace(self.mind, leaving=True)
        return self.say(*phrases.THAT_IS_ALL)

    def _help_again(self) -> Act:
        what = self.what()
        text = phrases.wish(self.goal.intent, what, [], self.rng, chatty=False)
        return self.say(text)

    def on_person(self) -> Act:
        """A machine that does not understand offers a person: a caller who wants a visit tries once more."""
        return self.say("No.", "No, thank you.")

    def on_message(self) -> Act:
        if self.mind.asked["message"] == 1:
            return self.say("Never mind.")
        return self._give_up()

    def on_still_there(self) -> Act:
        return self.say("Yes, I'm here.", "Hello?")

    def on_unknown(self) -> Act:
        """Asked again once; after that the caller says what it wants."""
        return self.say(*phrases.PARDON) if self.mind.asked["unknown"] % 2 else self._help_again()


_ANSWERS: Mapping[Topic, Callable[[_Decision], Act]] = {
    "read_back": _Decision.on_read_back,
    "own_number": _Decision.on_own_number,
    "number": _Decision.on_number,
    "go_on": _Decision.on_go_on,
    "service": _Decision.on_service,
    "day": _Decision.on_day,
    "time": _Decision.on_time,
    "offer": _Decision.on_offer,
    "different": _Decision.on_different,
    "help": _Decision.on_help,
    "anything_else": _Decision.on_anything_else,
    "person": _Decision.on_person,
    "message": _Decision.on_message,
    "another_number": _Decision.on_another_number,
    "still_there": _Decision.on_still_there,
    "unknown": _Decision.on_unknown,
}
"""What to do about each topic."""
