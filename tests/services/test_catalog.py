"""The catalogue says what is true of the installed classes."""

import inspect
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from pipecat.services.elevenlabs.tts import output_format_from_sample_rate
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pydantic import TypeAdapter

from services import CATALOG, CatalogError, ServiceSpec, catalogue, find
from services.arguments import _type
from services.loading import load_class, missing_packages
from services.settings import setting_types

BASES = {"stt": STTService, "llm": LLMService, "tts": TTSService}
TWILIO_RATE = 8000

every_entry = pytest.mark.parametrize("spec", CATALOG, ids=lambda spec: f"{spec.kind}-{spec.name}")


def service_class(spec: ServiceSpec) -> type:
    found, problems = load_class(spec)
    assert problems == [] and found is not None
    return found


def constructor_parameters(service: type) -> set[str]:
    """Named parameters of the class and of those it passes its keywords on to."""
    names: set[str] = set()
    for ancestor in service.__mro__:
        if "__init__" in vars(ancestor) and ancestor is not object:
            names |= set(inspect.signature(ancestor.__init__).parameters)
    return names - {"self", "kwargs", "args"}


@every_entry
def test_every_entry_names_an_installed_service_of_its_kind(spec):
    assert missing_packages(spec) == []
    assert issubclass(service_class(spec), BASES[spec.kind])


@every_entry
def test_every_allowed_argument_is_one_the_constructor_takes(spec):
    parameters = constructor_parameters(service_class(spec))
    assert set(spec.args) <= parameters
    assert "settings" in parameters
    assert ("api_key" in parameters) or spec.keyless
    assert ("flow" in parameters) == spec.flow_aware


@every_entry
def test_every_argument_type_can_be_checked(spec):
    for declared in spec.args.values():
        TypeAdapter(_type(declared))


@every_entry
def test_no_agent_file_can_put_a_resampler_in_the_path(spec):
    assert not {"sample_rate", "encoding", "container"} & set(spec.args)
    assert spec.sample_rates is None or TWILIO_RATE in spec.sample_rates


@every_entry
def test_the_settings_an_entry_names_are_settings_of_its_class(spec):
    known = setting_types(service_class(spec).Settings)
    assert {*spec.required, *spec.ignores} <= set(known)
    assert spec.regions is None or "language" in known


@every_entry
def test_what_is_to_be_installed_is_an_extra_that_exists(spec):
    package, _, extra = spec.install.rstrip("]").partition("[")
    if package == "callwright":
        project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
        offered = set(project["optional-dependencies"])
    else:
        offered = set(metadata(package).get_all("Provides-Extra") or [])
    assert not extra or extra in offered


@every_entry
def test_a_key_is_an_environment_variable_and_its_home_is_given_by_an_allowed_argument(spec):
    assert spec.secret is None or re.fullmatch(r"[A-Z][A-Z0-9_]*_API_KEY", spec.secret)
    assert spec.secret_home is None or spec.secret_home[0] in spec.args


def test_elevenlabs_has_an_output_format_for_each_rate_listed():
    spec = find("tts", "elevenlabs")
    assert spec is not None and spec.sample_rates
    assert all(output_format_from_sample_rate(rate) == f"pcm_{rate}" for rate in spec.sample_rates)


def test_each_kind_has_a_service_that_needs_no_key():
    assert {spec.kind for spec in CATALOG if spec.keyless} == {"stt", "llm", "tts"}


def test_a_name_given_twice_within_a_kind_is_refused():
    spec = CATALOG[0]
    with pytest.raises(CatalogError, match=f"{spec.kind} '{spec.name}' twice"):
        catalogue([*CATALOG, spec])


def test_one_name_may_hear_and_speak():
    assert find("stt", "cartesia") is not find("tts", "cartesia")


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("services.nowhere:Service", "no module 'services.nowhere'"),
        ("services.openai_llm:Nobody", "has no class 'Nobody'"),
        ("services.spec:ServiceSpec", "no Settings dataclass"),
    ],
)
def test_an_entry_with_a_wrong_class_path_is_our_mistake_and_says_so(target, complaint):
    wrong = ServiceSpec(name="wrong", kind="llm", target=target, install="callwright")
    with pytest.raises(CatalogError, match=complaint):
        load_class(wrong)
