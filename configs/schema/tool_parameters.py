"""The JSON Schema of a tool's parameters: a plain object, checked when the agent file is read."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def object_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, when it is a valid one of an object; a pydantic error otherwise."""
    # Loaded when a tool declares parameters: most agents have none, and every start would pay for it.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if schema.get("type") != "object":
        raise _wrong("the parameters must be an object", "`type: object` with `properties:`")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        where = ".".join(str(part) for part in error.absolute_path) or "the schema"
        raise _wrong(f"{where}: {error.message}", "JSON Schema, draft 2020-12") from None
    properties = schema.get("properties", {})
    for name in properties:
        if not _NAME.fullmatch(name) or name == "flow_manager":
            raise _wrong(
                f'"{name}" cannot be the name of a parameter', "letters, digits and _, from a letter"
            )
    for name in schema.get("required", ()):
        if name not in properties:
            raise _wrong(f'"{name}" is required and is no property', "names that stand under `properties:`")
    if reference := next(_references(schema), None):
        raise _wrong(f'"{reference}" refers to another place', "the shape itself, in place of `$ref`")
    return schema


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _wrong(problem: str, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("object_schema", "{problem}", {"problem": problem, "allowed": allowed})


ObjectSchema = Annotated[dict[str, Any], AfterValidator(object_schema)]
"""JSON Schema (draft 2020-12) of an object, without references."""
