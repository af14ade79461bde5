"""Which files there are, and how each is searched by what it is."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from calls.scan.artifact import Scanned
from calls.scan.databases import LOG_MAGICS, MAGIC, scan_database, scan_raw
from calls.scan.sounds import is_sound
from calls.scan.texts import scan_text
from compliance.scan import Search
from compliance.scan.writings import TooLarge, unpacked

_PICTURES = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
_ZIP = b"PK\x03\x04"
_MOST_MEMBER = 64 * 1024 * 1024
"""Bytes of a member of an archive; what is larger is not read and is told so."""


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """All files of the files and folders, hidden ones too, in order. Raises FileNotFoundError.

    A link to a file is that file; links to folders are not followed.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(item for item in path.rglob("*") if item.is_file())
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(f"{path}: there is no such file or folder")


def scan_file(path: Path, search: Search, *, name: str = "") -> Scanned:
    """Search one file. Blocking; what cannot be read is told in `problem` and never raised.

    Sound is recognised, not listened to: see `holds_sound`. `name`: the path as it is searched itself.
    """
    scanned = Scanned(path)
    scanned.add("its name", search.text(name or path.name))
    try:
        content = path.read_bytes()
    except OSError as error:
        scanned.problem = f"cannot be read: {error.strerror or error}"
        return scanned
    scanned.bytes_read = len(content)
    scanned.sha256 = hashlib.sha256(content).hexdigest()
    try:
        _scan_content(scanned, content, search)
    except (TooLarge, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        scanned.problem = str(error)
    return scanned


def _scan_content(scanned: Scanned, content: bytes, search: Search) -> None:
    picture = next((name for magic, name in _PICTURES.items() if content.startswith(magic)), None)
    if not content:
        scanned.how = "empty"
    elif content.startswith(MAGIC):
        scan_database(scanned, content, search)
    elif content.startswith(LOG_MAGICS):
        scan_raw(scanned, content, search, "bytes")
        scanned.how = "a database's log, raw"
    elif is_sound(content):
        scanned.holds_sound = True
    elif picture is not None:
        scanned.skipped = f"a picture ({picture}); pictures are not read"
        scan_raw(scanned, content, search, "bytes")
    elif content.startswith(_ZIP):
        _scan_members(scanned, content, search)
    elif (inner := unpacked(content)) is not None:
        _scan_content(scanned, inner, search)
        scanned.how = f"packed: {scanned.how}"
    elif _is_binary(content):
        scan_raw(scanned, content, search, "bytes")
        scan_text(scanned, content, search)
        scanned.how = "raw bytes"
    else:
        scan_text(scanned, content, search)


def _is_binary(content: bytes) -> bool:
    head = content[:65536]
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < len(head) - 4
    return False


def _scan_members(scanned: Scanned, content: bytes, search: Search) -> None:
    """Search the files of an archive."""
    hows: list[str] = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            if member.file_size > _MOST_MEMBER:
                raise TooLarge(f"{member.filename} in it unpacks to more than {_MOST_MEMBER >> 20} MB")
            inner = Scanned(scanned.path)
            _scan_content(inner, archive.read(member), search)
            if inner.holds_sound:
                scanned.problem = f"{member.filename} in it is sound; unpack it to have it listened to"
            for one in inner.finds:
                scanned.add(f"{member.filename}, {one.place}", [one.find])
            hows.append(inner.how)
    scanned.how = f"archive of {len(hows)} files"
