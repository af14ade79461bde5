"""A provider list → one processor: the primary, with the rest behind it as failover."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from pipecat.pipeline.llm_switcher import LLMSwitcher
from pipecat.pipeline.service_switcher import ServiceSwitcher, ServiceSwitcherStrategyFailover
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import TTSSettings

from configs.schema.providers import ProviderChoice
from services.catalog import CATALOG
from services.context import BuildContext
from services.pace import slower_settings
from services.registry import build, find
from services.spec import Kind, ServiceSpec


class Origin(NamedTuple):
    """Where an error came from."""

    kind: str
    """stt, llm, tts, or the class of the processor when it is no service."""

    provider: str
    """Name in the catalogue, or the class of the processor."""


class Providers:
    """Builds the services of one call and remembers which is which."""

    def __init__(self, context: BuildContext, catalog: Sequence[ServiceSpec] = CATALOG) -> None:
        self._context = context
        self._catalog = tuple(catalog)
        self._origins: dict[FrameProcessor, Origin] = {}
        self.voices: list[tuple[FrameProcessor, ProviderChoice]] = []
        """Every TTS service that was built, with what the agent file says of it."""

    def speech(self, kind: Kind, choices: Sequence[ProviderChoice]) -> FrameProcessor:
        """STT or TTS. Several choices switch to the next when the active one cannot work any more."""
        services = [self._build(kind, choice) for choice in choices]
        if len(services) == 1:
            return services[0]
        return ServiceSwitcher(services, ServiceSwitcherStrategyFailover)

    def language_model(self, choices: Sequence[ProviderChoice]) -> LLMService | LLMSwitcher:
        """The LLM, or a switcher over several that share the flow's tools."""
        services = [cast(LLMService, self._build("llm", choice)) for choice in choices]
        if len(services) == 1:
            return services[0]
        return LLMSwitcher(services, ServiceSwitcherStrategyFailover)

    def origin(self, processor: FrameProcessor | None) -> Origin:
        """What a processor is to the agent file."""
        if processor is None:
            return Origin("pipeline", "pipeline")
        name = type(processor).__name__
        return self._origins.get(processor, Origin(name, name))

    def slower_steps(self, service: FrameProcessor, choice: ProviderChoice) -> tuple[TTSSettings, ...]:
        """Settings with which a voice speaks more slowly than the agent file says, step by step."""
        spec = find("tts", choice.service, self._catalog)
        settings_class = getattr(service, "Settings", None)
        return slower_settings(spec, settings_class, choice.settings) if spec and settings_class else ()

    def _build(self, kind: Kind, choice: ProviderChoice) -> FrameProcessor:
        service = build(kind, choice, self._context, catalog=self._catalog)
        self._origins[service] = Origin(kind, choice.service)
        if kind == "tts":
            self.voices.append((service, choice))
        return service
