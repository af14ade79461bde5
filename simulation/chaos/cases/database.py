"""A database that fails."""

from simulation.chaos.cases.case import Case, Moment, Trouble, trouble

MOMENTS = (
    Moment({"until_secs": 5.0}, "{}-start", "{} for 5 s at first"),
    Moment({"from_turn": 1}, "{}-mid", "{} from mid-call"),
    Moment({"from_turn": 3}, "{}-end", "{} at the end"),
    Moment({"times": 1}, "{}-once", "{} once"),
    Moment({"every": 2}, "{}-flaky", "{} half the time"),
    Moment({}, "{}-all", "{} all along"),
)

FAILURES: tuple[Trouble, ...] = (
    trouble("out", "is out", "outage"),
    trouble("busy", "is busy", "locked", secs=5.0),
    trouble("hang", "never answers", "connect_stall"),
    trouble("lost", "loses answers", "drop"),
    trouble("slow", "takes 1 s", "latency", secs=1.0),
)

DATABASE: tuple[Case, ...] = tuple(case for moment in MOMENTS for case in moment.of("database", *FAILURES))
