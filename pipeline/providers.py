"""A provider list → one processor: the primary, with the rest behind it as failover."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import TTSSettings

from calls.breaker import Breakers
from calls.events import ProviderFailed, ProviderSwitched
from calls.plain import cut
from configs.schema.providers import FailoverBlock, ProviderChoice
from processors.journal import JournalSink
from services.catalog import CATALOG
from services.context import BuildContext
from services.failover import Failed, LLMGroup, Member, News, ServiceGroup, STTGroup, TTSGroup
from services.failover.reply_watch import ReplyLimits
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

    def __init__(
        self,
        context: BuildContext,
        catalog: Sequence[ServiceSpec] = CATALOG,
        *,
        health: Breakers,
        journal: JournalSink,
        failover: FailoverBlock,
    ) -> None:
        """`health`: what all calls know of the providers."""
        self._context = context
        self._catalog = tuple(catalog)
        self._health, self._journal, self._failover = health, journal, failover
        self._origins: dict[FrameProcessor, Origin] = {}
        self.voices: list[tuple[FrameProcessor, ProviderChoice]] = []
        """Every TTS service that was built, with what the agent file says of it."""

    def ears(self, choices: Sequence[ProviderChoice]) -> FrameProcessor:
        """STT, or several that hear for each other."""
        if len(choices) == 1:
            return self._build("stt", choices[0])
        return STTGroup(self._members("stt", choices), self._tell, self._failover.mute_secs)

    def voice(self, choices: Sequence[ProviderChoice]) -> FrameProcessor:
        """TTS, or several that speak for each other."""
        if len(choices) == 1:
            return self._build("tts", choices[0])
        return TTSGroup(self._members("tts", choices), self._tell, self._failover.first_audio_secs)

    def language_model(self, choices: Sequence[ProviderChoice]) -> LLMService | LLMGroup:
        """The LLM, or several that share the flow's tools and answer for each other."""
        if len(choices) == 1:
            return cast(LLMService, self._build("llm", choices[0]))
        limits = ReplyLimits(
            self._failover.first_token_secs, self._failover.next_token_secs, self._failover.sentence_secs
        )
        return LLMGroup(self._members("llm", choices), self._tell, limits)

    def origin(self, processor: FrameProcessor | None) -> Origin:
        """What a processor is to the agent file."""
        if processor is None:
            return Origin("pipeline", "pipeline")
        if isinstance(processor, ServiceGroup):
            return Origin(processor.kind, processor.active.name)
        name = type(processor).__name__
        return self._origins.get(processor, Origin(name, name))

    def slower_steps(self, service: FrameProcessor, choice: ProviderChoice) -> tuple[TTSSettings, ...]:
        """Settings with which a voice speaks more slowly than the agent file says, step by step."""
        spec = find("tts", choice.service, self._catalog)
        settings_class = getattr(service, "Settings", None)
        return slower_settings(spec, settings_class, choice.settings) if spec and settings_class else ()

    def _members(self, kind: Kind, choices: Sequence[ProviderChoice]) -> list[Member]:
        return [
            Member(self._build(kind, choice), choice.service, shared=self._health.of(_key(kind, choice)))
            for choice in choices
        ]

    def _tell(self, news: News) -> None:
        if isinstance(news, Failed):
            event = ProviderFailed(
                kind=news.kind, provider=news.provider, category=news.why, message=cut(news.message, 500)
            )
        else:
            event = ProviderSwitched(
                kind=news.kind, provider=news.provider, instead_of=news.instead_of, why=news.why
            )
        self._journal.write(event)

    def _build(self, kind: Kind, choice: ProviderChoice) -> FrameProcessor:
        service = build(kind, choice, self._context, catalog=self._catalog)
        self._origins[service] = Origin(kind, choice.service)
        if kind == "tts":
            self.voices.append((service, choice))
        return service


def _key(kind: Kind, choice: ProviderChoice) -> tuple[str, str, str]:
    """Calls that ask the same server for the same thing share what they know of it."""
    return kind, choice.service, choice.model_dump_json()
