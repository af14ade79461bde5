"""`pipeline:` — which shape, and who hears, thinks and speaks."""

from typing import Any, Literal

from pydantic import Field

from configs.schema.base import Block, Deployed


class ProviderChoice(Block):
    """One provider of a list. The first of a list is the primary, the rest are failover, in order."""

    service: str
    """Name in the catalogue, e.g. `deepgram`."""

    settings: Deployed[dict[str, Any]] = Field(default_factory=dict)
    """The provider's own settings (model, voice, language ...), checked against its dataclass."""

    args: Deployed[dict[str, Any]] = Field(default_factory=dict)
    """Connection arguments of the provider's constructor (base_url, url ...)."""


LOCAL = (ProviderChoice(service="local"),)


class PipelineBlock(Block):
    """Which pipeline to assemble."""

    mode: Literal["cascaded"] = "cascaded"
    """`cascaded`: STT, then LLM with the flow, then TTS."""

    stt: tuple[ProviderChoice, ...] = Field(default=LOCAL, min_length=1)
    """Speech recognition, in order of preference."""

    llm: tuple[ProviderChoice, ...] = Field(default=LOCAL, min_length=1)
    """Language models, in order of preference."""

    tts: tuple[ProviderChoice, ...] = Field(default=LOCAL, min_length=1)
    """Speech synthesis, in order of preference."""
