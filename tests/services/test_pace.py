"""Every voice of the catalogue that can speak more slowly, and how."""

from typing import Any

import pytest
from pipecat.services.settings import TTSSettings

from services.catalog import CATALOG
from services.loading import load_class
from services.pace import slower_settings
from services.registry import find
from services.settings import read_settings
from services.spec import ServiceSpec

VOICES = [spec for spec in CATALOG if spec.kind == "tts"]


def steps(spec: ServiceSpec, given: dict[str, Any]) -> tuple[TTSSettings, ...]:
    service, problems = load_class(spec)
    assert service is not None, problems
    return slower_settings(spec, service.Settings, given)


@pytest.mark.parametrize("spec", VOICES, ids=lambda spec: spec.name)
def test_every_voice_can_slow_down_in_steps_that_it_understands(spec: ServiceSpec) -> None:
    service, problems = load_class(spec)
    assert service is not None, problems
    assert spec.slower
    for step in spec.slower:
        assert read_settings(service.Settings, step)[1] == []
    assert len(steps(spec, {})) == len(spec.slower)


def test_a_voice_that_is_slow_already_is_not_made_faster() -> None:
    local = find("tts", "local")
    assert local is not None
    assert [step.speed for step in steps(local, {"speed": 120})] == [110]  # type: ignore[attr-defined]
    assert steps(local, {"speed": 100}) == ()
    assert [step.speed for step in steps(local, {"pitch": 40})] == [135, 110]  # type: ignore[attr-defined]
