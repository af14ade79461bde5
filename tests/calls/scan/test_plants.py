"""A planted card is found in every kind of file and in every writing; harmless files hold nothing."""

import base64
import gzip
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.scan import Scanned, scan_file
from calls.scan.sounds import read_sound, scan_tones
from compliance.redaction.finding import Finder
from compliance.scan import Plant, Search

CARD = "4539578763621486"
GROUPED = "4539 5787 6362 1486"
WORDS = "four five three nine, five seven eight seven, six three six two, one four eight six"
RATE = 8000
LOW = {key: low for keys, low in (("123", 697), ("456", 770), ("789", 852), ("0", 941)) for key in keys}
HIGH = {key: high for keys, high in (("147", 1209), ("2580", 1336), ("369", 1477)) for key in keys}

Write = Callable[[Path], object]


def text(content: str, encoding: str = "utf-8") -> Write:
    return lambda path: path.write_text(content, encoding=encoding)


def raw(content: bytes) -> Write:
    return lambda path: path.write_bytes(content)


def lines(*events: object) -> Write:
    return text("".join(json.dumps(event) + "\n" for event in events))


def spoke(words: str, at_ms: int = 0) -> dict[str, object]:
    return {"at_ms": at_ms, "type": "caller_spoke", "text": words, "start_ms": at_ms, "end_ms": at_ms + 900}


