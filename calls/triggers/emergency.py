"""Somebody is in danger: the caller is told whom to call, before anything else."""

from calls.triggers.base import Hit, Turn, Words
from calls.triggers.emergency_words import CRISIS, DANGER, SAID_ONLY, UNLESS
from calls.triggers.lexicon import NOT, Lexicon
from calls.triggers.numbers import crisis_sentence, danger_sentence, spoken_number
from configs.schema.triggers import EmergencyTrigger


class Emergency(Words):
    """Fires at every turn that tells of a danger. "It's an emergency" alone is told once, and goes on."""

    reason = "emergency"

    def __init__(self, settings: EmergencyTrigger, language: str) -> None:
        """`language`: the agent's tag, whose country decides on the number."""
        tongue = language.partition("-")[0]
        self._danger = Lexicon(
            DANGER.get(tongue, DANGER["en"]),
            words=settings.words,
            unless=UNLESS,
            also_unless=settings.unless,
            reach=2,
            negators=NOT,
        )
        self._crisis = Lexicon(
            CRISIS.get(tongue, CRISIS["en"]), unless=UNLESS, also_unless=settings.unless, reach=3
        )
        self._said_only = Lexicon(
            SAID_ONLY.get(tongue, SAID_ONLY["en"]), unless=UNLESS, also_unless=settings.unless, reach=2
        )
        self._settings, self._language = settings, language
        self._told = False

    def hear(self, turn: Turn) -> Hit | None:
        """A danger to life first, then one that the caller is to themselves, then the bare word."""
        if found := self._danger.find(turn.text):
            return self._hit(found, danger_sentence(self._language, self._settings.number))
        if found := self._crisis.find(turn.text):
            return self._hit(found, crisis_sentence(self._language, self._settings.number))
        found = self._said_only.find(turn.text)
        if found and not self._told:
            return self._hit(
                found, danger_sentence(self._language, self._settings.number, sure=False), goes_on=True
            )
        return None

    def _hit(self, found: str, sentence: str, *, goes_on: bool = False) -> Hit:
        self._told = True
        if self._settings.say:
            number = spoken_number(self._language, self._settings.number)
            sentence = self._settings.say.replace("{number}", number)
        return Hit(self.reason, found, say=sentence, goes_on=goes_on)
