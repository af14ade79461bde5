"""Whether a line has what scenarios need of it."""

from collections.abc import Sequence

from simulation.carrier.stream_caller import StreamCaller
from simulation.carriers import KITS
from simulation.scenario import Scenario
from simulation.wideband import WidebandCaller


def line_of(scenario: Scenario, carrier: str, *, live: bool = False) -> type[StreamCaller]:
    """The caller's end of the line that a scenario is played on. `live`: in real time."""
    kit = KITS[carrier]
    line = kit.live or kit.caller if live else kit.caller
    return line if line.wide or scenario.callwright.caller.band != "wide" else WidebandCaller


def unmet(
    scenario: Scenario, carrier: str, rivals: Sequence[Scenario] = (), *, live: bool = False
) -> str | None:
    """Why a scenario cannot be played over a carrier, with its rivals; None if it can."""
    for each in (scenario, *rivals):
        lacks = line_of(each, carrier, live=live).lacks
        for need in each.callwright.needs:
            if need in lacks:
                who = "" if each is scenario else f"its rival {each.short_name} "
                return f"{who}needs {need}: {lacks[need]}"
    return None
