"""Which of the caller's sound may leave the memory: speech waits until its words are judged.

Times are milliseconds of the caller's audio as it was heard (`Sound.heard_ms`); the recording knows where on
its timeline that stands, also when late packets move it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from compliance.redaction.entities import Span
from compliance.redaction.timing import ECHO_MS, ONSET_MS, SpokenWord, Stretch, believable, sounds, whole

LOOK_BACK_MS = 1500
"""Audio that is always in memory: speech is noticed after it began, and a key is told after its tone."""
PATIENCE_MS = 5000
"""After speech, so long its words may take. Then it counts as not understood."""
UNSURE_MS = 55_000
"""Digits that may go on are held so long; then they are silenced."""
SHORT_MS = 700
"""Speech that nobody understood is silenced unless it is shorter: no private number is."""
JUST_BEFORE_MS = 700
"""Words that come this shortly before the detector has noticed the end of speech are its words."""
KEY_BEFORE_MS, KEY_AFTER_MS = 350, 400
"""Around the event of a key: its tone."""
UNNOTICED_MS = 10_000
"""Private words for which no speech was detected were said in this time."""
UNHEARD = "unheard"
"""What stands for private data in words that are doubted."""
_TURNS = 12
"""Utterances whose place is remembered, for numbers that are completed later."""


class Sound(Protocol):
    """What is judged; `StereoRecording` is one."""

    look_back_ms: int

    @property
    def heard_ms(self) -> float:
        """Audio that has come from the caller."""
        ...

    def place_ms(self, heard_ms: float) -> float:
        """Where on the timeline it stands."""
        ...

    def mask(self, start_ms: float, end_ms: float) -> None:
        """Silence this part of the timeline."""
        ...

    def open_mask(self, from_ms: float) -> None:
        """Silence everything from here on."""
        ...

    def close_mask(self, to_ms: float) -> None:
        """Until here."""
        ...

    def hold_from(self, ms: float | None) -> None:
        """Nothing from here on leaves the memory."""
        ...


@dataclass
class _Speech:
    """A stretch of speech whose words are not judged yet."""

    start: float
    end: float | None = None
    noticed: float = 0.0
    """When its end was noticed."""


@dataclass
class _Turn:
    """An utterance, and when it was said."""

    text: str
    stretches: list[Stretch]
    words: Sequence[SpokenWord]
    spans: list[Span] = field(default_factory=list)
    came: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether digits in it may go on."""
        return any(not span.sure for span in self.spans)


