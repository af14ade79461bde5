"""What keeps a chosen provider from being built is told before any call, all of it at once."""

import sys

import pytest

from configs.schema.providers import ProviderChoice
from services import CATALOG, ServiceSpec, check, names, problems

KEYS = {
    "DEEPGRAM_API_KEY": "dg-test",
    "OPENAI_API_KEY": "oa-test",
    "ELEVENLABS_API_KEY": "el-test",
    "CARTESIA_API_KEY": "ca-test",
}

CLOUD = [spec for spec in CATALOG if not spec.keyless]
every_cloud_entry = pytest.mark.parametrize("spec", CLOUD, ids=lambda spec: f"{spec.kind}-{spec.name}")


def chosen(service: str, settings: dict | None = None, args: dict | None = None) -> ProviderChoice:
    return ProviderChoice(service=service, settings=settings or {}, args=args or {})


def complete(spec: ServiceSpec, settings: dict | None = None, args: dict | None = None) -> ProviderChoice:
    """The smallest good choice of a provider, with something added."""
    return chosen(spec.name, {**dict.fromkeys(spec.required, "some-voice"), **(settings or {})}, args)


@every_cloud_entry
def test_a_provider_with_its_key_and_what_it_requires_has_no_problem(spec):
    assert check(spec.kind, complete(spec), KEYS) == []


@every_cloud_entry
def test_a_missing_key_is_named(spec):
    assert check(spec.kind, complete(spec), {}) == [f"service: '{spec.name}' needs a key; set {spec.secret}"]


@every_cloud_entry
def test_an_empty_key_is_a_missing_key(spec):
    assert check(spec.kind, complete(spec), {spec.secret: "  "}) != []


@every_cloud_entry
def test_an_unknown_setting_is_refused_with_the_likely_one(spec):
    [problem] = problems(spec.kind, complete(spec, {"modle": "x"}), KEYS)
    assert problem.key == "settings.modle"
    assert 'did you mean "model"' in problem.hint


@every_cloud_entry
def test_the_place_where_pipecat_hides_unknown_keys_cannot_be_set(spec):
    [problem] = problems(spec.kind, complete(spec, {"extra": {"modle": "x"}}), KEYS)
    assert problem.key == "settings.extra"


@every_cloud_entry
def test_a_setting_of_the_wrong_type_is_refused(spec):
    [sentence] = check(spec.kind, complete(spec, {"model": 3}), KEYS)
    assert sentence == "settings.model: must be text or null, not 3"


@every_cloud_entry
def test_a_constructor_argument_that_is_not_allowed_is_refused(spec):
    assert [p.key for p in problems(spec.kind, complete(spec, args={"sample_rate": 16000}), KEYS)] == [
        "args.sample_rate"
    ]


@every_cloud_entry
def test_a_missing_package_says_what_to_install(spec, monkeypatch):
    for package in spec.packages:
        monkeypatch.setitem(sys.modules, package, None)
    sentences = check(spec.kind, complete(spec), KEYS)
    assert len(sentences) == len(spec.packages)
    assert all(f"pip install '{spec.install}'" in sentence for sentence in sentences)


