"""Only what was masked can be kept: who may say that a text is safe, and what every field holds."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from calls import record, record_parts
from calls.events import CallEvent
from compliance.redaction.declared import Declared, undeclared

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "configs", "spoken", "compliance", "calls", "services", "flows", "transports", "processors",
    "pipeline", "simulation", "cli",
]  # fmt: skip
MAKERS = {
    "SafeText": {"compliance/redaction/safe.py"},
    "SafeRecord": {"calls/kept_record.py"},
    "SafeRow": {"calls/kept_rows.py"},
}
EVENTS: tuple[type[Declared], ...] = CallEvent.__origin__.__args__  # type: ignore[attr-defined]
PARTS = [
    kind
    for module in (record, record_parts)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Declared)
]


@cache
def sources() -> list[tuple[str, ast.Module]]:
    files = [ROOT / "bot.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in files
    ]


def uses(tree: ast.Module, name: str) -> bool:
    """Whether a name is called, or given to `cast`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [part.id for arg in node.args[:1] for part in ast.walk(arg) if isinstance(part, ast.Name)]
        if called == name or (called == "cast" and name in given):
            return True
    return False


@pytest.mark.parametrize("name", MAKERS)
def test_one_file_alone_makes_something_safe(name: str) -> None:
    assert {path for path, tree in sources() if uses(tree, name)} == MAKERS[name]


def test_only_what_was_safe_before_is_taken_as_it_is() -> None:
    allowed = {"compliance/redaction/turns.py"}  # an empty text, until it is written
    assert {path for path, tree in sources() if uses(tree, "AsKept")} <= allowed
    reading = {
        "calls/record_file.py",
        "calls/recovery.py",
        "calls/store/call_store.py",
        "calls/store/summary.py",
    }
    assert {path for path, tree in sources() if uses(tree, "kept_before")} <= reading


@pytest.mark.parametrize("kind", [*EVENTS, *PARTS], ids=lambda kind: kind.__name__)
def test_every_text_says_whether_people_or_models_put_words_in_it(kind: type[Declared]) -> None:
    assert undeclared(kind) == [], (
        f"{kind.__name__}: say Own, Label, Key or Words (compliance.redaction.declared)"
    )
    inside = [field.annotation for field in kind.model_fields.values()]
    plain = [each for each in inside if isinstance(each, type) and issubclass(each, BaseModel)]
    assert [each for each in plain if not issubclass(each, Declared)] == []


def test_logs_are_set_up_in_one_place() -> None:
    def adds_a_sink(tree: ast.Module) -> bool:
        return any(
            isinstance(node, ast.Attribute) and node.attr in ("add", "configure", "basicConfig")
            and isinstance(node.value, ast.Name) and node.value.id in ("logger", "logging")
            for node in ast.walk(tree)
        )  # fmt: skip

    assert {path for path, tree in sources() if adds_a_sink(tree)} == {"calls/logs.py"}


WRITES = """
from pathlib import Path
from calls.journal import Journal
from calls.record import CallRecord
from calls.record_file import write_record
from calls.ledger import Row
from calls.store import CallStore
from compliance.redaction.safe import SafeText


async def keep(store: CallStore, record: CallRecord, row: Row, journal: Journal) -> SafeText:
    write_record(Path(), record)
    await store.begin(record)
    await store.finish(record)
    await store.ledger.save([row])
    return "words"
"""


def test_pyright_refuses_what_was_not_masked(tmp_path: Path) -> None:
    (tmp_path / "writes.py").write_text(WRITES, encoding="utf-8")
    settings = f'{{"extraPaths": ["{ROOT}"], "venvPath": "{ROOT}", "venv": ".venv"}}'
    (tmp_path / "pyrightconfig.json").write_text(settings, encoding="utf-8")
    pyright = Path(sys.executable).parent / "pyright"
    done = subprocess.run([pyright, "-p", tmp_path], capture_output=True, text=True, timeout=200)
    lines = {
        line.split(":")[1] for line in done.stdout.splitlines() if "error" in line and "writes.py" in line
    }
    wrong = [at for at, line in enumerate(WRITES.splitlines(), start=1) if line.startswith("    ")]
    assert lines == {str(at) for at in wrong}, done.stdout
