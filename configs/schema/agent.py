"""The whole agent file at a glance: one field per block."""

from typing import Annotated

from pydantic import AfterValidator, Field

from configs.schema.after_call import AfterCallBlock
from configs.schema.base import Block
from configs.schema.compliance import ComplianceBlock
from configs.schema.handoff import HandoffBlock
from configs.schema.limits import LimitsBlock
from configs.schema.locale import known_language, known_zone
from configs.schema.payments import PaymentsBlock
from configs.schema.promises import PromisesBlock
from configs.schema.providers import PipelineBlock
from configs.schema.recording import RecordingBlock
from configs.schema.redaction import RedactionBlock
from configs.schema.repair import RepairBlock
from configs.schema.retention import RetentionBlock
from configs.schema.tools import ToolsBlock
from configs.schema.turns import TurnsBlock

Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$",
        # The word that editors know for "say this when the pattern does not match".
        json_schema_extra={"patternErrorMessage": "small letters, digits, - and _, at most 64 of them"},
    ),
]
Language = Annotated[str, AfterValidator(known_language)]
Timezone = Annotated[str, AfterValidator(known_zone)]


class AgentConfig(Block):
    """One phone agent."""

    agent: Name
    """The agent's name."""

    flow: Name
    """The folder under `flows/` that holds the conversation."""

    description: str = ""
    """One line for people."""

    language: Language = Field(
        default="en-US",
        pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$",
        json_schema_extra={"patternErrorMessage": "a language and, if you like, a country: en, en-US, es-MX"},
    )
    """BCP 47 tag of the language that is spoken."""

    timezone: Timezone = "UTC"
    """IANA zone of the business: what "tomorrow" means."""

    pipeline: PipelineBlock = PipelineBlock()
    """Who hears, thinks and speaks."""

    turns: TurnsBlock = TurnsBlock()
    """When the caller has finished, and what silence means."""

    tools: ToolsBlock = ToolsBlock()
    """Tools that are no Python: webhooks and MCP servers."""

    payments: PaymentsBlock = PaymentsBlock()
    """Which payment cards are taken, and who makes tokens of them."""

    handoff: HandoffBlock = HandoffBlock()
    """When a person is fetched, who, and what happens when nobody comes."""

    repair: RepairBlock = RepairBlock()
    """How a caller mends the conversation: repeat, go back, start over ..."""

    promises: PromisesBlock = PromisesBlock()
    """What the agent may not claim without a tool's result."""

    redaction: RedactionBlock = RedactionBlock()
    """What is done with private data: for the language model, and in everything that is kept."""

    recording: RecordingBlock = RecordingBlock()
    """Whether the call's audio is kept."""

    compliance: ComplianceBlock = ComplianceBlock()
    """Where the business is, and what callers are told about who is speaking."""

    retention: RetentionBlock = RetentionBlock()
    """How long calls and recordings are kept."""

    limits: LimitsBlock = LimitsBlock()
    """How long and how much."""

    after_call: AfterCallBlock = AfterCallBlock()
    """What is made of the call once it is over."""
