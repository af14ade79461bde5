"""What may stand in a scenario file: Pipecat's eval format for scripts, and our own `callwright:` block.

Pipecat's loader passes over keys it does not know, so one file serves both harnesses.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from calls.transfers import TransferOutcome
from configs.schema.base import Block
from simulation.carrier.blocks import CarrierBlock, CdrBlock, Need, PersonBlock
from simulation.goal import Goal

Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$", json_schema_extra={"format": "E.164"})]
Row = dict[str, str | int | float | bool | None]


class PauseBlock(Block):
    """Silence within what the caller says."""

    pause_ms: int = Field(gt=0, le=60_000)


class FunctionCallBlock(Block):
    """A tool the agent is expected to call."""

    name: str | None = None
    args: dict[str, Any] | None = None
    """Arguments that must be among the call's; others may be there."""


class ExpectBlock(Block):
    """One event that is expected, or must not come."""

    event: str
    within_ms: int | None = Field(default=None, gt=0)
    """From when the turn was sent; 60 s if not given."""
    text_contains: str | None = None
    text_excludes: str | None = None
    name: str | None = None
    args: dict[str, Any] | None = None
    calls: list[str | FunctionCallBlock] | None = None
    absent: bool = False
    check_from: Literal["previous", "turn_start"] = "previous"


class SendAfterBlock(Block):
    """When the caller speaks, other than when the agent has finished."""

    event: str | None = None
    delay_ms: int = Field(default=0, ge=0)


class TurnBlock(Block):
    """One turn: what the caller does, and what is to happen then."""

    user: str | list[str | PauseBlock] | None = None
    audio: str | None = None
    """A WAV file that says `user`, relative to the scenario file."""
    dtmf: str | int | None = None
    send_after: SendAfterBlock | None = None
    expect: list[ExpectBlock] = Field(default_factory=list)


class SpeechBlock(Block):
    """Who speaks the caller's words. `factory` and `service` are for Pipecat's own harness."""

    voice: str | None = None
    speed: float | None = Field(default=None, gt=0.3, lt=3)
    service: str | None = None
    factory: str | None = None
    language: str | None = None
    sample_rate: int | None = None


class UserBlock(Block):
    """How the caller's turns are delivered. On the telephone they are always spoken."""

    modality: Literal["audio", "text"] = "text"
    speech: SpeechBlock | None = None


class NoiseBlock(Block):
    """What is to be heard behind the caller."""

    kind: Literal["white", "babble"] = "white"
    snr_db: float = Field(ge=-10, le=60)
    """Decibels between the speech and the noise."""


class HangUpBlock(Block):
    """When the caller puts the phone down: `delay_ms` after the event."""

    event: str
    name: str | None = None
    """For `function_call`: which one."""
    text_contains: str | None = None
    delay_ms: int = Field(default=0, ge=0)


class CallerBlock(Block):
    """What kind of caller it is."""

    voice: str | None = None
    speed: float = Field(default=1.0, gt=0.3, lt=3)
    band: Literal["phone", "wide"] = "phone"
    """`wide`: a line that carries 16 kHz, as browsers do. Without recordings."""
    noise: NoiseBlock | None = None
    heard_with: float | None = Field(default=None, ge=0, le=1)
    """How sure scripted ears say they are of the caller's words; None = they do not tell."""
    patience_ms: int = Field(default=700, ge=100)
    """Silence after which the caller takes the agent to have finished."""
    stays_secs: float = Field(default=6.0, ge=0, le=3600)
    """How long the caller stays on the line in silence after the last turn and the answer to it."""
    hangs_up: HangUpBlock | None = None


