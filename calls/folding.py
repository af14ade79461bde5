"""What the events of a call add up to, taken one by one."""

from typing import Any

from calls.end_reasons import EndReason
from calls.events import (
    AgentSpoke,
    CallAnswered,
    CallEnded,
    CallerSpoke,
    CallEvent,
    CallStarted,
    CallSummarised,
    DataCollected,
    DeadlineSpoken,
    EscalationRequested,
    NodeEntered,
    OutcomeSet,
    PromiseMade,
    ProviderFailed,
    ProviderSwitched,
    RecordingFinished,
    RecordingStarted,
    ResponseMeasured,
    SilenceNoticed,
    TextRestored,
    ToolCalled,
    ToolFinished,
    TransferCallTold,
    TransferEnded,
    TransferRequested,
)
from calls.permission import Permissions
from calls.record_parts import Extracted, Failover, Outcome, Promise, Summary, ToolUse, Wait
from calls.transfer_fold import Transfers
from calls.turns import Turns

_KIND_OF = {EndReason.STT_FAILED: "stt", EndReason.LLM_FAILED: "llm", EndReason.TTS_FAILED: "tts"}


class Folding:
    """What is known of the call so far."""

    def __init__(self, started: CallStarted) -> None:
        """Nothing is known but that the call began."""
        self.started = started
        self.answered_at: str | None = None
        self.ended: CallEnded | None = None
        self.outcome = Outcome()
        self.data: dict[str, Any] = {}
        self.path: list[str] = []
        self.turns = Turns()
        self.tools: list[ToolUse] = []
        self.open_tools: dict[str, list[ToolUse]] = {}
        self.transfers = Transfers()
        self.promises: list[Promise] = []
        self.summary: Summary | None = None
        self.extracted: Extracted | None = None
        self.recording: RecordingStarted | None = None
        self.finished: RecordingFinished | None = None
        self.permissions = Permissions()
        self.failures: list[ProviderFailed] = []
        self.failovers: list[Failover] = []
        self.waits: list[Wait] = []

    def take(self, event: CallEvent) -> None:
        """Learn from one event. Those that the record does not show are in the journal only."""
        match event:
            case CallAnswered():
                self.answered_at = self.answered_at or event.answered_at
            case RecordingStarted():
                self.recording = event
            case RecordingFinished():
                self.finished = event
            case NodeEntered():
                self.path.append(event.node)
            case CallerSpoke():
                self.turns.caller_spoke(event, self.node)
            case TextRestored():
                self.turns.text_restored(event)
            case AgentSpoke():
                self.turns.agent_spoke(event, self.node)
            case SilenceNoticed():
                self.turns.silence(event)
            case ResponseMeasured():
                self.turns.response_measured(event)
            case ToolCalled():
                self.tool_called(event)
            case ToolFinished():
                self.tool_finished(event)
            case EscalationRequested():
                self.data.setdefault("escalations", []).append(event.reason)
            case DataCollected():
                self.data[event.key] = event.value
            case OutcomeSet():
                self.outcome = Outcome(disposition=event.disposition, resolved=event.resolved)
            case ProviderFailed():
                self.failures.append(event)
            case DeadlineSpoken():
                self.waits.append(Wait(step=event.step, text=event.text, at_ms=event.at_ms))
            case ProviderSwitched():
                self.failovers.append(Failover(**event.model_dump(exclude={"type"})))
            case TransferRequested():
                self.transfers.requested(event)
            case TransferCallTold():
                self.transfers.told(event)
            case TransferEnded():
                self.transfers.ended(event)
            case PromiseMade():
                self.promises.append(Promise(**event.model_dump(exclude={"type"})))
            case CallSummarised():
                self.summarised(event)
            case CallEnded():
                self.ended = self.ended or event
            case _:
                self.permissions.take(event)

    @property
    def node(self) -> str | None:
        """Where the flow is."""
        return self.path[-1] if self.path else None

    def tool_called(self, event: ToolCalled) -> None:
        """A tool runs; unfinished until told otherwise."""
        use = ToolUse(
            name=event.name, arguments=event.arguments, ok=False, error_kind="unfinished",
            started_ms=event.at_ms, finished_ms=None,
        )  # fmt: skip
        self.tools.append(use)
        self.open_tools.setdefault(event.tool_call_id, []).append(use)

    def tool_finished(self, event: ToolFinished) -> None:
        """A tool ended. Ids may be used again, so the oldest open one is meant."""
        waiting = self.open_tools.get(event.tool_call_id)
        if not waiting:
            self.tool_called(
                ToolCalled(at_ms=event.at_ms, tool_call_id=event.tool_call_id, name=event.name, arguments={})
            )
            waiting = self.open_tools[event.tool_call_id]
        use = waiting.pop(0)
        use.ok, use.error_kind, use.finished_ms = event.ok, event.error_kind, event.at_ms

    def summarised(self, event: CallSummarised) -> None:
        """Somebody wrote down what the call came to."""
        self.summary = Summary(text=event.summary, by=event.summary_by) if event.summary else None
        if event.values or event.missing or event.wrong:
            self.extracted = Extracted(
                values=event.values, sources=dict(event.sources), missing=event.missing, wrong=event.wrong
            )

    def fault(self, reason: EndReason) -> str:
        """Whose fault the end was; a provider is named if one was seen to fail."""
        if reason.fault != "provider":
            return reason.fault
        kind = _KIND_OF.get(reason)
        of_kind = [failure for failure in self.failures if failure.kind == kind] or self.failures
        return f"provider:{of_kind[-1].provider}" if of_kind else "provider"
