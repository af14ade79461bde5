"""What a call is given. All of it is made by the switchboard; none of it is global."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipecat.processors.frame_processor import FrameProcessor

from calls.breaker import Breakers
from calls.briefings import Briefings
from calls.events import RecordingStarted
from calls.journal import Journal
from calls.ledger_book import Ledger
from calls.recordings import StereoRecording
from compliance.recording import Decision
from compliance.redaction.redactor import Redactor
from configs import LoadedAgent
from flows.capture.tokenising import Tokeniser
from flows.reading.loader import CompiledFlow
from pipeline.phrases import Phrases
from pipeline.places import Extras
from services.failover.member import provider_health
from services.spec import ServiceSpec
from transports.line import Line


@dataclass(frozen=True)
class Setting:
    """Everything around one call."""

    call_id: str
    agent: LoadedAgent
    flow: CompiledFlow
    line: Line
    journal: Journal
    redactor: Redactor
    """Knows the private data of the call."""
    recording: StereoRecording | None
    decision: Decision | None
    """Under which condition it is kept; None when the agent file wants no recording."""
    recording_started: RecordingStarted | None
    """To be written once the caller has agreed; None where they need not."""
    resources: Any
    """What the flow's `open_resources` returned."""
    data_dir: Path
    environ: Mapping[str, str]
    extras: Extras
    catalog: Sequence[ServiceSpec]
    breakers: Breakers = field(default_factory=Breakers)
    """The circuit breakers of the agent's tools, shared by all calls."""
    health: Breakers = field(default_factory=provider_health)
    """The circuit breakers of the providers, shared by all calls."""
    phrases: Phrases | None = None
    """Sentences for the moment when nobody else can say one."""
    tokeniser: Tokeniser | None = None
    """Makes tokens of payment cards; None where none can be taken."""
    briefings: Briefings = field(default_factory=Briefings)
    """Tickets for the pages of people who are fetched."""
    stt: FrameProcessor | None = None
    """Ears in place of the agent's own."""
    ledger: Ledger = field(default_factory=Ledger)
    """What the call changes in the world."""
