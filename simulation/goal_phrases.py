"""How people say things on the telephone: days, times, numbers, services, yes and no. Chance picks one.


Wordings are those that people use, whether or not the agent's script has them among its examples.
"""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_UNITS += ["eleven", "twelve"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_ORDINALS += ["eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"]
_ORDINALS += ["eighteenth", "nineteenth", "twentieth"]
_SERVICES = {
    "cleaning": ("a cleaning", "a teeth cleaning"),
    "checkup": ("a checkup", "a checkup"),
    "filling": ("a filling",),
    "whitening": ("a whitening", "a teeth whitening"),
}
YES = (
    "Yes.",
    "Yes, please.",
    "Yeah.",
    "Yes, that's right.",
    "That's right.",
    "Sure.",
    "Yes, that's correct.",
)
GO_AHEAD = ("Yes, please do.", "Yes, book it.", "Yes, go ahead.", "Yes, that's perfect.", "Sounds good.")
NO = ("No.", "No, it's not.", "Nope.", "No, it's another one.", "No, use a different number.")
THAT_IS_ALL = ("No, thank you.", "No, that's all.", "No, that's it, thanks.", "That's all, thank you.", "No.")
PARDON = ("Sorry, what was that?", "Can you repeat that?", "Pardon?")


def capital(text: str) -> str:
    """With a capital letter at the start."""
    return text[:1].upper() + text[1:]


def service(name: str, rng: Random) -> str:
    """`a cleaning`"""
    return rng.choice(_SERVICES.get(name, (f"a {name}",)))


def day(wanted: date, today: date, rng: Random, *, exact: bool = False) -> str:
    """`Tuesday`, `next Tuesday`, `Tuesday the tenth`, `March tenth`; `exact`: with the day of the month."""
    weekday, nth = calendar.day_name[wanted.weekday()], _ordinal(wanted.day)
    month = calendar.month_name[wanted.month]
    dated = [f"{weekday} the {nth}", f"{weekday}, {month} {nth}", f"{month} {nth}", f"{month} the {nth}"]
    if exact:
        return rng.choice(dated[:2])
    ahead = (wanted - today).days
    following = today + timedelta(days=7 - today.weekday())
    if ahead == 1:
        return rng.choice(("tomorrow", "tomorrow", weekday))
    if 0 < ahead < 7 and wanted < following:
        return rng.choice((weekday, weekday, f"this {weekday}", dated[0]))
    if following <= wanted < following + timedelta(days=7):
        return rng.choice((f"next {weekday}", f"next {weekday}", f"{weekday} next week", dated[0], dated[2]))
    return rng.choice(dated)


def clock(at: datetime, rng: Random, *, exact: bool = False) -> str:
    """`ten`, `ten o'clock`, `half past ten`, `two p m`; `exact`: with the half of the day."""
    hour = _UNITS[at.hour % 12 or 12]
    part = "in the morning" if at.hour < 12 else "in the afternoon"
    letters = "a m" if at.hour < 12 else "p m"
    if at.minute == 0:
        plain = [hour, hour, f"{hour} o'clock", f"{hour} {letters}"]
        sure = [f"{hour} o'clock {part}", f"{hour} {letters}", f"{hour} {part}"]
    else:
        minutes = {15: "fifteen", 30: "thirty", 45: "forty five"}[at.minute]
        plain = [f"{hour} {minutes}", f"{hour} {minutes}", f"{hour} {minutes} {letters}"]
        plain += [f"half past {hour}"] if at.minute == 30 else []
        sure = [f"{hour} {minutes} {letters}", f"{hour} {minutes} {part}"]
    return rng.choice(sure if exact else plain)


def number(digits: str, rng: Random) -> str:
    """Ten digits in groups, as they are read out; now and then `oh` for zero and `double five`."""
    zero = rng.choice(("zero", "zero", "oh"))
    doubles = rng.random() < 0.15
    return ", ".join(_group(group, zero, doubles) for group in (digits[:3], digits[3:6], digits[6:]))


def _group(digits: str, zero: str, doubles: bool) -> str:
    words: list[str] = []
    at = 0
    while at < len(digits):
        name = zero if digits[at] == "0" else _UNITS[int(digits[at])]
        double = doubles and digits[at : at + 2] == digits[at] * 2 and digits[at : at + 3] != digits[at] * 3
        words.append(f"double {name}" if double else name)
        at += 2 if double else 1
    return " ".join(words)


def _ordinal(n: int) -> str:
    if n <= 20:
        return _ORDINALS[n - 1]
    return f"{'twenty' if n < 30 else 'thirty'} {_ORDINALS[n % 10 - 1]}" if n % 10 else "thirtieth"


def wish(intent: str, what: str, when: Sequence[str], rng: Random, *, chatty: bool) -> str:
    """The first sentence of a call. `when`: nothing, the day, or the day and the time."""
    moment = " at ".join(when)
    if intent == "cancel":
        return rng.choice(("I need to cancel my appointment.", "I'd like to cancel my visit, please."))
    if intent == "move":
        start = rng.choice(("I need to move my appointment", "I'd like to reschedule my appointment"))
        return f"{start} to {moment}." if moment else f"{start}."
    plain = (
        f"I'd like {what} {moment}",
        f"I need {what} {moment}",
        f"Book {what} {moment}",
        f"Can I get {what} {moment}",
        f"I'd like to book {what} {moment}",
    )
    talk = (
        f"Hi, I'd like to make an appointment for {what} {moment}",
        f"Hello, um, I need to come in for {what} {moment}",
        f"Hi there, can I book {what} {moment}",
        f"Good morning, I want to schedule {what} {moment}, please",
    )
    return rng.choice(talk if chatty else plain).strip().replace(" ,", ",") + "."
