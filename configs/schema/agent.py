"""The whole agent file at a glance: one field per block."""

from typing import Annotated

from pydantic import Field

from configs.schema.base import Block
from configs.schema.limits import LimitsBlock
from configs.schema.providers import PipelineBlock
from configs.schema.recording import RecordingBlock
from configs.schema.turns import TurnsBlock

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class AgentConfig(Block):
    """One phone agent."""

    agent: Name
    """The agent's name."""

    flow: Name
    """The folder under `flows/` that holds the conversation."""

    description: str = ""
    """One line for people."""

    language: str = Field(default="en-US", pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")
    """BCP 47 tag of the language that is spoken."""

    timezone: str = "UTC"
    """IANA zone of the business: what "tomorrow" means."""

    pipeline: PipelineBlock = PipelineBlock()
    """Who hears, thinks and speaks."""

    turns: TurnsBlock = TurnsBlock()
    """When the caller has finished, and what silence means."""

    recording: RecordingBlock = RecordingBlock()
    """Whether the call's audio is kept."""

    limits: LimitsBlock = LimitsBlock()
    """How long and how much."""
