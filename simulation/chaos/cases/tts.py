"""A voice that fails."""

from simulation.chaos.cases.case import Case, Trouble, trouble
from simulation.chaos.cases.moments import ALL, DIALLED, END, FLAKY, HOLD, MIDDLE, ONCE, REDIALLED
from simulation.chaos.cases.refusals import CLOSES, REFUSALS

STALL = trouble("stall", "never sounds", "stall_first")
MUTE = trouble("mute", "sends silence", "mute")
DROP = trouble("drop", "drops after 2 words", "drop", after=2)
RST = trouble("rst", "resets connections", "rst")

SPOKEN: tuple[Trouble, ...] = (
    STALL,
    trouble("stall-mid", "stops after two words", "stall_mid", after=2),
    MUTE,
    trouble("empty", "is done without a sound", "empty"),
    trouble("drip", "sends a word every 2 s", "slow_drip", secs=2.0),
    DROP,
    RST,
    trouble("close-1011", "closes with an error", "close"),
    trouble("error", "says that the quota is used up", "error"),
    trouble("malformed", "sends what is no JSON", "malformed"),
    trouble("latency", "is 1 s late", "latency", secs=1.0),
    trouble("jitter", "pauses up to 0.5 s between words", "jitter", secs=0.5),
    trouble("duplicate", "says every word twice", "duplicate"),
    trouble("reorder", "mixes up its words", "reorder"),
)

TTS: tuple[Case, ...] = (
    *DIALLED.of("tts", *REFUSALS, CLOSES),
    *ALL.of("tts", STALL, MUTE, DROP),
    *MIDDLE.of("tts", *SPOKEN),
    *REDIALLED.of("tts", *REFUSALS, CLOSES),
    *ONCE.of("tts", STALL, DROP),
    *FLAKY.of("tts", RST),
    *END.of("tts", STALL, DROP),
    *HOLD.of("tts", STALL, MUTE, DROP, person=True),
)
