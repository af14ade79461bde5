"""What a call is given. All of it is made by the switchboard; none of it is global."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecat.processors.frame_processor import FrameProcessor

from calls.journal import Journal
from calls.recordings import StereoRecording
from configs import LoadedAgent
from flows.loader import CompiledFlow
from pipeline.places import Extras
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
    recording: StereoRecording | None
    resources: Any
    """What the flow's `open_resources` returned."""
    data_dir: Path
    environ: Mapping[str, str]
    extras: Extras
    catalog: Sequence[ServiceSpec]
    stt: FrameProcessor | None = None
    """Ears in place of the agent's own."""
