"""The command line, run in this process, in an empty folder, with no keys."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from loguru import logger
from typer.testing import CliRunner, Result

from cli import console
from cli.main import app

Cli = Callable[..., Result]

REPO = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer has set must not decide a test."""
    for name in list(os.environ):
        if name.endswith("_API_KEY") or name.startswith("CALLWRIGHT_"):
            monkeypatch.delenv(name)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """Runs `callwright` with the given words; `width` is that of the terminal."""

    def run(*words: str | Path, width: int = 200) -> Result:
        for each in (console.out, console.err):
            monkeypatch.setattr(each, "width", width)
        return CliRunner().invoke(app, [str(word) for word in words])

    yield run
    # `--debug` stays on for as long as the process.
    os.environ.pop(console.DEBUG_VARIABLE, None)
    logger.remove()


@pytest.fixture(scope="session")
def cafe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the agent that `callwright init cafe` makes."""
    folder = tmp_path_factory.mktemp("cafe")
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(app, ["init", "cafe"])
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def at_cafe(cafe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder as the current directory."""
    shutil.copytree(cafe, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which several people have called. Copy it before you change it."""
    from tests.cli.privacy_world import make_world

    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, made = shared / "world", shared / "world.made"
    # Whichever test worker comes first makes it for all.
    with (shared / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make_world(folder)
            made.touch()
    return folder / "data"


@pytest.fixture
def data(world: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(world, tmp_path / "data"))