class GivenBlock(Block):
    """What is the case when the phone rings."""

    clock: AwareDatetime | None = None
    """The wall clock, with its zone: `2026-03-02T09:15:00-05:00`."""
    from_: Phone = Field(default="+12125550199", alias="from")
    """The caller's number; its area code tells whose law counts."""
    to: Phone = "+15550100100"
    database: dict[str, dict[str, list[Row]]] = Field(default_factory=dict)
    """File in the data folder to table to rows that are put in."""
    demo: bool = False
    """Whether the flow's own demo data is put in before."""
    slow: dict[str, float] = Field(default_factory=dict)
    """Name of off-loop work (`calendar`) to the seconds it takes in this scenario."""
    people: dict[Phone, PersonBlock | Annotated[list[PersonBlock], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    """Number to how somebody there behaves; a list is for calls one after the other. Elsewhere is nobody."""
    carrier: CarrierBlock = Field(default_factory=CarrierBlock)


class ToolBlock(Block):
    """A tool that is to have been called in the whole of the call."""

    name: str
    args: dict[str, Any] = Field(default_factory=dict)
    """Arguments that must be among the call's."""
    ok: bool | None = None
    error_kind: str | None = None
    times: int | None = Field(default=None, ge=0)
    """Exactly how often; at least once if not given. 0 = never."""


class RowsBlock(Block):
    """Rows that are to be in a table afterwards."""

    where: Row = Field(default_factory=dict)
    count: int = Field(default=1, ge=0)


class LatencyBlock(Block):
    """Bounds of the answer times, from the caller's last sample to the agent's first."""

    p50_ms: float | None = Field(default=None, gt=0)
    max_ms: float | None = Field(default=None, gt=0)


class HeardBlock(Block):
    """What the caller is to have heard in the whole of the call; case does not matter."""

    contains: list[str] = Field(default_factory=list)
    excludes: list[str] = Field(default_factory=list)


class TransferBlock(Block):
    """What is to have become of a transfer to a person."""

    outcome: TransferOutcome | None = None
    destination: str | None = None
    reason: str | None = None


class FinallyBlock(Block):
    """What is to be the case when the call is over."""

    end_reason: str | list[str] | None = None
    disposition: str | list[str] | None = None
    resolved: bool | None = None
    nodes: list[str] | None = None
    """Nodes of the flow that were entered in this order; others may lie between."""
    tools: list[ToolBlock] = Field(default_factory=list)
    no_tools: list[str] = Field(default_factory=list)
    """Tools that must not have been called."""
    escalations: list[str] | None = None
    """The triggers that fired, in this order and no others; `[]` = none."""
    repairs: list[str] | None = None
    """The kinds of repair, in this order and no others; `[]` = none."""
    data: dict[str, Any] = Field(default_factory=dict)
    """Values that must be in the record's `data`."""
    database: dict[str, dict[str, list[RowsBlock]]] = Field(default_factory=dict)
    """File in the data folder to table to what must be in it."""
    latency: LatencyBlock = Field(default_factory=LatencyBlock)
    heard: HeardBlock = Field(default_factory=HeardBlock)
    min_secs: float | None = None
    max_secs: float | None = None
    interruptions: int | None = Field(default=None, ge=0)
    """How often the caller stopped the agent."""
    transfers: list[TransferBlock] | None = None
    """All transfers of the call, in order. `[]` = none."""
    cdr: CdrBlock | None = None
    """What the carrier's own records are to say. Compared with ours in any case."""


class CallwrightBlock(Block):
    """What Pipecat's format has no word for. That of the file holds for each scenario, key by key."""

    agent: str | None = None
    """The agent that is called; None = the one named on the command line, or that of the folder."""
    seed: int = 1
    ears: Literal["scripted", "local"] = "scripted"
    """`local`: the agent's own recogniser hears the audio. `scripted`: it understands the script's words."""
    needs: list[Need] = Field(default_factory=list)
    """What the call needs of its line. On a line that lacks it the scenario is skipped, and this is said."""
    given: GivenBlock = Field(default_factory=GivenBlock)
    caller: CallerBlock = Field(default_factory=CallerBlock)
    goal: Goal | None = None
    """What the caller wants, in place of turns (`turns: []`): each answer follows from what is heard."""
    rivals: list[str] = Field(default_factory=list)
    """Scenarios of this file whose callers call at the same time."""
    only_as_rival: bool = False
    """Whether this scenario is run only as the rival of another."""
    finally_: FinallyBlock = Field(default_factory=FinallyBlock, alias="finally")


class ScenarioBlock(Block):
    """One scenario. What it does not set is taken from the file."""

    name: str
    turns: list[TurnBlock] | None = None
    user: UserBlock | None = None
    judge: dict[str, Any] | None = None
    stop_on_failure: bool | None = None
    callwright: CallwrightBlock | None = None


class FileBlock(Block):
    """A scenario file."""

    name: str
    scenarios: list[ScenarioBlock] = Field(min_length=1)
    turns: list[TurnBlock] | None = None
    user: UserBlock | None = None
    judge: dict[str, Any] | None = None
    stop_on_failure: bool | None = None
    callwright: CallwrightBlock | None = None