def test_a_package_that_is_there_but_broken_says_so_too(tmp_path, monkeypatch):
    (tmp_path / "half_installed.py").write_text("import a_module_that_nobody_has\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    spec = ServiceSpec(name="half", kind="llm", target="half_installed:Half", install="half[all]")
    [sentence] = check("llm", chosen("half"), {}, [spec])
    assert "a_module_that_nobody_has" in sentence
    assert "pip install 'half[all]'" in sentence


@pytest.mark.parametrize("kind", ["stt", "llm", "tts"])
def test_an_unknown_service_lists_those_of_its_kind(kind):
    [sentence] = check(kind, chosen("nobody"), KEYS)
    assert all(name in sentence for name in names(kind))


def test_a_service_of_another_kind_is_unknown():
    [sentence] = check("tts", chosen("deepgram"), KEYS)
    assert "unknown tts service 'deepgram'" in sentence


def test_a_misspelt_service_gets_the_likely_one():
    assert 'did you mean "elevenlabs"' in check("tts", chosen("elevenlab"), KEYS)[0]


def test_all_problems_are_told_at_once():
    choice = chosen(
        "elevenlabs",
        {"stabilty": 0.5, "speed": True, "apply_text_normalization": "maybe"},
        {"urll": "x", "url": "https://api.elevenlabs.io"},
    )
    assert {p.key for p in problems("tts", choice, {})} == {
        "service",
        "settings.stabilty",
        "settings.speed",
        "settings.apply_text_normalization",
        "settings.voice",
        "args.urll",
        "args.url",
    }


def test_a_setting_may_be_given_by_its_other_name_but_not_by_both():
    assert check("tts", chosen("elevenlabs", {"voice_id": "v"}), KEYS) == []
    [problem] = problems("tts", chosen("elevenlabs", {"voice_id": "v", "voice": "w"}), KEYS)
    assert "given twice" in problem.message


def test_a_voice_must_be_chosen_where_there_is_no_default():
    assert [p.key for p in problems("tts", chosen("cartesia"), KEYS)] == ["settings.voice"]
    assert [p.key for p in problems("tts", chosen("cartesia", {"voice": ""}), KEYS)] == ["settings.voice"]


def test_a_key_inside_a_nested_object_is_checked_too():
    choice = chosen("cartesia", {"voice": "v", "generation_config": {"sped": 1.0, "volume": "loud"}})
    found = {p.key: str(p) for p in problems("tts", choice, KEYS)}
    assert set(found) == {"settings.generation_config.sped", "settings.generation_config.volume"}
    assert 'did you mean "speed"' in found["settings.generation_config.sped"]


def test_what_belongs_to_the_flow_is_sent_there():
    [problem] = problems("llm", chosen("openai", {"system_instruction": "Be kind."}), KEYS)
    assert "role_message" in problem.hint


def test_a_setting_without_effect_is_refused_instead_of_forgotten():
    [problem] = problems("llm", chosen("openai", {"top_k": 40}), KEYS)
    assert (problem.key, problem.hint) == ("settings.top_k", "leave it out")


def test_numbers_from_the_environment_count_as_numbers_and_truth_values_do_not():
    assert check("llm", chosen("openai", {"temperature": "0.5", "max_tokens": "200"}), KEYS) == []
    assert check("llm", chosen("openai", {"temperature": True}), KEYS) == [
        "settings.temperature: must be a number or null, not true"
    ]


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "soon"])
def test_a_deadline_must_be_one(seconds):
    choice = chosen("openai", args={"read_timeout_secs": seconds})
    assert [p.key for p in problems("llm", choice, KEYS)] == ["args.read_timeout_secs"]


def test_the_agents_language_must_be_one_that_exists():
    assert problems("stt", chosen("deepgram"), KEYS, language="en-US") == []
    [problem] = problems("stt", chosen("deepgram"), KEYS, language="qq")
    assert problem.key == "settings.language"


def test_a_key_written_where_its_variable_belongs_is_never_repeated():
    secret = "sk-proj-Very5ecretVery5ecret"
    sentences = check("llm", chosen("openai", args={"api_key_env": secret}), KEYS)
    assert len(sentences) == 1 and secret not in sentences[0]


def test_another_key_can_be_named():
    choice = chosen("deepgram", args={"api_key_env": "DEEPGRAM_EU_KEY"})
    assert check("stt", choice, {"DEEPGRAM_EU_KEY": "x"}) == []
    assert check("stt", choice, KEYS) == ["service: 'deepgram' needs a key; set DEEPGRAM_EU_KEY"]


def test_a_keyless_service_takes_no_key_variable():
    spec = ServiceSpec(name="free", kind="stt", target=CATALOG[0].target, install="callwright")
    [problem] = problems("stt", chosen("free", args={"api_key_env": "ANY"}), {}, catalog=[spec])
    assert problem.key == "args.api_key_env"


def test_a_server_that_only_speaks_openais_protocol_needs_no_key():
    assert check("llm", chosen("openai", args={"base_url": "http://localhost:11434/v1"}), {}) == []


@pytest.mark.parametrize("address", ["https://api.openai.com/v1", "https://eu.api.openai.com/v1"])
def test_openais_own_addresses_need_openais_key(address):
    choice = chosen("openai", args={"base_url": address})
    assert check("llm", choice, {}) == ["service: 'openai' needs a key; set OPENAI_API_KEY"]
