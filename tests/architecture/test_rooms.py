"""The architecture, where the import linter cannot see it."""

import ast
import importlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "configs", "spoken", "compliance", "calls", "services", "flows", "transports", "processors",
    "pipeline", "simulation", "cli",
]  # fmt: skip
HARD_LIMIT = 400


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_bot_imports_only_the_pipeline_and_the_transports_of_our_rooms() -> None:
    tree = ast.parse((ROOT / "bot.py").read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported & set(ROOMS) <= {"pipeline", "transports", "configs"}


def test_nothing_imports_bot() -> None:
    pattern = re.compile(r"^\s*(from|import) bot\b", re.MULTILINE)
    rooms = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in ROOMS]
    assert [path for path in rooms if pattern.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_and_no_installed_package_shadows_it(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT)


def test_no_source_file_is_longer_than_the_hard_limit() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > HARD_LIMIT
    }
    assert long == {}


def test_no_provider_is_named_in_a_condition() -> None:
    pattern = re.compile(r"\b(if|elif)\b[^\n]*\b(provider|service)\s*==\s*[\"']")
    found = [path for path in tracked("*.py") if pattern.search(path.read_text(encoding="utf-8"))]
    assert [path for path in found if path != Path(__file__)] == []


def test_every_locked_package_is_pinned_with_hashes_and_no_index_is_named() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    entries = re.split(r"\n(?=[a-zA-Z0-9])", text.strip())
    assert len(entries) > 50
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_packages_that_users_were_promised_are_required() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = " ".join(project["dependencies"])
    for name in ("pipecat-ai[daily,deepgram,openai,elevenlabs,silero", "aiohttp", "loguru", "pyyaml"):
        assert name in required
