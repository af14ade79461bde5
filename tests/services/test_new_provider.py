"""Adding a provider is one catalogue entry: here is a small working one, added and used."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import pytest
from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.types import NOT_GIVEN, NotGiven

from configs.schema.providers import ProviderChoice
from services import CATALOG, BuildContext, ServiceError, ServiceSpec, build, catalogue, check, names


@dataclass
class ToneSettings(STTSettings):
    """Settings of the little provider."""

    loud_word: str | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    threshold: int | NotGiven = field(default_factory=lambda: NOT_GIVEN)


class ToneSTTService(STTService):
    """Hears one word in loud audio and nothing in silence."""

    Settings = ToneSettings
    _settings: ToneSettings

    def __init__(
        self, *, api_key: str, flow: BuildContext, gain: float = 1.0, settings: ToneSettings, **kwargs
    ):
        defaults = ToneSettings(model=None, language=None, loud_word="yes", threshold=1000)
        defaults.apply_update(settings)
        super().__init__(settings=defaults, ttfs_p99_latency=0.1, **kwargs)
        self.api_key, self.flow, self.gain = api_key, flow, gain

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        samples = memoryview(audio).cast("h")
        if max(abs(sample) for sample in samples) * self.gain >= self._settings.threshold:
            yield TranscriptionFrame(self._settings.loud_word, self.flow.node() or "", "")


TONE = ServiceSpec(
    name="tone",
    kind="stt",
    target=f"{__name__}:ToneSTTService",
    install="tone",
    secret="TONE_API_KEY",
    args={"gain": float},
    flow_aware=True,
)

WITH_TONE = catalogue([*CATALOG, TONE])


def context(environ: dict[str, str]) -> BuildContext:
    return BuildContext(
        environ=environ,
        language="en-US",
        timezone="UTC",
        script=None,
        node=lambda: "greeting",
        state=dict,
        wideband=False,
    )


def choice(settings: dict | None = None, args: dict | None = None) -> ProviderChoice:
    return ProviderChoice(service="tone", settings=settings or {}, args=args or {})


async def test_one_entry_makes_a_provider_that_hears():
    chosen = choice({"loud_word": "hello", "threshold": "500"}, {"gain": 2})
    stt = build("stt", chosen, context({"TONE_API_KEY": "k"}), WITH_TONE)
    assert isinstance(stt, ToneSTTService)
    heard = [frame async for frame in stt.run_stt((300).to_bytes(2, "little") * 160)]
    assert [(frame.text, frame.user_id) for frame in heard] == [("hello", "greeting")]
    assert [frame async for frame in stt.run_stt(bytes(320))] == []


def test_it_gets_its_key_its_context_and_the_agents_language():
    here = context({"TONE_API_KEY": "k"})
    stt = build("stt", choice(), here, WITH_TONE)
    assert isinstance(stt, ToneSTTService)
    assert (stt.api_key, stt.flow, stt._settings.language) == ("k", here, "en-US")


def test_it_is_checked_like_all_others():
    assert names("stt", WITH_TONE) == [*names("stt"), "tone"]
    wrong = choice({"loud_wrd": "x", "threshold": "high"}, {"gian": 1})
    assert check("stt", wrong, {}, WITH_TONE) == [
        "service: 'tone' needs a key; set TONE_API_KEY",
        'args.gian: unknown argument; one of: api_key_env, gain (did you mean "gain"?)',
        "settings.loud_wrd: unknown setting; one of: language, loud_word, model, threshold "
        '(did you mean "loud_word"?)',
        'settings.threshold: must be a whole number, not "high"',
    ]


def test_nobody_else_can_choose_it():
    with pytest.raises(ServiceError, match="unknown stt service 'tone'"):
        build("stt", choice(), context({"TONE_API_KEY": "k"}))
