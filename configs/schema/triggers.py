"""`handoff.triggers:` — what makes the agent fetch a person, whatever language model it has.

Each trigger can be switched off, be given a destination, and (where it listens for words) more words. How the
built-in words read is in `calls/triggers/`.
"""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block

Phrase = Annotated[str, Field(min_length=2, max_length=80)]


class Trigger(Block):
    """One reason for fetching a person."""

    enabled: bool = True
    """Whether it acts at all."""

    destination: str | None = None
    """Who is fetched: a name under `handoff.destinations`. None = the handoff's default."""


class WordTrigger(Trigger):
    """One that listens to what the caller says."""

    words: list[Phrase] = Field(default_factory=list)
    """Words or phrases that fire it, besides the built-in ones. "not" before them is understood."""

    unless: list[Phrase] = Field(default_factory=list)
    """Phrases in which such words mean something else: `emergency exit`."""


class PersonTrigger(WordTrigger):
    """The caller asks for a person."""

    keypad: Annotated[str, Field(pattern=r"^[0-9*]$")] | None = "0"
    """The key that, pressed alone, asks for a person; None = none does."""


class AngerTrigger(WordTrigger):
    """The caller is angry or in distress, or getting there."""

    threshold: float = Field(default=3, gt=0, le=20)
    """Points from which it fires. Saying so counts 3, contempt 2, a raised voice, a repeated utterance and
    repeated interruptions 1 each; every calm turn takes 1 away."""


class ConfidenceTrigger(Trigger):
    """The ears are not sure of what they hear. Silent with an STT that tells no confidence."""

    threshold: float = Field(default=0.35, ge=0, le=1)
    """Confidence (0 to 1) below which a turn counts."""

    times: int = Field(default=3, ge=1, le=10)
    """Such turns in a row."""


class MisunderstoodTrigger(Trigger):
    """For callers whom the agent does not understand, time after time."""

    times: int = Field(default=3, ge=1, le=10)
    """Misunderstandings in a row: speech without words, "I didn't catch that", a question back."""


class ToolsTrigger(Trigger):
    """For tools that fail or do not answer, time after time."""

    times: int = Field(default=2, ge=1, le=10)
    """Failures of one tool, or of several, without a success between. A refusal is no failure."""


class EmergencyTrigger(WordTrigger):
    """Somebody is in danger. The caller is told whom to call, at once and in fixed words; a person is fetched
    only when a destination is named here."""

    number: Annotated[str, Field(pattern=r"^[0-9]{2,6}$")] | None = None
    """The emergency number; None = that of the country in `language`."""

    say: str | None = Field(default=None, min_length=10, max_length=400)
    """Said in place of the built-in sentence; `{number}` is put in."""


class TriggersBlock(Block):
    """All of them. Who is told first when several fire: the one that stands first here."""

    emergency: EmergencyTrigger = EmergencyTrigger()
    """Somebody is in danger."""

    person: PersonTrigger = PersonTrigger()
    """The caller asks for a person, in words or with a key."""

    node: Trigger = Trigger()
    """A node of the flow says so, by an action `{type: escalate}`."""

    legal: WordTrigger = WordTrigger()
    """Lawyers, disputes, fraud, personal data, payment by card."""

    sensitive: WordTrigger = WordTrigger()
    """Topics that a machine should not advise on: medicine, law, abuse, discrimination."""

    anger: AngerTrigger = AngerTrigger()
    """Anger or distress, said or rising."""

    confidence: ConfidenceTrigger = ConfidenceTrigger()
    """The ears are not sure of what they hear."""

    misunderstood: MisunderstoodTrigger = MisunderstoodTrigger()
    """Caller and agent do not understand each other."""

    tools: ToolsTrigger = ToolsTrigger()
    """Tools fail or do not answer."""

    @field_validator("emergency")
    @classmethod
    def _says_a_number(cls, emergency: EmergencyTrigger) -> EmergencyTrigger:
        if emergency.say and "{number}" not in emergency.say and not any(c.isdigit() for c in emergency.say):
            raise PydanticCustomError(
                "no_number",
                "emergency.say names no number to call",
                {"allowed": "a sentence with {number}, or with the number itself"},
            )
        return emergency

    def destinations(self) -> dict[str, str]:
        """Trigger to the destination that it names."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: trigger.destination for name, trigger in named.items() if trigger.destination}
