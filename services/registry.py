"""From the word in the agent file to the service in the pipeline: check it, then build it.

check("stt", choice, os.environ)        # sentences; none means that it can be built
stt = build("stt", choice, context)     # raises ServiceError with the same sentences
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from loguru import logger

from configs.schema.providers import ProviderChoice
from configs.secrets import without_secrets
from services.arguments import NO_KEY, read_args, read_secret
from services.catalog import CATALOG
from services.context import BuildContext
from services.errors import ServiceError
from services.language import as_given, to_language
from services.loading import load_class, missing_packages
from services.problem import ServiceProblem, allowed
from services.settings import read_settings, setting_types
from services.spec import Kind, ServiceSpec

if TYPE_CHECKING:
    # For the annotation alone: checking an agent that chose nothing heavy stays light.
    from pipecat.processors.frame_processor import FrameProcessor


@dataclass
class _Reading:
    """A choice as it was understood: what to construct, and what stands in the way."""

    problems: list[ServiceProblem] = field(default_factory=list)
    service: type[Any] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    args: dict[str, Any] = field(default_factory=dict)
    secret: str | None = field(default=None, repr=False)


def find(kind: Kind, name: str, catalog: Sequence[ServiceSpec] = CATALOG) -> ServiceSpec | None:
    """The catalogue's entry, or None."""
    return next((spec for spec in catalog if spec.kind == kind and spec.name == name), None)


def names(kind: Kind, catalog: Sequence[ServiceSpec] = CATALOG) -> list[str]:
    """The services one can choose of a kind, in the catalogue's order."""
    return [spec.name for spec in catalog if spec.kind == kind]


def problems(
    kind: Kind,
    choice: ProviderChoice,
    environ: Mapping[str, str],
    *,
    language: str | None = None,
    catalog: Sequence[ServiceSpec] = CATALOG,
) -> list[ServiceProblem]:
    """Everything that keeps this choice from being built, each addressed to its key.

    `language`: the agent's, where it is known. Imports the chosen provider's module and no other.
    """
    spec = find(kind, choice.service, catalog)
    if spec is None:
        return _unknown(kind, choice, catalog)
    return _read(spec, choice, environ, language).problems


def check(
    kind: Kind, choice: ProviderChoice, environ: Mapping[str, str], catalog: Sequence[ServiceSpec] = CATALOG
) -> list[str]:
    """`problems` as sentences."""
    return [str(problem) for problem in problems(kind, choice, environ, catalog=catalog)]


def build(
    kind: Kind, choice: ProviderChoice, context: BuildContext, catalog: Sequence[ServiceSpec] = CATALOG
) -> "FrameProcessor":
    """A new service for one call. Connects to nothing yet: Pipecat does, when the pipeline starts.

    Raises `ServiceError` with every problem.
    """
    spec = find(kind, choice.service, catalog)
    if spec is None:
        raise ServiceError(kind, choice.service, _unknown(kind, choice, catalog))
    reading = _read(spec, choice, context.environ, context.language)
    if reading.problems or reading.service is None:
        raise ServiceError(kind, choice.service, reading.problems)
    try:
        return reading.service(**_constructor_arguments(spec, reading, context))
    except ServiceError:
        raise
    except Exception as error:
        reason = ServiceProblem("service", f"cannot be constructed: {without_secrets(str(error))}")
        raise ServiceError(kind, choice.service, [reason]) from error


def _unknown(kind: Kind, choice: ProviderChoice, catalog: Sequence[ServiceSpec]) -> list[ServiceProblem]:
    hint = allowed(choice.service, names(kind, catalog))
    return [ServiceProblem("service", f"unknown {kind} service {choice.service!r}", hint)]


def _read(
    spec: ServiceSpec, choice: ProviderChoice, environ: Mapping[str, str], language: str | None
) -> _Reading:
    """Understand a choice, collecting all problems instead of stopping at the first."""
    reading = _Reading()
    reading.secret, reading.problems = read_secret(spec, choice.args, environ)
    missing = missing_packages(spec)
    if missing:
        reading.problems += missing
        return reading
    reading.service, unloadable = load_class(spec)
    reading.problems += unloadable
    if reading.service is None:
        return reading
    reading.args, wrong_args = read_args(spec, choice.args)
    reading.settings, wrong_settings = read_settings(
        reading.service.Settings, choice.settings, spec.required, spec.ignores
    )
    reading.problems += wrong_args + wrong_settings
    reading.problems += _choose_language(spec, reading, language)
    return reading


def _choose_language(spec: ServiceSpec, reading: _Reading, language: str | None) -> list[ServiceProblem]:
    """The file's own language, else the agent's, for services that have the setting."""
    assert reading.service is not None
    if "language" not in setting_types(reading.service.Settings):
        return []
    if "language" in reading.settings:
        own = reading.settings["language"]
        reading.settings["language"] = as_given(own) if isinstance(own, str) else own
        return []
    if language is None:
        return []
    try:
        reading.settings["language"] = to_language(language, spec.regions)
    except ValueError:
        return [ServiceProblem("settings.language", f"Pipecat knows no language {language!r}", "set another")]
    return []


def _constructor_arguments(spec: ServiceSpec, reading: _Reading, context: BuildContext) -> dict[str, Any]:
    assert reading.service is not None
    arguments = {**reading.args, "settings": reading.service.Settings(**reading.settings)}
    if reading.secret is not None:
        arguments["api_key"] = reading.secret
    if reading.secret == NO_KEY:
        logger.info(f"{spec.kind} {spec.name}: no key is sent to this server; args.api_key_env names one")
    if spec.flow_aware:
        arguments["flow"] = context
    return arguments
