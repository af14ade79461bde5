"""What watches over the tools of a call: caps, circuit breakers, and the words said while they work."""

from pipecat.processors.frame_processor import FrameProcessor

from calls.breaker import BreakerRule, Breakers
from calls.events import FillerSpoken
from configs.schema.limits import LimitsBlock
from configs.schema.tools import BreakerBlock, FillerBlock
from flows.tools.caps import Caps
from processors.filler import Filler
from processors.journal import JournalSink
from processors.tool_rounds import ToolRounds


def breakers(block: BreakerBlock) -> Breakers:
    """The circuit breakers of an agent's tools, for all of its calls."""
    rule = BreakerRule(failures=block.failures, window_secs=block.window_secs, open_secs=block.open_secs)
    return Breakers(rule)


def caps(limits: LimitsBlock) -> Caps:
    """The caps of one call."""
    return Caps(rounds_per_turn=limits.tool_rounds_per_turn, identical_per_call=limits.identical_tool_calls)


def processors(filler: FillerBlock, counter: Caps, journal: JournalSink) -> list[FrameProcessor]:
    """What stands behind the language model of one call."""
    found: list[FrameProcessor] = [ToolRounds(counter)]
    if filler.texts:
        waits = (filler.after_secs, filler.again_after_secs)
        found.append(Filler(filler.texts, waits, lambda text: journal.write(FillerSpoken(text=text))))
    return found
