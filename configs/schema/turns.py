"""`turns:` — when the caller has finished, and what silence means."""

from typing import Any, Literal

from pydantic import Field, model_validator

from configs.schema.base import Block


class SilenceLadder(Block):
    """What happens while the caller says nothing: ask, ask again, say goodbye."""

    after_secs: float = Field(default=8.0, gt=0, le=120)
    """Seconds of silence before each step."""

    ask: str = "Are you still there?"
    """Said at the first step."""

    ask_again: str = "I'm still here. Take your time, or say goodbye if you're done."
    """Said at the second step."""

    goodbye: str = "I can't hear anything, so I'll end the call here. Please call back any time. Goodbye."
    """Said at the last step, before the call ends."""


class TurnProfile(Block):
    """How patiently an answer of one type is heard. Seconds are counted from the caller's last sound."""

    begun_secs: float | None = Field(default=None, gt=0, le=10)
    """Silence that a caller may take in the middle of the answer: within a telephone number, between the
    letters of a name. None = as everywhere."""

    complete_secs: float | None = Field(default=None, gt=0, le=10)
    """Silence after which a complete answer is taken, even if the end-of-turn model expects more. None = the
    model decides, because people go on after such an answer ("Thursday ... at three")."""


class TurnProfiles(Block):
    """Type of value to how patiently it is heard. A node listens as the tools that it offers need it.

    A file may change a profile in part: what it leaves out stays as it is here.
    """

    phone: TurnProfile = TurnProfile(begun_secs=2.0, complete_secs=0.6)
    """Telephone numbers."""

    digits: TurnProfile = TurnProfile(begun_secs=1.5)
    """Codes and reference numbers; nobody knows when they are complete."""

    card: TurnProfile = TurnProfile(begun_secs=2.0, complete_secs=0.6)
    """Card numbers."""

    email: TurnProfile = TurnProfile(begun_secs=2.0, complete_secs=0.8)
    """E-mail addresses."""

    address: TurnProfile = TurnProfile(begun_secs=2.0, complete_secs=0.8)
    """Street addresses."""

    birth_date: TurnProfile = TurnProfile(begun_secs=1.5, complete_secs=0.6)
    """Dates of birth."""

    name: TurnProfile = TurnProfile(begun_secs=1.5)
    """Names; patient while letters are spelled."""

    yes_no: TurnProfile = TurnProfile(complete_secs=0.45)
    """Yes and no: short, and quickly answered."""

    choice: TurnProfile = TurnProfile()
    """Choices."""

    number: TurnProfile = TurnProfile()
    """Numbers."""

    date: TurnProfile = TurnProfile()
    """Days."""

    time: TurnProfile = TurnProfile()
    """Times of day."""

    moment: TurnProfile = TurnProfile()
    """Days with a time."""

    @model_validator(mode="before")
    @classmethod
    def _keep_the_rest(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        usual = {name: field.default.model_dump() for name, field in cls.model_fields.items()}
        return {
            name: {**usual.get(name, {}), **profile} if isinstance(profile, dict) else profile
            for name, profile in given.items()
        }

    def of(self, kind: str) -> TurnProfile:
        """The profile of a type; an unknown one is heard as everything else."""
        return getattr(self, kind, None) or TurnProfile()


class TurnsBlock(Block):
    """Turn-taking."""

    end_of_turn: Literal["smart", "silence"] = "smart"
    """`smart`: the Smart Turn model decides after each pause. `silence`: `silence_secs` decide."""

    silence_secs: float = Field(default=0.6, gt=0, le=5)
    """Seconds of silence that end a turn when `end_of_turn` is `silence`."""

    max_pause_secs: float = Field(default=3.0, gt=0, le=10)
    """Seconds of silence after which a turn ends even if the model expects more."""

    vad_confidence: float = Field(default=0.7, gt=0, lt=1)
    """Silero's confidence from which audio counts as speech."""

    vad_min_volume: float = Field(default=0.3, ge=0, le=1)
    """Loudness (0 to 1) below which audio never counts as speech. It is smoothed and rises slowly: from
    0.5 on every second "yes" is over before it has risen."""

    vad_start_secs: float = Field(default=0.16, gt=0, le=2)
    """Seconds of speech before a turn starts (and barge-in happens)."""

    vad_stop_secs: float = Field(default=0.2, gt=0, le=2)
    """Seconds of silence before speech counts as paused."""

    profiles: TurnProfiles = TurnProfiles()
    """How patiently the answer to each kind of question is heard."""

    silence: SilenceLadder = SilenceLadder()
    """The ladder for a caller who says nothing."""
