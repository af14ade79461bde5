"""A carrier that does not do what it is asked for, while a person is to be fetched."""

from simulation.chaos.cases.case import Case, Moment, Trouble, trouble
from simulation.chaos.cases.moments import FIRST

RINGING = Moment({})
"""From the first request on: nobody can be rung."""

JOINING = Moment({"passes": 1}, "join-{}", "rings, then {}")
"""The person rings and says yes; then the two are to be put together."""

FAILURES: tuple[Trouble, ...] = (
    trouble("401", "refuses the account", "http_401"),
    trouble("403", "forbids the request", "http_403"),
    trouble("429", "allows no more", "http_429"),
    trouble("500", "answers 500", "http_500"),
    trouble("503", "is overloaded", "http_503"),
    trouble("refused", "takes no connection", "refuse_close"),
    trouble("stall", "never answers", "connect_stall"),
    trouble("lost", "loses its answer", "rst", after=1),
    trouble("done-500", "does it, answers 500", "http_500", after=1),
    trouble("html", "sends a web page", "html"),
    trouble("slow", "takes 3 s for all", "latency", secs=3.0),
)

REST: tuple[Case, ...] = (
    *RINGING.of("rest", *FAILURES, person=True),
    *JOINING.of("rest", *FAILURES, person=True),
    *FIRST.of("rest", *FAILURES, person=True),
)
