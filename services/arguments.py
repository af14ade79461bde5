"""An agent file's `args:` against the catalogue's allow-list, and the key that goes with them."""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

from pydantic import AfterValidator

from services.problem import ServiceProblem, allowed
from services.spec import ServiceSpec
from services.urls import is_within
from services.values import coerce

KEY_VARIABLE = "api_key_env"
"""Argument of every provider that takes a key: another environment variable to read it from."""

NO_KEY = "none"
"""Sent where no key is needed: without any, a client library looks for one in the process environment."""


def _variable(name: str) -> str:
    # The message must not repeat the value: it may be the key itself, written in the wrong place.
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", name):
        raise ValueError("must be the name of an environment variable (A-Z, 0-9, _), not the key itself")
    return name


VariableName = Annotated[str, AfterValidator(_variable)]


def read_args(spec: ServiceSpec, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[ServiceProblem]]:
    """The constructor arguments, coerced, and everything that is wrong with them."""
    values: dict[str, Any] = {}
    problems: list[ServiceProblem] = []
    known = {**spec.args} if spec.keyless else {**spec.args, KEY_VARIABLE: VariableName}
    for name, value in given.items():
        key = f"args.{name}"
        if name not in known:
            problems.append(ServiceProblem(key, "unknown argument", allowed(name, known)))
            continue
        coerced, wrong = coerce(key, value, _type(known[name]))
        problems += wrong
        if name != KEY_VARIABLE and not wrong:
            values[name] = coerced
    return values, problems


def _type(declared: Any) -> Any:
    """The argument's type; `module:Name` is imported now, with its provider."""
    if not isinstance(declared, str):
        return declared
    module, _, name = declared.partition(":")
    return getattr(import_module(module), name)


def key_variable(spec: ServiceSpec, given: Mapping[str, Any]) -> str | None:
    """The environment variable that this choice's key is read from; None if it needs no key."""
    named = given.get(KEY_VARIABLE)
    if spec.secret is None or (named is None and _elsewhere(spec, given)):
        return None
    return named if isinstance(named, str) else spec.secret


def read_secret(
    spec: ServiceSpec, given: Mapping[str, Any], environ: Mapping[str, str]
) -> tuple[str | None, list[ServiceProblem]]:
    """The key to construct with (None: the service takes none), and what is missing for it."""
    if spec.secret is None:
        return None, []
    named = given.get(KEY_VARIABLE)
    if named is None and _elsewhere(spec, given):
        return NO_KEY, []
    variable, wrong = (spec.secret, []) if named is None else coerce(KEY_VARIABLE, named, VariableName)
    if wrong:
        return None, []  # read_args reports it
    secret = environ.get(variable, "").strip()
    if secret:
        return secret, []
    return None, [ServiceProblem("service", f"{spec.name!r} needs a key", f"set {variable}")]


def _elsewhere(spec: ServiceSpec, given: Mapping[str, Any]) -> bool:
    """Whether the choice points to another's server, which must never get this provider's key."""
    if spec.secret_home is None:
        return False
    argument, domain = spec.secret_home
    address = given.get(argument)
    return isinstance(address, str) and not is_within(address, domain)
