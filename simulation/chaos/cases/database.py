"""A database that fails."""

from simulation.chaos.cases.case import Case, Moment, Trouble, trouble
from simulation.chaos.cases.moments import ALL, END, FIRST, FLAKY

MOMENTS = (
    Moment({"until_secs": 5.0}, "{}-start", "{} for 5 s at first"),
    Moment({"from_turn": 1}, "{}-mid", "{} from mid-call"),
    END,
    FIRST,
    FLAKY,
    ALL,
)

FAILURES: tuple[Trouble, ...] = (
    trouble("out", "is out", "outage"),
    trouble("busy", "is busy", "locked", secs=5.0),
    trouble("hang", "never answers", "connect_stall"),
    trouble("lost", "loses answers", "drop"),
    trouble("slow", "takes 1 s", "latency", secs=1.0),
)

DATABASE: tuple[Case, ...] = tuple(case for moment in MOMENTS for case in moment.of("database", *FAILURES))
