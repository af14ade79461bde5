"""How a voice is made to speak more slowly: the steps of its catalogue entry as its own settings."""

from collections.abc import Mapping
from typing import Any

from pipecat.services.settings import TTSSettings

from services.settings import read_settings
from services.spec import ServiceSpec


def slower_settings(
    spec: ServiceSpec, settings_class: type[TTSSettings], given: Mapping[str, Any]
) -> tuple[TTSSettings, ...]:
    """The steps, slowest last, without those that are no slower than what the agent file gives."""
    steps = [step for step in spec.slower if _is_slower(step, given)]
    return tuple(settings_class(**read_settings(settings_class, step)[0]) for step in steps)


def _is_slower(step: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    own, wanted = _numbers(given), _numbers(step)
    return all(own.get(key, value + 1) > value for key, value in wanted.items())


def _numbers(settings: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    """Every number of nested settings by its path."""
    found: dict[str, float] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            found |= _numbers(value, f"{prefix}{key}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[f"{prefix}{key}"] = value
    return found
