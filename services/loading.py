"""From a catalogue entry to its class: imported late, and only when chosen."""

import inspect
from dataclasses import is_dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pipecat.services.settings import ServiceSettings

from services.errors import CatalogError
from services.problem import ServiceProblem
from services.spec import ServiceSpec


def missing_packages(spec: ServiceSpec) -> list[ServiceProblem]:
    """What has to be installed first. Imports nothing."""
    return [
        ServiceProblem(
            "service", f"{spec.name!r} needs the package {name!r}, which is not installed", _how(spec)
        )
        for name in spec.packages
        if find_spec(name) is None
    ]


def _how(spec: ServiceSpec) -> str:
    return f"install it with: pip install '{spec.install}'"


def load_class(spec: ServiceSpec) -> tuple[type[Any] | None, list[ServiceProblem]]:
    """The service's class, or why it cannot be imported. Raises `CatalogError` when the entry is wrong."""
    module_name, _, class_name = spec.target.partition(":")
    try:
        module = import_module(module_name)
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and _is_part(error.name, module_name):
            raise CatalogError(f"{spec.kind} {spec.name!r}: there is no module {error.name!r}") from error
        return None, [ServiceProblem("service", f"{spec.name!r} cannot be imported: {error}", _how(spec))]
    found = getattr(module, class_name, None)
    if not inspect.isclass(found):
        raise CatalogError(f"{spec.kind} {spec.name!r}: {module_name} has no class {class_name!r}")
    settings = getattr(found, "Settings", None)
    if not (inspect.isclass(settings) and is_dataclass(settings) and issubclass(settings, ServiceSettings)):
        raise CatalogError(f"{spec.kind} {spec.name!r}: {class_name} has no Settings dataclass of Pipecat's")
    return found, []


def _is_part(missing: str | None, module_name: str) -> bool:
    return missing is not None and (module_name == missing or module_name.startswith(f"{missing}."))
