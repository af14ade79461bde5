"""Any value as plain JSON: what a journal line and a record may hold."""

import math
import re
from typing import Any

from pydantic_core import to_jsonable_python

_DIGITS_AT_THE_END = re.compile(r"\d[\d\W_]*\Z")


def plain(value: Any) -> Any:
    """The nearest thing to `value` that JSON can hold; reading it back gives an equal value.

    Dates become ISO-8601, sets and tuples lists, keys strings; what JSON has no word for becomes its
    `str()`. NaN and the infinities become null, as most readers refuse them.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, dict):
        return {clean_text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=repr)
    return plain(to_jsonable_python(value, fallback=str))


def cut(text: str, most: int) -> str:
    """The text with at most `most` characters. It is not cut within a number, of which half would stay."""
    if len(text) <= most:
        return text
    return _DIGITS_AT_THE_END.sub("", text[: most - 1]).rstrip() + "…"


def clean_text(text: str) -> str:
    """The text without half surrogate pairs, which UTF-8 cannot hold."""
    if text.isascii():
        return str(text)
    return text.encode("utf-8", "replace").decode("utf-8")
