"""Data checked against a model, and pydantic's findings as sentences with their lines."""

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from configs.allowed import choices_at, described, keys_at, schema_at
from configs.lines import Lines
from configs.problems import KeyPath, Problem, did_you_mean, dotted, listed
from configs.schema.base import FromEnvironment
from configs.secrets import shown_value

M = TypeVar("M", bound=BaseModel)
Sentence = tuple[str, str]
"""What is wrong, and what is allowed."""


def validated(
    model: type[M], data: Any, lines: Lines, known: Iterable[Problem] = ()
) -> tuple[M | None, list[Problem]]:
    """The model made of `data`, or every reason why it cannot be made.

    A value that `known` already has a problem with is not complained about again.
    """
    if not isinstance(data, dict):
        keys = listed(keys_at(model, ()), "and")
        message = "the file is empty" if data is None else "the file must be a block of keys"
        return None, [lines.problem((), message, f"it may have the keys {keys}")]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    already = {problem.key for problem in known}
    problems = []
    for detail in details:
        if _follows_from_another(detail):
            continue
        path = _path(detail, data)
        if dotted(path) not in already or detail["type"] in ("extra_forbidden", "missing"):
            problems.append(lines.problem(path, *_sentence(model, detail, path)))
    return None, problems


def _follows_from_another(detail: ErrorDetails) -> bool:
    """A list with bad items is called too short as well, because pydantic counts the good ones."""
    if detail["type"] != "too_short" or not isinstance(detail["input"], list):
        return False
    return len(detail["input"]) >= detail.get("ctx", {}).get("min_length", 0)


def _path(detail: ErrorDetails, data: Any) -> KeyPath:
    """The key path of an error: its place without the names that pydantic gives to alternatives."""
    path: list[str | int] = []
    here = data
    for part in detail["loc"]:
        if _has(here, part):
            here = here[part]
            path.append(part)
    if detail["type"] == "missing":
        path.append(detail["loc"][-1])
    return tuple(path)


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def _sentence(model: type[BaseModel], detail: ErrorDetails, path: KeyPath) -> Sentence:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "missing":
        about = (schema_at(model, path) or {}).get("description", "").rstrip(".")
        return "is missing", f"add it: {about[:1].lower() + about[1:]}" if about else "add it"
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    value = shown_value(key, detail["input"])
    allowed = described(model, path)
    if detail["input"] is None:
        return "has no value", f"use {allowed}, or leave the key out"
    context = detail.get("ctx", {})
    if "allowed" in context:
        return _said(detail), f"use {context['allowed']}"
    if kind == "literal_error":
        guess = did_you_mean(str(detail["input"]), choices_at(model, path))
        return f"{value} is not one of the choices", f"use {allowed}{guess}"
    if kind in _SENTENCES:
        return _SENTENCES[kind].replace("{value}", value), f"use {allowed}" if allowed else ""
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return f"{value} does not fit here", f"use {allowed}" if allowed else ""
    return f"{value} does not fit here: {_said(detail)}", f"use {allowed}" if allowed else ""


def _said(detail: ErrorDetails) -> str:
    """A message of a validator of ours or of pydantic's, which may quote the value."""
    value, said = detail["input"], detail["msg"]
    return said.replace(value, value.reference) if isinstance(value, FromEnvironment) and value else said


def _unknown_key(model: type[BaseModel], path: KeyPath) -> Sentence:
    allowed = keys_at(model, path[:-1])
    guess = did_you_mean(str(path[-1]), allowed)
    return "unknown key", f"allowed here: {', '.join(allowed)}{guess}"


_SENTENCES: dict[str, str] = {
    "greater_than": "{value} is too small",
    "greater_than_equal": "{value} is too small",
    "less_than": "{value} is too large",
    "less_than_equal": "{value} is too large",
    "string_pattern_mismatch": "{value} is not written as it must be",
    "too_short": "the list is too short",
    "too_long": "the list is too long",
}
