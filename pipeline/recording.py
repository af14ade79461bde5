"""A call's recording begins: what the law and the agent file make of it, and the file or the buffer."""

from dataclasses import asdict, dataclass
from pathlib import Path

from calls.events import RecordingDecided, RecordingReason, RecordingStarted
from calls.journal import Journal
from calls.keys import KeyRing
from calls.recordings import StereoRecording, recording_name
from compliance.jurisdiction import declared, place_of_number
from compliance.recording import Decision, decide
from compliance.recording_policy import recording_policy
from configs.schema.agent import AgentConfig
from transports.line import Line

CHANNELS = 2


@dataclass(frozen=True)
class Begun:
    """What is kept of the call's sound, and under which condition."""

    recording: StereoRecording | None = None
    decision: Decision | None = None
    started: RecordingStarted | None = None
    """To be written once the caller has agreed; None where they need not."""


def begin_recording(
    config: AgentConfig, folder: Path, journal: Journal, line: Line, ring: KeyRing | None = None
) -> Begun:
    """Begin, or begin to wait for the caller's consent. With a `ring` the recording is encrypted."""
    decision = recording_decision(config, line)
    if decision is None:
        return Begun()
    reasons = [RecordingReason(**asdict(reason)) for reason in decision.reasons]
    journal.write(
        RecordingDecided(mode=decision.mode, wanted=decision.wanted, policy=decision.policy, reasons=reasons)
    )
    waiting = decision.mode == "ask"
    name = recording_name(encrypt=ring is not None)
    recording = StereoRecording.create(folder / name, line.audio_in_hz, ring=ring, waiting=waiting)
    started = RecordingStarted(path=name, channels=CHANNELS, sample_rate=line.audio_in_hz)
    if not waiting:
        journal.write(started)
    return Begun(recording, decision, started if waiting else None)


def recording_decision(config: AgentConfig, line: Line) -> Decision | None:
    """What is done about the recording of a call on this line; None when the agent file wants none."""
    if config.recording.mode == "off":
        return None
    caller = line.from_ if line.direction == "inbound" else line.to
    return decide(
        recording_policy(),
        wanted=config.recording.mode,
        caller=place_of_number(caller, trust_area_codes=config.compliance.trust_area_codes),
        business=declared(config.compliance.jurisdiction),
        announcement_is_consent=config.recording.announcement_is_consent,
    )
