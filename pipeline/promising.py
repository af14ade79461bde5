"""The promise guard of one call: its rules, its evidence, and where unbacked claims are written down."""

from collections.abc import Iterator
from typing import Any

from pipecat.processors.frame_processor import FrameProcessor

from calls.claims import Claim
from calls.events import PromiseMade
from calls.evidence import Evidence
from configs.schema.promises import PromisesBlock
from flows.reading.compiled import CompiledFlow
from flows.tools import spec_of
from processors.journal import JournalSink
from processors.promise_guard import PromiseGuard


def evidence_of(flow: CompiledFlow) -> Evidence:
    """What a call may claim before any tool has run: what the flow's author wrote."""
    specs = [spec for value in vars(flow.tools).values() if (spec := spec_of(value))]
    known = [*_texts(flow.config.model_dump(mode="json"))]
    if flow.script is not None:
        known += _texts(flow.script.model_dump(mode="json"))
    return Evidence(known, [spec.name for spec in specs if spec.changes_the_world])


def guards(rules: PromisesBlock, evidence: Evidence, journal: JournalSink) -> list[FrameProcessor]:
    """The guard, unless the agent file wants none."""
    if not (rules.flag or rules.block):
        return []

    def write(claim: Claim, blocked: bool) -> None:
        journal.write(PromiseMade(kind=claim.kind, text=claim.text.strip(), blocked=blocked))

    return [PromiseGuard(rules, evidence, write)]


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
