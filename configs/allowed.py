"""What may stand at a key path, read from the JSON Schema of a model and said in plain words."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from configs.problems import KeyPath, listed

Schema = dict[str, Any]

ENVIRONMENT = "environment"
"""The mark that `Deployed[...]` leaves in the schema."""


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """The JSON Schema of what a model accepts."""
    return model.model_json_schema()


def schema_at(model: type[BaseModel], path: KeyPath) -> Schema | None:
    """The schema of the value at a path; None where nothing may stand."""
    root = schema_of(model)
    return _descend(root, root, path)


def may_vary(model: type[BaseModel], path: KeyPath) -> bool | None:
    """Whether `${NAME}` may stand at a path; None where nothing may stand at all."""
    for end in range(len(path) + 1):
        schema = schema_at(model, path[:end])
        if schema is None:
            return None
        if schema.get(ENVIRONMENT):
            return True
    return False


def keys_at(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys that the block at a path may have."""
    root = schema_of(model)
    schema = schema_at(model, path)
    keys: dict[str, None] = {}
    for option in _options(root, schema or {}):
        keys.update(dict.fromkeys(option.get("properties", ())))
    return list(keys)


def described(model: type[BaseModel], path: KeyPath) -> str:
    """What may stand at a path: `a whole number above 0 and at most 14400`."""
    root = schema_of(model)
    schema = schema_at(model, path)
    if schema is None:
        return ""
    words = [_words(root, option) for option in _options(root, schema)]
    return listed([word for word in dict.fromkeys(words) if word])


def choices_at(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The values of a closed list at a path; empty where any value of a kind may stand."""
    root = schema_of(model)
    found: list[str] = []
    for option in _options(root, schema_at(model, path) or {}):
        found += [str(value) for value in _closed(option)]
    return found


def _descend(root: Schema, schema: Schema, path: KeyPath) -> Schema | None:
    if not path:
        return schema
    for option in _options(root, schema):
        below = _step(option, path[0])
        if below is not None and (found := _descend(root, below, path[1:])) is not None:
            return found
    return None


def _step(option: Schema, part: str | int) -> Schema | None:
    if isinstance(part, int):
        return option.get("items") if option.get("type") == "array" else None
    properties = option.get("properties", {})
    if part in properties:
        return properties[part]
    further = option.get("additionalProperties", False)
    if further is True:
        # Anything may stand below a free mapping, and what marks the mapping marks its content.
        return {"additionalProperties": True, "type": "object"}
    return further or None


def _options(root: Schema, schema: Schema) -> list[Schema]:
    """The schema with references followed and alternatives laid out; marks beside a reference are kept."""
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _options(root, {**target, **beside})
    if "anyOf" in schema:
        return [option for part in schema["anyOf"] for option in _options(root, part)]
    return [schema]


def _closed(option: Schema) -> list[Any]:
    if "const" in option:
        return [option["const"]]
    return list(option.get("enum", ()))


def _words(root: Schema, option: Schema) -> str:
    if closed := _closed(option):
        return listed([f'"{value}"' for value in closed])
    if "patternErrorMessage" in option:
        return option["patternErrorMessage"]
    kind = option.get("type")
    if kind in ("integer", "number"):
        return _number_words(option)
    if kind == "array":
        items = [_words(root, item) for item in _options(root, option.get("items", {}))]
        least = f" of at least {option['minItems']}" if "minItems" in option else ""
        return f"a list{least}, each item {listed(items)}" if any(items) else f"a list{least}"
    if kind == "object":
        return _block_words(option)
    return {"string": "text", "boolean": "true or false"}.get(kind or "", "")


def _number_words(option: Schema) -> str:
    word = "a whole number" if option["type"] == "integer" else "a number"
    bounds = [
        f"{text} {option[name]:g}"
        for name, text in (
            ("exclusiveMinimum", "above"),
            ("minimum", "at least"),
            ("exclusiveMaximum", "below"),
            ("maximum", "at most"),
        )
        if name in option
    ]
    return f"{word} {' and '.join(bounds)}" if bounds else word


def _block_words(option: Schema) -> str:
    keys = list(option.get("properties", ()))
    return f"a block with the keys {listed(keys, 'and')}" if keys else "a block of keys"
