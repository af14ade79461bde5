"""The promise guard of one call: its rules, its evidence, and where unbacked claims are written down."""

from pipecat.processors.frame_processor import FrameProcessor

from calls.claims import Claim
from calls.events import PromiseMade
from calls.evidence import Evidence
from configs.schema.promises import PromisesBlock
from flows.reading.compiled import CompiledFlow
from processors.journal import JournalSink
from processors.promise_guard import PromiseGuard


def evidence_of(flow: CompiledFlow) -> Evidence:
    """What a call may claim before any tool has run, and whose results will count as deeds."""
    return Evidence(flow.known, [name for name, spec in flow.specs.items() if spec.changes_the_world])


def guards(rules: PromisesBlock, evidence: Evidence, journal: JournalSink) -> list[FrameProcessor]:
    """The guard, unless the agent file wants none."""
    if not (rules.flag or rules.block):
        return []

    def write(claim: Claim, blocked: bool) -> None:
        journal.write(PromiseMade(kind=claim.kind, text=claim.text.strip(), blocked=blocked))

    return [PromiseGuard(rules, evidence, write)]
