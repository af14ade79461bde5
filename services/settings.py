"""An agent file's `settings:` against the provider's own Settings dataclass.

Pipecat puts every key it does not know into `extra`, and some providers send `extra` on: a misspelt key is
then lost, or becomes a rejected request in mid-call. So each key is checked here first.
"""

import inspect
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, Union, get_type_hints

from pipecat.services.settings import ServiceSettings

from services.problem import ServiceProblem, allowed
from services.values import UnusableType, coerce, members

ELSEWHERE: dict[str, str] = {
    "extra": "name the setting itself",
    "system_instruction": "write it as the flow's role_message",
    "filter_incomplete_user_turns": "end of turn is set under turns:",
    "user_turn_completion_config": "end of turn is set under turns:",
    "use_provider_thinking_default": "set by Pipecat's own workers",
}
"""Fields of Pipecat's base classes that an agent file may not set, and what to do instead."""


@lru_cache(maxsize=64)
def setting_types(settings_class: type[ServiceSettings]) -> Mapping[str, Any]:
    """Every setting an agent file may give, with its type, free of the NOT_GIVEN sentinels.

    A field whose type only exists for type checkers is left out.
    """
    found: dict[str, Any] = {}
    for field in fields(settings_class):
        if field.name in ELSEWHERE or field.name.startswith("_"):
            continue
        try:
            found[field.name] = _given(_annotation(settings_class, field.name))
        except NameError:
            continue
    return found


def _annotation(settings_class: type, name: str) -> Any:
    """The field's annotation, resolved where the class that declares it was written."""
    owner = next(c for c in settings_class.__mro__ if name in inspect.get_annotations(c))
    holder = type("_", (), {"__annotations__": {name: inspect.get_annotations(owner)[name]}})
    return get_type_hints(holder, globalns=vars(sys.modules[owner.__module__]), include_extras=True)[name]


def _given(annotation: Any) -> Any:
    """The annotation without `NotGiven`, Pipecat's and the provider SDK's alike."""
    kept = tuple(m for m in members(annotation) if getattr(m, "__name__", "") != "NotGiven")
    return Union[kept]  # noqa: UP007 - the members are only known at run time


def read_settings(
    settings_class: type[ServiceSettings],
    given: Mapping[str, Any],
    required: Sequence[str] = (),
    ignores: frozenset[str] = frozenset(),
) -> tuple[dict[str, Any], list[ServiceProblem]]:
    """The settings by their canonical names, coerced, and everything that is wrong with them.

    `required`: settings that must be given. `ignores`: settings that would have no effect.
    """
    known = {name: kind for name, kind in setting_types(settings_class).items() if name not in ignores}
    aliases = {other: name for other, name in settings_class._aliases.items() if name in known}
    values: dict[str, Any] = {}
    problems: list[ServiceProblem] = []
    for name, value in given.items():
        key, canonical = f"settings.{name}", aliases.get(name, name)
        if canonical in values:
            problems.append(ServiceProblem(key, f"given twice: it is the same setting as {canonical!r}"))
        elif canonical in known:
            try:
                values[canonical], wrong = coerce(key, value, known[canonical])
                problems += wrong
            except UnusableType:
                problems.append(ServiceProblem(key, "cannot be set from a file"))
        elif canonical in ignores:
            problems.append(ServiceProblem(key, "has no effect on this service", "leave it out"))
        elif canonical in ELSEWHERE:
            problems.append(ServiceProblem(key, "is not set here", ELSEWHERE[canonical]))
        else:
            problems.append(ServiceProblem(key, "unknown setting", allowed(name, {*known, *aliases})))
    problems += [
        ServiceProblem(f"settings.{name}", "is missing", f"set {name}, it has no default")
        for name in required
        if values.get(name) in (None, "")
    ]
    return values, problems
