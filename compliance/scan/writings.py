"""The texts that some bytes or a text may stand for: decoded as people and programs encode them."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_plus

_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){6,}(?![0-9A-Fa-f])")
_URL = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\[nrt\"/\\]")
_XML = re.compile(r"&#(?:x[0-9A-Fa-f]+|[0-9]+);")
_MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that a packed file may unpack to; what is larger is not read and is told so."""

_READABLE = 0.85
"""Share of readable characters from which decoded bytes are a text."""


class TooLarge(ValueError):
    """A packed file unpacks to more than is read."""


def texts_of(content: bytes) -> Iterator[tuple[str, str]]:
    """How bytes may be read as text: the encoding's name and the text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "UTF-16", content.decode("utf-16", errors="replace")
        return
    for name, at in (("UTF-16LE", 1), ("UTF-16BE", 0)):
        half = content[at::2]
        if len(content) >= 8 and half.count(0) > 0.4 * len(half):
            yield name, content.decode(name, errors="replace")
    yield "UTF-8", content.decode("utf-8", errors="replace")


def decoded(text: str) -> Iterator[tuple[str, str]]:
    """What else a text says once it is decoded: how, and the text. Only readable ones."""
    if _ESCAPE.search(text):
        yield "unescaped", _unescaped(text)
    if _URL.search(text):
        yield "from a URL", unquote_plus(text)
    if _XML.search(text):
        yield "from XML", _XML.sub(_character, text)
    for match in _BASE64.finditer(text):
        if (inner := _from_base64(match.group())) is not None:
            yield "from base64", inner
    for match in _HEX.finditer(text):
        if (inner := _readable(bytes.fromhex(match.group()))) is not None:
            yield "from hexadecimal", inner


def unpacked(content: bytes) -> bytes | None:
    """The content of gzip or zlib data; None for other bytes. Raises TooLarge."""
    if not content.startswith((b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda")):
        return None
    unpacker = zlib.decompressobj(wbits=47)
    try:
        inner = unpacker.decompress(content, _MOST_UNPACKED)
    except zlib.error:
        return None
    if unpacker.unconsumed_tail:
        raise TooLarge(f"it unpacks to more than {_MOST_UNPACKED >> 20} MB")
    return inner


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: json.loads(f'"{match.group()}"'), text)


def _character(match: re.Match[str]) -> str:
    body = match.group()[2:-1]
    code = int(body[1:], 16) if body[0] in "xX" else int(body)
    return chr(code) if code < 0x11_0000 else " "


def _from_base64(text: str) -> str | None:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    if len(plain) % 4 == 1:
        return None
    try:
        content = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return _readable(unpacked(content) or content)


def _readable(content: bytes) -> str | None:
    """The bytes as text, if they are one."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    readable = sum(char.isprintable() or char in "\r\n\t" for char in text)
    return text if text and readable >= _READABLE * len(text) else None
