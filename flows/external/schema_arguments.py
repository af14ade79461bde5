"""Arguments as a JSON Schema describes them: of a webhook, or of a tool at an MCP server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from flows.tools.spec import InvalidArguments

FORMATS = FormatChecker(("date", "email", "uuid", "ipv4", "ipv6", "regex"))
"""The formats that are looked at; others only tell the model what is meant."""

DEEPEST = 8
"""Levels to which references are followed; a schema that contains itself ends there."""


@dataclass(frozen=True)
class SchemaArguments:
    """Arguments as the schema of an object describes them."""

    schema: Mapping[str, Any]

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values, without those that were not given. Models write numbers as text; that is put right.

        Raises:
            InvalidArguments: They do not fit the schema.
        """
        properties, required = self._properties, self.required
        values = {
            name: _as_declared(properties.get(name, {}), value)
            for name, value in given.items()
            if not (value in ("", None) and name in properties and name not in required)
        }
        unknown = [name for name in values if name not in properties]
        if unknown and not self.schema.get("additionalProperties", False):
            raise InvalidArguments(dict.fromkeys(unknown, "there is no such parameter"))
        problems: dict[str, str] = {}
        for error in self._validator.iter_errors(values):
            for name, problem in _told(error):
                problems.setdefault(name, problem)
        if problems:
            raise InvalidArguments(problems)
        return values

    def parameters(self) -> dict[str, dict[str, Any]]:
        """JSON Schema of each parameter, whole in itself."""
        definitions = self.schema.get("$defs", {})
        whole = {name: _inlined(schema, definitions, DEEPEST) for name, schema in self._properties.items()}
        return {
            name: {k: v for k, v in one.items() if k not in ("title", "default")}
            for name, one in whole.items()
        }

    @property
    def required(self) -> list[str]:
        """The parameters that must be given."""
        return list(self.schema.get("required", ()))

    @property
    def _properties(self) -> Mapping[str, Any]:
        return self.schema.get("properties", {})

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(dict(self.schema), format_checker=FORMATS)


def _as_declared(schema: Any, value: Any) -> Any:
    """A number or a truth value that was written as text, where the schema wants one."""
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    if not isinstance(value, str) or kind not in ("integer", "number", "boolean"):
        return value
    try:
        read = json.loads(value.strip().lower())
    except ValueError:
        return value
    fits = (
        isinstance(read, bool)
        if kind == "boolean"
        else isinstance(read, int | float) and not isinstance(read, bool)
    )
    return read if fits else value


def _told(error: ValidationError) -> list[tuple[str, str]]:
    """Which argument is wrong and why, without its value."""
    place = [str(part) for part in error.absolute_path]
    wanted, here = error.validator_value, error.instance
    if error.validator == "required" and isinstance(wanted, list) and isinstance(here, Mapping):
        return [(".".join([*place, name]), "is missing") for name in wanted if name not in here]
    return [(".".join(place) or "arguments", _why(error))]


def _why(error: ValidationError) -> str:
    wanted = error.validator_value
    words = {
        "type": f"must be of type {wanted}",
        "enum": f"must be one of {wanted}",
        "const": f"must be {wanted}",
        "format": f"must be written as a {wanted}",
        "pattern": f"must match {wanted}",
        "minimum": f"must be at least {wanted}",
        "maximum": f"must be at most {wanted}",
        "minLength": f"must have at least {wanted} characters",
        "maxLength": f"must have at most {wanted} characters",
    }
    return words.get(str(error.validator), f"does not fit its {error.validator}")


def _inlined(schema: Any, definitions: Mapping[str, Any], depth: int) -> Any:
    """The schema with references to its own definitions followed."""
    if isinstance(schema, list):
        return [_inlined(each, definitions, depth) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = definitions.get(reference.rsplit("/", 1)[-1], {}) if depth else {}
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _inlined({**target, **beside}, definitions, depth - 1)
    return {key: _inlined(value, definitions, depth) for key, value in schema.items()}
