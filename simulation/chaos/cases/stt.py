"""Speech recognition that fails."""

from simulation.chaos.cases.case import Case, Trouble, trouble
from simulation.chaos.cases.moments import ALL, DIALLED, END, FLAKY, MIDDLE, ONCE, REDIALLED
from simulation.chaos.cases.refusals import CLOSES, REFUSALS

STALL = trouble("stall", "says nothing more", "stall_first")
MUTE = trouble("mute", "loses a phrase", "mute")
DROP = trouble("drop", "drops connections", "drop")
RST = trouble("rst", "resets connections", "rst")
EMPTY = trouble("empty", "hears no words", "empty")

HEARD: tuple[Trouble, ...] = (
    STALL,
    trouble("stall-mid", "stops after its first result", "stall_mid", after=1),
    EMPTY,
    DROP,
    RST,
    trouble("close-1011", "closes with an error", "close"),
    trouble("error", "sends an error message", "error"),
    trouble("malformed", "sends what is no JSON", "malformed"),
    trouble("latency", "is 0.8 s late", "latency", secs=0.8),
    trouble("slow", "is 6 s late", "latency", secs=6.0),
    trouble("drip", "waits 3 s between two results", "slow_drip", secs=3.0),
    trouble("jitter", "is up to 1 s late", "jitter", secs=1.0),
    trouble("duplicate", "says everything twice", "duplicate"),
    trouble("reorder", "sends results out of order", "reorder"),
)

STT: tuple[Case, ...] = (
    *DIALLED.of("stt", *REFUSALS, CLOSES),
    *ALL.of("stt", STALL, EMPTY, DROP),
    *MIDDLE.of("stt", *HEARD),
    *REDIALLED.of("stt", *REFUSALS, CLOSES),
    *ONCE.of("stt", MUTE, RST),
    *FLAKY.of("stt", DROP, MUTE),
    *END.of("stt", STALL, DROP),
)
