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


class FailoverBlock(Block):
    """When a provider counts as failed, and the next of its list takes over. Errors count at once."""

    first_token_secs: float = Field(default=2.0, gt=0, le=30)
    """Seconds a language model may take to begin an answer."""

    next_token_secs: float = Field(default=2.0, gt=0, le=30)
    """Seconds it may pause within one."""

    sentence_secs: float = Field(default=3.0, gt=0, le=60)
    """Seconds until something can be done with its answer: the first sentence, or a tool's call, is whole."""

    first_audio_secs: float = Field(default=1.5, gt=0, le=30)
    """Seconds a voice may take to begin to sound, and to go on where sound is owed."""

    mute_secs: float = Field(default=1.5, gt=0, le=30)
    """Seconds after the caller's words in which speech recognition must have understood one of them."""


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

    failover: FailoverBlock = FailoverBlock()
    """How long each is waited for, where there is a next one."""
