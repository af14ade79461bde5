"""Turns, folded from what was said."""

from calls.events import AgentSpoke, CallerSpoke, ResponseMeasured, SilenceNoticed, TextRestored
from calls.record_parts import AgentTurn, CallerTurn, Turn


class Turns:
    """Collects a call's turns in the order in which they were taken."""

    def __init__(self) -> None:
        """No turn yet."""
        self.turns: list[Turn] = []
        self._callers: list[CallerTurn] = []
        self._silent_since_ms: int | None = None

    def silence(self, event: SilenceNoticed) -> None:
        """The caller has let the agent wait: what the agent says next is a turn of its own."""
        self._silent_since_ms = event.at_ms

    def caller_spoke(self, event: CallerSpoke, node: str | None) -> None:
        """A turn begins with what the caller said."""
        caller = CallerTurn(text=event.text, start_ms=event.start_ms, end_ms=event.end_ms, via=event.via)
        self._callers.append(caller)
        self.turns.append(Turn(index=len(self.turns), node=node, caller=caller))

    def text_restored(self, event: TextRestored) -> None:
        """More is known of what the caller said; of a turn that is not there, nothing."""
        if event.turn < len(self._callers):
            self._callers[event.turn].text = event.text

    def agent_spoke(self, event: AgentSpoke, node: str | None) -> None:
        """The agent's words join the turn in which they began."""
        turn = self._turn_at(event.start_ms)
        if self._silent_since_ms is not None and event.start_ms >= self._silent_since_ms:
            self._silent_since_ms = None
            turn = Turn(index=len(self.turns), node=node)
            self.turns.append(turn)
        elif turn is None:
            turn = Turn(index=0, node=node)
            self.turns.insert(0, turn)
            for index, later in enumerate(self.turns):
                later.index = index
        said = AgentTurn(**event.model_dump(exclude={"type", "at_ms"}))
        turn.agent = said if turn.agent is None else _joined(turn.agent, said)

    def response_measured(self, event: ResponseMeasured) -> None:
        """The first response to a turn is the one whose latency counts."""
        if self.turns and self.turns[-1].latency_ms is None:
            self.turns[-1].latency_ms = rounded_latency(event.total_ms, event.parts)

    def _turn_at(self, ms: int) -> Turn | None:
        """The last turn that had begun by then. An answer that a barge-in cut off is told after the caller
        began to speak again, so the last turn of all may be too late."""
        begun = (turn for turn in reversed(self.turns) if turn.caller is None or turn.caller.start_ms <= ms)
        return next(begun, None)


def rounded_latency(total_ms: float, parts: dict[str, float]) -> dict[str, float]:
    """Total and parts to 0.1 ms, rounded so that the parts still add up.

    The running sums are rounded, not the parts, so an error never gathers.
    """
    tenths = {"total": round(total_ms * 10)}
    gone = 0.0
    before = 0
    for name, part in parts.items():
        gone += part
        after = tenths["total"] if abs(gone - total_ms) < 0.05 else round(gone * 10)
        tenths[name] = after - before
        before = after
    return {name: value / 10 for name, value in tenths.items()}


def _joined(first: AgentTurn, second: AgentTurn) -> AgentTurn:
    """Two utterances of one turn as one."""
    return AgentTurn(
        text=" ".join(filter(None, (first.text, second.text))),
        heard=" ".join(filter(None, (first.heard, second.heard))),
        interrupted=first.interrupted or second.interrupted,
        start_ms=min(first.start_ms, second.start_ms),
        end_ms=max(first.end_ms, second.end_ms),
    )