def database(*statements: tuple[str, tuple[object, ...]]) -> Write:
    def write(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE calls (id INTEGER PRIMARY KEY, record)")
        for statement, values in statements:
            connection.execute(statement, values)
            connection.commit()
        connection.close()

    return write


def in_the_log(path: Path) -> None:
    """A row that a write-ahead log has and the database has not: its writer died."""
    other = path.with_name("other.db")
    connection = sqlite3.connect(other)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE calls (record)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO calls VALUES (?)", (f"card {CARD}",))
    connection.commit()
    path.write_bytes(other.with_name("other.db-wal").read_bytes())
    connection.close()


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.log", f"card {GROUPED}")


def keyed(digits: str, rate: int = RATE, level: float = 0.2) -> np.ndarray:
    """Somebody presses keys, 80 ms each."""
    time = np.arange(int(rate * 0.08)) / rate
    pieces = []
    for digit in digits:
        tone = np.sin(2 * np.pi * LOW[digit] * time) + np.sin(2 * np.pi * HIGH[digit] * time)
        pieces += [tone * level, np.zeros(int(rate * 0.12))]
    return np.concatenate(pieces)


def sound(samples: np.ndarray, ending: str, *, right: bool = False) -> Write:
    silent = np.zeros_like(samples)
    both = np.stack((silent, samples) if right else (samples, silent), axis=1)
    return lambda path: soundfile.write(path, both, RATE, format=ending)


DELETED: list[tuple[str, tuple[object, ...]]] = [
    ("PRAGMA secure_delete = OFF", ()),
    ("INSERT INTO calls VALUES (1, ?)", (f"card {CARD} " + "x" * 100,)),
    ("INSERT INTO calls VALUES (2, ?)", ("y" * 100,)),
    ("DELETE FROM calls WHERE id = 1", ()),
]

PLANTS: dict[str, Write] = {
    "a log line": text(f"2026-11-20 10:00:00 | INFO | card {CARD} was refused\n"),
    "groups with spaces": text(f"it is {GROUPED}."),
    "groups with dashes": text("it is 4539-5787-6362-1486."),
    "groups of other sizes": text("4539 57 87 6362 14 86"),
    "digits one by one": text(" ".join(CARD)),
    "digits in a JSON list": text(json.dumps(list(CARD))),
    "numbers in a JSON list": text(json.dumps([int(digit) for digit in CARD])),
    "a whole number in JSON": text(json.dumps({"number": int(CARD)})),
    "a key of JSON": text(json.dumps({CARD: True})),
    "digits as words": text(WORDS),
    "words with fillers and doubles": text(
        WORDS.replace("eight seven,", "um eight seven uh").replace("six two", "six, uh, two")
    ),
    "words with tens": text("forty five thirty nine fifty seven eighty seven sixty three sixty two 14 86"),
    "words and numerals": text("four five three nine 5787 six three six two 1486"),
    "words in a JSON escape": text('{"text": "four\\u0020five three nine 5787 6362 1486"}'),
    "digits in a JSON escape": text('{"text": "\\u0034539578763621486"}'),
    "UTF-16 with a mark": text(f"card {GROUPED}", "utf-16"),
    "UTF-16 without a mark": raw(f"card {GROUPED} of the caller".encode("utf-16-le")),
    "base64": text("body=" + base64.b64encode(f"card {CARD}".encode()).decode()),
    "base64 of gzip": text("body=" + base64.b64encode(gzip.compress(f"card {CARD}".encode())).decode()),
    "hexadecimal": text("dump " + f"card {CARD}".encode().hex()),
    "a URL": text("GET /pay?card=4539%205787%206362%201486 HTTP/1.1"),
    "XML characters": text("<p>&#52;539578763621486</p>"),
    "gzip": raw(gzip.compress(f"card {CARD}".encode())),
    "zlib": raw(zlib.compress(f"card {CARD}".encode())),
    "an archive": zipped,
    "raw bytes": raw(b"\x00\xff\x93\xfe" * 50 + CARD.encode() + b"\x00\xff" * 50),
    "two turns of a journal": lines(
        spoke("four five three nine five seven eight seven", 1204),
        {"at_ms": 2411, "type": "agent_spoke", "text": "Go on.", "start_ms": 1, "end_ms": 2},
        spoke("uh six three six two one four eight six", 4178),
    ),
    "two turns that stand backwards": lines(
        spoke("six three six two one four eight six"), spoke("four five three nine five seven eight seven")
    ),
    "keys of a journal": lines(
        *({"at_ms": 250 * at, "type": "key_pressed", "digit": key} for at, key in enumerate(CARD))
    ),
    "turns of a record": text(
        json.dumps({"turns": [{"text": "4539 5787", "at_ms": 17}, {"text": "6362 1486", "at_ms": 40}]})
    ),
    "a piece of it": text("four five three nine five seven eight seven, and the rest was masked"),
    "a cell of a database": database(("INSERT INTO calls VALUES (1, ?)", (GROUPED,))),
    "JSON in a cell": database(("INSERT INTO calls VALUES (1, ?)", (json.dumps({"a": {"b": WORDS}}),))),
    "a number in a cell": database(("INSERT INTO calls VALUES (1, ?)", (int(CARD),))),
    "bytes in a cell": database(("INSERT INTO calls VALUES (1, ?)", (GROUPED.encode("utf-16-le"),))),
    "a deleted row": database(*DELETED),
    "a write-ahead log": in_the_log,
    "a token with its value": text(f"[CARD_1] = {CARD}"),
    "tones in WAV": sound(keyed(CARD), "WAV"),
    "tones in FLAC, on the right": sound(keyed(CARD), "FLAC", right=True),
    "faint tones": sound(keyed(CARD, level=0.01), "WAV"),
    "half of the tones": sound(keyed(CARD[:8]), "WAV"),
}


def scanned(path: Path, search: Search) -> Scanned:
    """The search of a file, tones included."""
    found = scan_file(path, search)
    if found.holds_sound:
        scan_tones(found, read_sound(path), search.plants)
    return found


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_card_is_found_in(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    PLANTS[name](path)
    found = scanned(path, Search([Plant.of(GROUPED)]))
    assert "planted" in [one.find.what for one in found.finds], found
    assert not any(CARD in one.find.shown for one in found.finds)


@pytest.mark.parametrize("name", PLANTS)
def test_another_card_is_not_found_in_its_place(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    PLANTS[name](path)
    found = scanned(path, Search([Plant.of("5105105105105100")]))
    assert "planted" not in [one.find.what for one in found.finds], found


UNPLANTED = [
    name for name in PLANTS if name not in ("a piece of it", "half of the tones", "a token with its value")
]


@pytest.mark.parametrize("name", UNPLANTED)
def test_a_card_that_nobody_planted_is_found_in(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    PLANTS[name](path)
    found = scanned(path, Search())
    kinds = [one.find.what for one in found.finds]
    assert "card" in kinds, found


def noise(seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, RATE * 5)


OTHERS = ("5105105105105100", "737", "536-22-1847", "anne@example.com", "swordfish")

HARMLESS: dict[str, Write] = {
    "times": text("1763667817123 1763667817123456789 2026-03-02T09:15:00.000Z 2026-03-02 09:15:00,123"),
    "ids": text("call_a2b3c4d5e6f7a2b3c4d5 CA4539578763621486aaaa4539578763621486 key_4539578763621486x"),
    "a digest": text("sha256 4539578763621486" + "ab" * 24),
    "a UUID": text("45395787-6362-4148-8653-453957876362"),
    "fractions": text(json.dumps({"a": [0.4539578763621486, 17.4539578763621486, 3.14, 2.71, 1.41]})),
    "milliseconds": text(json.dumps([4539, 578, 763, 621, 486, 1200, 90, 12, 4, 17])),
    "times of turns": text(json.dumps({"turns": [{"end_ms": ms} for ms in (4539, 5787, 6362, 1486)]})),
    "a wrong check digit": text("4539 5787 6362 1487"),
    "a telephone": text("call +1 555 010 0199 or 415-555-2671 or (415) 555-2671"),
    "two telephones": text("4155552671, 4155550123"),
    "prices and orders": text("Order 1002003004 costs $45.39, 57 pieces at 8.76, in all 3,621.48 dollars."),
    "a visit": lines(spoke("March second at nine thirty, for two people, at 12 Oak Street")),
    "a telephone in words": lines(spoke("it's four one five, five five five, two six seven one")),
    "placeholders": lines(spoke("my card is [CARD_1] and it ends in 1486"), spoke("[cvv]")),
    "a row": database(("INSERT INTO calls VALUES (1, ?)", (json.dumps({"at": 1763667817123, "n": 737}),))),
    "noise": lambda path: soundfile.write(path, noise(), RATE, format="WAV"),
    "silence": lambda path: soundfile.write(path, np.zeros(RATE), RATE, format="FLAC"),
    "one key for a menu": lambda path: soundfile.write(path, keyed("2"), RATE, format="WAV"),
    "nothing": raw(b""),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_is_found_in(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    HARMLESS[name](path)
    search = Search(
        [Plant.of("5105105105105100"), Plant.of("737"), Plant.of("536-22-1847")], spans=Finder().spans
    )
    assert scanned(path, search).finds == []


def test_every_file_is_told_of_also_one_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\0" + bytes(100))
    (tmp_path / "gone.log").symlink_to(tmp_path / "nothing")
    picture = scan_file(tmp_path / "picture.png", Search())
    torn = scan_file(tmp_path / "torn.db", Search())
    gone = scan_file(tmp_path / "gone.log", Search())
    assert "picture" in picture.skipped
    assert "database" in torn.problem
    assert "cannot be read" in gone.problem
