"""A language model that fails."""

from simulation.chaos.cases.case import Case, Trouble, trouble
from simulation.chaos.cases.moments import ALL, END, FLAKY, MIDDLE, ONCE
from simulation.chaos.cases.refusals import REFUSALS

STALL = trouble("stall", "never sends a token", "stall_first")
DROP = trouble("drop", "drops an answer", "drop", after=4)
ERROR_500 = trouble("500", "answers 500", "http_500")

ANSWERED: tuple[Trouble, ...] = (
    STALL,
    trouble("stall-mid", "stops after four tokens", "stall_mid", after=4),
    trouble("drip", "sends a token every 3 s", "slow_drip", secs=3.0),
    DROP,
    trouble("rst", "resets the connection at once", "rst"),
    trouble("malformed", "sends what is no JSON", "malformed", after=2),
    trouble("error", "sends an error in its stream", "error", after=2),
    trouble("empty", "sends an empty answer", "empty"),
    trouble("blank", "sends spaces", "mute"),
    trouble("bad-tool", "calls a tool with broken JSON", "bad_tool_json"),
    trouble("latency", "is 1.2 s late", "latency", secs=1.2),
    trouble("jitter", "pauses up to 1 s between tokens", "jitter", secs=1.0),
    trouble("duplicate", "says every word twice", "duplicate"),
    trouble("reorder", "mixes up its words", "reorder"),
)

LLM: tuple[Case, ...] = (
    *ALL.of("llm", *REFUSALS),
    *MIDDLE.of("llm", *REFUSALS, *ANSWERED),
    *ONCE.of("llm", ERROR_500, STALL),
    *FLAKY.of("llm", ERROR_500, DROP),
    *END.of("llm", ERROR_500, STALL, DROP),
)
