"""`${NAME}` and `${NAME:-default}`: values that are secret or differ between deployments."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from configs.lines import Lines
from configs.problems import KeyPath, Problem, closest
from configs.schema.base import FromEnvironment
from configs.secrets import REFERENCE, is_secret_key, looks_secret
from configs.yaml_nodes import TAG, plain_tag, scalar_value

_STARTED = re.compile(r"\$\{")
_KEY_ARGUMENT = ("args", "api_key")
_TYPED = tuple(f"{TAG}{kind}" for kind in ("int", "float", "bool"))


@dataclass
class Resolution:
    """Data with its references replaced."""

    data: Any
    references: dict[KeyPath, str] = field(default_factory=dict)
    """Key path to the text that stood there, e.g. `${OPENAI_API_KEY}`."""

    problems: list[Problem] = field(default_factory=list)


@dataclass
class Rules:
    """Where references may stand and what they give."""

    environ: Mapping[str, str]
    allowed: Callable[[KeyPath], bool | None]
    """Whether a reference may stand at a path; None = nothing may (an unknown key, reported elsewhere)."""

    optional: Callable[[KeyPath], bool] = lambda path: False
    """Whether a missing variable does not matter here; the reference then stays as it is."""


def resolve(data: Any, lines: Lines, rules: Rules) -> Resolution:
    """Replace every reference, refuse literals that look like secrets, and report what is wrong.

    A reference without quotes gives a number or a truth value where the variable holds one, as the value
    itself would, unless its key is named like a secret. In quotes it stays text (`FromEnvironment`).
    """
    resolution = Resolution(None)
    resolution.data = _walk(data, (), "", _Walk(lines, rules, resolution))
    return resolution


@dataclass
class _Walk:
    lines: Lines
    rules: Rules
    into: Resolution

    def note(self, path: KeyPath, message: str, hint: str) -> None:
        self.into.problems.append(self.lines.problem(path, message, hint))


def _walk(value: Any, path: KeyPath, service: str, walk: _Walk) -> Any:
    if isinstance(value, dict):
        own = value.get("service")
        service = own if isinstance(own, str) else service
        return {key: _walk(item, (*path, key), service, walk) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, (*path, index), service, walk) for index, item in enumerate(value)]
    key = _key(path)
    if looks_secret(key, value):
        walk.note(path, "holds what looks like a secret", _instead(path, key, service, walk))
        return None
    if isinstance(value, str) and _STARTED.search(value):
        return _replaced(value, path, walk)
    return value


def _instead(path: KeyPath, key: str, service: str, walk: _Walk) -> str:
    if not walk.rules.allowed(path):
        return "take it out; secrets are given as ${NAME} under settings or args of a provider"
    name = re.sub(r"[^A-Z0-9]+", "_", f"{service}_{key}".upper()).strip("_")
    name = name if name[:1].isalpha() else "NAME"
    if path[-2:] == _KEY_ARGUMENT:
        # No provider takes its key as an argument: it is always read from the environment.
        return f"take it out and set the environment variable {name}; api_key_env names another one"
    return f"write ${{{name}}} and set the environment variable {name}"


def _replaced(text: str, path: KeyPath, walk: _Walk) -> Any:
    allowed = walk.rules.allowed(path)
    if allowed is None:
        return text
    if not allowed:
        walk.note(path, "no ${NAME} may stand here", "only under settings or args of a provider")
        return text
    if _STARTED.search(REFERENCE.sub("", text)):
        walk.note(path, "holds a ${ that begins no reference", "write ${NAME} or ${NAME:-default}")
        return text
    missing = [match["name"] for match in REFERENCE.finditer(text) if _value(match, walk) is None]
    if missing:
        if not walk.rules.optional(path):
            for name in missing:
                walk.note(path, *_missing(name, walk.rules.environ))
        return text
    walk.into.references[path] = text
    value = REFERENCE.sub(lambda match: _value(match, walk) or "", text)
    bare = REFERENCE.fullmatch(text) and not walk.lines.is_quoted(path)
    if bare and not is_secret_key(_key(path)) and plain_tag(value) in _TYPED:
        return scalar_value(plain_tag(value), value)
    return FromEnvironment(value, text)


def _value(match: re.Match[str], walk: _Walk) -> str | None:
    """The variable's value, else the default, else None. An empty variable counts as not set."""
    return walk.rules.environ.get(match["name"]) or match["default"]


def _missing(name: str, environ: Mapping[str, str]) -> tuple[str, str]:
    state = "is empty" if name in environ else "is not set"
    near = closest(name, [known for known in environ if known.isupper() and known != name])
    guess = f' (did you mean "{near}"?)' if near else ""
    return f"the environment variable {name} {state}", f"set it, or write ${{{name}:-default}}{guess}"


def _key(path: KeyPath) -> str:
    """The nearest key that is a name: items of a list belong to the list's key."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