class SoundJudge:
    """One call's judge. Not asked for when policy keeps everything."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._waiting: list[_Speech] = []
        self._turns: dict[int, _Turn] = {}
        self._answers: list[float] = []  # when harmless words came of which nobody knows when they were said
        self._deadline = float("inf")
        self._agent_speaks = self._agent_private = False
        sound.look_back_ms = max(sound.look_back_ms, LOOK_BACK_MS)

    # The caller

    def speech_started(self, start_secs: float) -> None:
        """The detector has noticed speech that began `start_secs` ago."""
        self._end_open(self._sound.heard_ms)
        self._waiting.append(_Speech(max(0.0, self._sound.heard_ms - start_secs * 1000)))
        self._settle()

    def speech_stopped(self, stop_secs: float) -> None:
        """The detector has noticed that speech ended `stop_secs` ago."""
        self._end_open(self._sound.heard_ms - stop_secs * 1000)
        self._settle()

    def on_spans(
        self,
        turn: int,
        text: str,
        spans: Sequence[Span],
        words: Sequence[SpokenWord] = (),
        *,
        doubted: bool = False,
    ) -> None:
        """The words of an utterance were understood. `spans`: what of them must not be kept, or may not be.

        `words`: when each word was heard, where the recogniser tells. `doubted`: the recogniser is not sure
        of these words, so nobody knows what was said.
        """
        now = self._sound.heard_ms
        stretches = [(speech.start, now if speech.end is None else speech.end) for speech in self._waiting]
        told = believable(words, stretches)
        if told:
            stretches = [one for one in stretches if one[1] > words[0].start_ms and one[0] < words[-1].end_ms]
        if doubted and any(end - start >= SHORT_MS for start, end in stretches):
            told, spans = False, [Span(0, len(text), UNHEARD)]
        if not stretches and spans:
            stretches = [(max(0.0, now - UNNOTICED_MS), now)]
        said = _Turn(text, stretches, words if told else (), list(spans), now)
        self._turns[turn] = said
        for old in [number for number in self._turns if number <= turn - _TURNS]:
            self._silence(self._turns.pop(old))
        if not said.is_open:
            self._silence(said)
        self._judged(said, told=told)
        self._settle()

    def changed(self, turn: int, spans: Sequence[Span]) -> None:
        """More is known of an utterance: these are all its spans now."""
        said = self._turns.get(turn)
        if said is None:
            return
        said.spans = list(spans)
        if not said.is_open:
            self._silence(said)
        self._settle()

    def key_pressed(self, at_ms: float) -> None:
        """A key of the telephone was pressed: its tone is not kept. `at_ms`: on the timeline."""
        place = self._sound.place_ms(self._sound.heard_ms)
        self._sound.mask(min(place, at_ms) - KEY_BEFORE_MS, max(place, at_ms) + KEY_AFTER_MS)

    def tick(self) -> None:
        """Time went by: what has waited too long is decided. Call it with every packet."""
        if self._sound.heard_ms >= self._deadline:
            self._settle()

    def close(self) -> None:
        """The call is over: what nobody judged is silenced."""
        self._end_open(self._sound.heard_ms)
        while self._waiting:
            self._give_up(self._waiting[0])
        for turn in self._turns.values():
            if turn.is_open:
                self._silence(turn)
        self._turns.clear()
        self._sound.hold_from(None)

    # The agent; times are those of the timeline

    def agent_started(self, at_ms: float) -> None:
        """The agent's voice is heard from here on."""
        self._agent_speaks = True
        if self._agent_private:
            self._sound.open_mask(at_ms - ONSET_MS)

    def agent_stopped(self, at_ms: float) -> None:
        """The agent has said what it had to say, or was interrupted."""
        if self._agent_private and self._agent_speaks:
            self._agent_private = False
            self._sound.close_mask(at_ms + ECHO_MS)
        self._agent_speaks = False

    def agent_private(self, at_ms: float) -> None:
        """What the agent says now, or next, must not be kept: silence until it has stopped."""
        if not self._agent_private:
            self._agent_private = True
            if self._agent_speaks:
                self._sound.open_mask(at_ms)

    # Inside

    def _end_open(self, end: float) -> None:
        """The open stretch ends here."""
        if self._waiting and self._waiting[-1].end is None:
            self._waiting[-1].end = max(end, self._waiting[-1].start)
            self._waiting[-1].noticed = self._sound.heard_ms

    def _judged(self, said: _Turn, *, told: bool) -> None:
        """Take the stretches away whose words these were."""
        if told or said.spans:
            last = said.words[-1].end_ms if told else self._sound.heard_ms
            begun = [speech for speech in self._waiting if speech.start < last]
            for speech in begun:
                if speech.end is None or speech.end > last + ECHO_MS:
                    speech.start = last  # more is to come of it
                else:
                    self._waiting.remove(speech)
            return
        if len(self._waiting) == 1 and self._waiting[0].end is not None:
            self._waiting.clear()
        else:
            self._answers.append(self._sound.heard_ms)

    def _give_up(self, speech: _Speech) -> None:
        """Nobody told which words these were. Silence, unless every stretch that waits has had an answer."""
        waiting = sum(one.end is not None for one in self._waiting)
        self._waiting.remove(speech)
        answers = [at for at in self._answers if at >= speech.noticed - JUST_BEFORE_MS]
        if len(answers) >= waiting:
            self._answers.remove(answers[0])
        elif _length(speech) >= SHORT_MS:
            self._mask(whole((speech.start, speech.end or speech.start)))

    def _settle(self) -> None:
        """Decide what has waited too long, then hold what still waits."""
        now = self._sound.heard_ms
        for speech in [one for one in self._waiting if one.end is not None]:
            if now >= speech.noticed + PATIENCE_MS:
                self._give_up(speech)
        if not self._waiting:
            self._answers.clear()
        waiting = [turn for turn in self._turns.values() if turn.is_open]
        for turn in [one for one in waiting if now >= one.came + UNSURE_MS]:
            waiting.remove(turn)
            self._silence(turn)
            turn.spans = []
        ends = [one.noticed + PATIENCE_MS for one in self._waiting if one.end is not None]
        self._deadline = min([*ends, *(turn.came + UNSURE_MS for turn in waiting)], default=float("inf"))
        starts = [one.start for one in self._waiting]
        starts += [start for turn in waiting for start, _ in turn.stretches]
        held = self._sound.place_ms(max(0.0, min(starts) - ONSET_MS)) if starts else None
        self._sound.hold_from(held)

    def _silence(self, said: _Turn) -> None:
        for stretch in sounds(said.text, said.spans, said.stretches, said.words):
            self._mask(stretch)

    def _mask(self, heard: Stretch) -> None:
        place = self._sound.place_ms(max(0.0, heard[0]))
        self._sound.mask(place, max(place, self._sound.place_ms(heard[1])))


def _length(speech: _Speech) -> float:
    return (speech.end or speech.start) - speech.start
