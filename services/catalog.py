"""Who can hear, think and speak. A new provider is one entry here and nothing else.

Sample rates, checked in the installed sources: every service here takes its rate from the pipeline at
`setup()`, since no entry lets an agent file set `sample_rate`. Deepgram sends it as `sample_rate=` and
Cartesia's ears and voice likewise; ElevenLabs turns it into `output_format=pcm_<rate>`. A phone call at
8000 Hz therefore meets no resampler.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from services.errors import CatalogError
from services.spec import KeyShape, ServiceSpec
from services.urls import AnyAddress, HttpAddress, SocketAddress, SocketHost

_Seconds = Annotated[float, Field(gt=0, le=600)]
_Count = Annotated[int, Field(ge=0)]

_WEBSOCKET_ARGS = {"reconnect_backoff_min_wait": _Seconds, "reconnect_backoff_max_wait": _Seconds}

_CARTESIA_KEY = KeyShape(r"sk_car_\w{16,}|[0-9a-f-]{36}", "sk_car_ and letters and digits")

_VOICE_ARGS = {
    **_WEBSOCKET_ARGS,
    "text_aggregation_mode": "pipecat.services.tts_service:TextAggregationMode",
    "max_consecutive_zero_audio_contexts": _Count,
    "stop_frame_timeout_s": _Seconds,
}


def catalogue(specs: Iterable[ServiceSpec]) -> tuple[ServiceSpec, ...]:
    """The entries as a catalogue. Raises `CatalogError` when a kind has one name twice."""
    seen: set[tuple[str, str]] = set()
    entries = tuple(specs)
    for spec in entries:
        if (spec.kind, spec.name) in seen:
            raise CatalogError(f"the catalogue has {spec.kind} {spec.name!r} twice")
        seen.add((spec.kind, spec.name))
    return entries


CATALOG: tuple[ServiceSpec, ...] = catalogue(
    [
        ServiceSpec(
            name="deepgram",
            kind="stt",
            target="services.deepgram_stt:StrictDeepgramSTTService",
            packages=("deepgram",),
            install="pipecat-ai[deepgram]",
            secret="DEEPGRAM_API_KEY",
            secret_shape=KeyShape(r"[0-9a-f]{40}", "40 hexadecimal digits"),
            args={"base_url": AnyAddress, "mip_opt_out": bool, "tag": str, "ttfs_p99_latency": _Seconds},
            # Another region is refused at the handshake, and the call would be deaf.
            regions=frozenset(
                {"en-US", "en-GB", "en-AU", "en-IN", "en-NZ", "de-CH", "fr-CA", "nl-BE", "pt-BR", "pt-PT"}
                | {"sv-SE", "da-DK", "ko-KR", "zh-CN", "zh-TW", "zh-HK", "th-TH"}
            ),
        ),
        ServiceSpec(
            name="cartesia",
            kind="stt",
            target="pipecat.services.cartesia.stt:CartesiaSTTService",
            packages=("websockets",),
            install="pipecat-ai[cartesia]",
            secret="CARTESIA_API_KEY",
            secret_shape=_CARTESIA_KEY,
            args={"base_url": SocketHost, "ttfs_p99_latency": _Seconds, **_WEBSOCKET_ARGS},
            regions=frozenset(),
        ),
        ServiceSpec(
            name="local",
            kind="stt",
            target="services.local.stt:LocalSTTService",
            warm="services.local.warm:ears",
            packages=("pocketsphinx",),
            install="callwright[local]",
            flow_aware=True,
        ),
        ServiceSpec(
            name="openai",
            kind="llm",
            target="services.openai_llm:BoundedOpenAILLMService",
            packages=("openai",),
            install="pipecat-ai[openai]",
            secret="OPENAI_API_KEY",
            secret_shape=KeyShape(r"sk-[\w-]{20,}", "sk- and letters and digits"),
            secret_home=("base_url", "openai.com"),
            args={
                "base_url": HttpAddress,
                "organization": str,
                "project": str,
                "default_headers": dict[str, str],
                "service_tier": str,
                "connect_timeout_secs": _Seconds,
                "read_timeout_secs": _Seconds,
            },
            ignores=frozenset({"top_k"}),
        ),
        ServiceSpec(
            name="local",
            kind="llm",
            target="services.local.llm:LocalLLMService",
            warm="services.local.warm:dialogue",
            packages=("dateparser", "phonenumbers", "text_to_num", "rapidfuzz"),
            install="callwright",
            # Rules, not a model: what it says stands in script.yaml.
            ignores=frozenset(
                {"model", "temperature", "max_tokens", "top_p", "top_k"}
                | {"frequency_penalty", "presence_penalty", "seed"}
            ),
            flow_aware=True,
        ),
        ServiceSpec(
            name="elevenlabs",
            kind="tts",
            target="pipecat.services.elevenlabs.tts:ElevenLabsTTSService",
            packages=("websockets",),
            install="pipecat-ai[elevenlabs]",
            secret="ELEVENLABS_API_KEY",
            secret_shape=KeyShape(r"sk_[0-9a-f]{48}|[0-9a-f]{32}", "sk_ and 48 hexadecimal digits"),
            args={
                "url": SocketAddress,
                "auto_mode": bool,
                "enable_ssml_parsing": bool,
                "enable_logging": bool,
                **_VOICE_ARGS,
            },
            required=("voice",),
            word_times=True,
            slower=({"speed": 0.85}, {"speed": 0.7}),
            regions=frozenset(),
            sample_rates=frozenset({8000, 16000, 22050, 24000, 32000, 44100, 48000}),
        ),
        ServiceSpec(
            name="cartesia",
            kind="tts",
            target="pipecat.services.cartesia.tts:CartesiaTTSService",
            packages=("websockets",),
            install="pipecat-ai[cartesia]",
            secret="CARTESIA_API_KEY",
            secret_shape=_CARTESIA_KEY,
            args={
                "url": SocketAddress,
                "max_buffer_delay_ms": Annotated[int, Field(ge=0, le=5000)],
                **_VOICE_ARGS,
            },
            required=("voice",),
            word_times=True,
            slower=({"generation_config": {"speed": 0.8}}, {"generation_config": {"speed": 0.65}}),
            sample_rates=frozenset({8000, 16000, 22050, 24000, 44100, 48000}),
        ),
        ServiceSpec(
            name="local",
            kind="tts",
            target="services.local.tts:LocalTTSService",
            warm="services.local.warm:voice",
            packages=("espeakng_loader",),
            install="callwright[local]",
            ignores=frozenset({"model"}),
            flow_aware=True,
            word_times=True,
            slower=({"speed": 135}, {"speed": 110}),
        ),
    ]
)
"""Every provider, in the order in which choices are listed."""
