"""Traces of calls by OpenTelemetry, switched on by its standard environment variables and by nothing else.

`OTEL_EXPORTER_OTLP_ENDPOINT` (or `..._TRACES_ENDPOINT`), or `OTEL_TRACES_EXPORTER`: `otlp console none`.
Whoever gets the spans gets them without what is said; see `pipeline.safe_spans`.
"""

from collections.abc import Callable, Mapping

from loguru import logger
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter

from calls.logs import for_logs
from pipeline.safe_spans import SafeSpans

EXPORTER = "OTEL_TRACES_EXPORTER"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
DISABLED = "OTEL_SDK_DISABLED"
EXPORTERS = ("otlp", "console", "none")

_spans = SafeSpans(for_logs)
_ours: TracerProvider | None = None


class TracingProblem(ValueError):
    """The environment asks for traces in a way that does not exist."""


def is_on() -> bool:
    """Whether somebody gets the spans of the calls of this process."""
    return bool(_spans.onward)


def start(environ: Mapping[str, str]) -> None:
    """Trace, if the environment says so and it was not begun before. Raises TracingProblem."""
    exporter = None if is_on() else _exporter(environ)
    if exporter is not None:
        trace_to(BatchSpanProcessor(exporter))


def trace_to(processor: SpanProcessor) -> Callable[[], None]:
    """Trace, and hand the spans to a processor. What is returned ends that."""
    global _ours
    if _ours is None:
        provider = TracerProvider(resource=Resource.create({"service.name": "callwright"}))
        provider.add_span_processor(_spans)
        trace.set_tracer_provider(provider)
        if trace.get_tracer_provider() is not provider:
            # Spans would go to processors that get them whole.
            logger.error("calls are not traced: another tracer provider was installed before ours")
            return lambda: None
        _ours = provider
    _spans.onward.append(processor)
    return lambda: _spans.onward.remove(processor)


def _exporter(environ: Mapping[str, str]) -> SpanExporter | None:
    named = environ.get(EXPORTER, "").strip().lower()
    if environ.get(DISABLED, "").strip().lower() == "true" or named == "none":
        return None
    if named not in ("", *EXPORTERS):
        raise TracingProblem(f"{EXPORTER}={named} is not known; allowed: {', '.join(EXPORTERS)}")
    if named == "console":
        return ConsoleSpanExporter()
    if named == "otlp" or any(environ.get(name) for name in ENDPOINTS):
        # Loaded when asked for: it brings an HTTP client of its own.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter()
    return None
