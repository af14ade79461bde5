"""A checked choice becomes a service that will do what the agent file says."""

import pytest
from pipecat.services.cartesia.stt import CartesiaSTTService
from pipecat.services.cartesia.tts import CartesiaTTSService, GenerationConfig
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.tts_service import TextAggregationMode

from configs.schema.providers import ProviderChoice
from services import CATALOG, BuildContext, ServiceError, ServiceSpec, build

KEYS = {
    "DEEPGRAM_API_KEY": "dg-test",
    "OPENAI_API_KEY": "oa-test",
    "ELEVENLABS_API_KEY": "el-test",
    "CARTESIA_API_KEY": "ca-test",
}


def context(language: str = "en-US", environ: dict | None = None) -> BuildContext:
    return BuildContext(
        environ=KEYS if environ is None else environ,
        language=language,
        timezone="UTC",
        script=None,
        node=lambda: None,
        state=dict,
        wideband=False,
    )


def chosen(service: str, settings: dict | None = None, args: dict | None = None) -> ProviderChoice:
    return ProviderChoice(service=service, settings=settings or {}, args=args or {})


@pytest.mark.parametrize(
    ("kind", "service", "expected"),
    [
        ("stt", "deepgram", DeepgramSTTService),
        ("stt", "cartesia", CartesiaSTTService),
        ("llm", "openai", OpenAILLMService),
        ("tts", "elevenlabs", ElevenLabsTTSService),
        ("tts", "cartesia", CartesiaTTSService),
    ],
)
def test_each_cloud_service_is_built_without_touching_the_network(kind, service, expected):
    settings = {"voice": "v"} if kind == "tts" else {}
    assert isinstance(build(kind, chosen(service, settings), context()), expected)


@pytest.mark.parametrize("spec", [s for s in CATALOG if not s.keyless], ids=lambda s: f"{s.kind}-{s.name}")
def test_each_cloud_service_takes_all_of_its_arguments_at_once(spec):
    """An argument that only some ancestor names must also reach it."""
    values = {
        "base_url": "wss://host.example",
        "url": "wss://host.example",
        "default_headers": {"X-Team": "desk"},
        "text_aggregation_mode": "token",
    }
    by_type = {bool: True, str: "text"}
    args = {name: values.get(name, by_type.get(declared, 1)) for name, declared in spec.args.items()}
    if spec.kind == "llm":
        args["base_url"] = "https://host.example/v1"
    build(spec.kind, chosen(spec.name, dict.fromkeys(spec.required, "v"), args), context())


def test_settings_reach_the_service_as_their_own_types():
    choice = chosen(
        "cartesia",
        {"voice_id": "v", "model": "sonic-3.6", "generation_config": {"speed": "1.1"}},
        {"text_aggregation_mode": "token"},
    )
    tts = build("tts", choice, context())
    assert isinstance(tts, CartesiaTTSService)
    assert tts._settings.voice == "v"
    assert tts._settings.generation_config == GenerationConfig(speed=1.1)
    assert tts._settings.extra == {}
    assert tts._text_aggregation_mode is TextAggregationMode.TOKEN


@pytest.mark.parametrize(
    ("kind", "service", "language", "spoken"),
    [
        ("stt", "deepgram", "en-GB", "en-GB"),
        ("stt", "deepgram", "de-DE", "de"),
        ("stt", "cartesia", "en-US", "en"),
        ("tts", "elevenlabs", "en-US", "en"),
        ("tts", "cartesia", "en-GB", "en-GB"),
        ("tts", "cartesia", "de-XX", "de"),
    ],
)
def test_the_agents_language_is_given_in_the_form_the_provider_understands(kind, service, language, spoken):
    settings = {"voice": "v"} if kind == "tts" else {}
    built = build(kind, chosen(service, settings), context(language))
    assert built._settings.language == spoken


def test_the_files_own_language_wins_even_if_only_the_provider_knows_it():
    assert build("stt", chosen("deepgram", {"language": "multi"}), context())._settings.language == "multi"
    assert build("stt", chosen("deepgram", {"language": "fr"}), context())._settings.language == "fr"


def test_everything_that_is_wrong_is_in_one_error():
    with pytest.raises(ServiceError) as refusal:
        build("tts", chosen("elevenlabs", {"stabilty": 1}), context("qq", environ={}))
    assert {p.key for p in refusal.value.problems} == {
        "service",
        "settings.stabilty",
        "settings.voice",
        "settings.language",
    }
    assert "tts elevenlabs: service: 'elevenlabs' needs a key; set ELEVENLABS_API_KEY" in str(refusal.value)


def test_an_unknown_service_is_refused():
    with pytest.raises(ServiceError, match="unknown stt service 'nobody'"):
        build("stt", chosen("nobody"), context())


def test_the_context_shows_no_secret_when_printed():
    assert "dg-test" not in repr(context())


class Refusing(DeepgramSTTService):
    """A service whose constructor fails, with a secret in its words."""

    def __init__(self, **kwargs):
        raise RuntimeError("no luck with sk-proj-Very5ecretVery5ecret")


def test_a_constructor_that_fails_is_an_error_of_ours_without_the_secret():
    spec = ServiceSpec(name="refusing", kind="stt", target=f"{__name__}:Refusing", install="callwright")
    with pytest.raises(ServiceError, match="cannot be constructed: no luck") as refusal:
        build("stt", chosen("refusing"), context(), [spec])
    assert "Very5ecret" not in str(refusal.value)
