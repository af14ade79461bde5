"""When something goes wrong in a conversation of three turns."""

from simulation.chaos.cases.case import Moment
from simulation.faults import Fault

MID = 2
"""The caller's turn from which on a fault strikes in the middle of a call."""

LAST = 3
"""The caller's farewell."""

ALL = Moment({}, "{}-all", "{} all along")
"""Before anybody has said anything, and then throughout."""

DIALLED = Moment({})
"""The same, of what strikes a connection as it is made: there is none yet."""

MIDDLE = Moment({"from_turn": MID})

END = Moment({"from_turn": LAST}, "{}-late", "{} at the end")

FIRST = Moment({"times": 1}, "{}-once", "{} once")
"""The first thing that is asked."""

ONCE = Moment({"from_turn": MID, "times": 1}, "{}-once", "{} once")

FLAKY = Moment({"every": 2}, "{}-flaky", "{} half the time")
"""From the start, and well in between: whoever comes back at once is met by it again and again."""

REDIALLED = Moment(
    {"from_turn": MID}, "drop-{}", "drops, then {}", before=(Fault("drop", times=1, from_turn=MID),)
)
"""A connection that stood is lost, and the next one meets the fault."""

HOLD = Moment({"from_turn": MID}, "{}-hold", "{} on hold")
"""As somebody is to be fetched: music follows what the caller is told."""
