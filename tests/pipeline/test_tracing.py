"""Spans hold times and names, and nothing that was said."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Status, StatusCode
from pipecat.utils.tracing.service_attributes import (
    add_llm_span_attributes,
    add_stt_span_attributes,
    add_tts_span_attributes,
)

from configs import load_agent
from pipeline import tracing
from pipeline.safe_spans import SafeSpans
from services.local import engines
from simulation.play import Conditions, play
from simulation.scenario import load_scenarios

HERE = Path(__file__).resolve().parent / "kept"
SCENARIO = """
name: traced
user: {modality: audio, speech: {service: local}}
scenarios:
  - name: card
    turns:
      - expect: [{event: response, text_contains: card number}]
      - user: my card number is four one one one one one one one one one one one one one one one
        expect: [event: response]
      - user: i would like to pay
        expect: [{event: function_call, calls: [{name: pay}]}, {event: response}]
      - user: goodbye
"""


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


def hide(text: str) -> str:
    return text.replace("4111", "[card]")


def test_attributes_that_are_not_listed_are_left_out_and_the_rest_is_masked() -> None:
    kept, spans = InMemorySpanExporter(), SafeSpans(hide)
    spans.onward.append(SimpleSpanProcessor(kept))
    provider = TracerProvider()
    provider.add_span_processor(spans)
    with provider.get_tracer("t").start_as_current_span("llm 4111") as span:
        span.set_attribute("input", "four one one one")
        span.set_attribute("transcript", "my name is Ada")
        span.set_attribute("gen_ai.usage.input_tokens", 12)
        span.set_attribute("gen_ai.request.model", "m 4111")
        span.set_attribute("settings.system_instruction", "be kind to Ada")
        span.record_exception(ValueError("no 4111"))
        span.set_status(Status(StatusCode.ERROR, "no 4111"))
    (seen,) = kept.get_finished_spans()
    assert seen.name == "llm [card]"
    assert dict(seen.attributes or {}) == {
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.request.model": "m [card]",
    }
    assert seen.status.description == "no [card]"
    (event,) = seen.events
    assert (event.attributes or {})["exception.message"] == "no [card]"
    assert "4111" not in seen.to_json() and "Ada" not in seen.to_json()
    assert (seen.start_time or 0) < (seen.end_time or 0)


def test_what_pipecat_says_of_its_services_is_counted_and_not_quoted() -> None:
    kept, spans = InMemorySpanExporter(), SafeSpans(hide)
    spans.onward.append(SimpleSpanProcessor(kept))
    provider = TracerProvider()
    provider.add_span_processor(spans)
    said = "my card is four one one one"
    with provider.get_tracer("pipecat").start_as_current_span("all") as span:
        add_stt_span_attributes(
            span, "DeepgramSTTService", "nova-3", transcript=said, is_final=True, user_id=said
        )
        add_tts_span_attributes(
            span, "ElevenLabsTTSService", "flash", "v1", text=said, character_count=27, ttfb=0.2
        )
        add_llm_span_attributes(
            span, "OpenAILLMService", "gpt-4o-mini", messages=said, output=said, tools=said, tool_count=3,
            tool_choice=said, system_instructions=said, parameters={"temperature": 0.5, "user": said},
            extra_parameters={"note": said}, note=said,
        )  # fmt: skip
    attributes = dict(kept.get_finished_spans()[0].attributes or {})
    assert said not in attributes.values()
    assert {"gen_ai.request.model", "metrics.ttfb", "metrics.character_count", "is_final", "voice_id"} <= set(
        attributes
    )
    assert attributes["tool_count"] == 3


def test_a_traced_call_in_which_a_card_is_spoken_has_spans_without_words(tmp_path: Path) -> None:
    kept = InMemorySpanExporter()
    stop = tracing.trace_to(SimpleSpanProcessor(kept))
    file = tmp_path / "traced.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    try:
        assert tracing.is_on()
        (scenario,) = load_scenarios(file)
        (result,) = play(scenario, load_agent(HERE / "counter.yaml"), Conditions(ears="scripted"))
    finally:
        stop()
    assert result.passed, result.failures
    assert result.record is not None
    spans = kept.get_finished_spans()
    assert {"conversation", "turn"} <= {span.name for span in spans}
    (conversation,) = [span for span in spans if span.name == "conversation"]
    assert (conversation.attributes or {})["conversation.id"] == result.record.call_id
    text = " ".join(text for span in spans for text in _texts(json.loads(span.to_json())))
    for said in ("1111", "one one", "hello", "declined", "security code", "5105", "counter where"):
        assert said not in text.lower(), said
    assert not tracing.is_on()


@pytest.mark.parametrize(
    "environ", [{}, {tracing.EXPORTER: "none"}, {tracing.EXPORTER: "otlp", tracing.DISABLED: "true"}]
)
def test_nobody_traces_who_was_not_asked_to(environ: dict[str, str]) -> None:
    tracing.start(environ)
    assert not tracing.is_on()


def test_an_exporter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(tracing.TracingProblem, match=r"=zipkin is not known; allowed: otlp, console, none"):
        tracing.start({tracing.EXPORTER: "zipkin"})


def _texts(value: Any, name: str = "") -> Iterator[str]:
    """Everything of a span that could be words: ids and times are not."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, name)
    elif isinstance(value, str) and not name.endswith(("_id", "_time", "timestamp")):
        yield value
