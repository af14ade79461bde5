"""One value against one type: coerced as pydantic does it, refused in words.

Used for settings (types from the provider's dataclass) and for constructor arguments (types from the
catalogue).
"""

import types
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from configs.secrets import shown_value
from services.problem import ServiceProblem, allowed

_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


class UnusableType(TypeError):
    """A type that no value from a file can have."""


def members(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, or the annotation alone."""
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def words(annotation: Any) -> str:
    """What a value of this type is called: `a number or null`."""
    return " or ".join(_word(member) for member in members(annotation))


def _word(member: Any) -> str:
    origin = get_origin(member)
    if origin is Annotated:
        return words(get_args(member)[0])
    if origin is Literal:
        return "one of: " + ", ".join(str(value) for value in get_args(member))
    if origin is list or member is list:
        return "a list"
    if origin in (dict, Mapping) or member is dict or _fields(member):
        return "a mapping"
    if isinstance(member, type) and issubclass(member, Enum):
        known = [str(item.value) for item in member]
        return f"one of: {', '.join(known)}" if len(known) < 12 else "a known name"
    return _WORDS.get(member, getattr(member, "__name__", str(member)))


def _fields(annotation: Any) -> list[str]:
    """Names inside a nested object; empty for anything else."""
    for member in members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            return list(member.model_fields)
        if hasattr(member, "__dataclass_fields__"):
            return list(member.__dataclass_fields__)
    return []


@lru_cache(maxsize=512)
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(annotation)
    except PydanticUserError as error:
        raise UnusableType(str(annotation)) from error


def coerce(key: str, value: Any, annotation: Any) -> tuple[Any, list[ServiceProblem]]:
    """The value as `annotation` wants it, and what is wrong with it (then the value is not to be used).

    Text that came from the environment becomes a number or a truth value; a truth value never becomes a
    number; nested objects may hold no key of their own invention. Raises `UnusableType`.
    """
    adapter = _adapter(annotation)
    try:
        return adapter.validate_python(value, strict=isinstance(value, bool) or None, extra="forbid"), []
    except ValidationError as error:
        return value, _problems(key, value, annotation, error.errors(include_url=False))


def _problems(key: str, value: Any, annotation: Any, errors: list[ErrorDetails]) -> list[ServiceProblem]:
    kinds = [member for member in members(annotation) if member is not type(None)]
    if len(kinds) == 1 and isinstance(value, Mapping | list) and all(e["loc"] for e in errors):
        return [_nested(key, error, _fields(annotation)) for error in errors]
    ours = next((error for error in errors if _ours(error)), None)
    if ours is not None:
        return [ServiceProblem(key, _message(ours))]
    # Of a union, or of the wrong kind: pydantic's messages speak of each member; ours names them all.
    if len(errors) > 1 or errors[0]["type"].endswith(("_type", "_parsing", "_error")):
        return [
            ServiceProblem(
                key, f"must be {words(annotation)}, not {shown_value(key.rpartition('.')[2], value)}"
            )
        ]
    return [ServiceProblem(key, _message(errors[0]))]


def _nested(key: str, error: ErrorDetails, inside: list[str]) -> ServiceProblem:
    path = ".".join([key, *(str(part) for part in error["loc"])])
    if error["type"] == "extra_forbidden":
        return ServiceProblem(path, "unknown key", allowed(str(error["loc"][-1]), inside))
    return ServiceProblem(path, _message(error))


def _ours(error: ErrorDetails) -> bool:
    """Whether a validator of ours raised it: its own words say it best."""
    return error["type"] == "value_error"


def _message(error: ErrorDetails) -> str:
    if _ours(error):
        return error["msg"].removeprefix("Value error, ")
    text = error["msg"].replace("Input should be", "must be", 1)
    return text[0].lower() + text[1:]
