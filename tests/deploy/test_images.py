"""The Dockerfiles: everything they copy is there, what they install is locked, and nothing runs as root."""

import fnmatch
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.deploy.deployed import DEPLOY, ROOT, instructions

DOCKERFILES = sorted(DEPLOY.glob("*Dockerfile"))
MAIN = DEPLOY / "Dockerfile"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PYPROJECT["tool"]["importlinter"]["root_packages"]

IN_THE_IMAGE = """
import importlib, pkgutil, sys
from importlib.metadata import packages_distributions

sys.path.insert(0, "deploy")
from unneeded import name_of, unneeded

gone = set(unneeded({"local", "postgres", "mcp"}))
missing = {module for module, of in packages_distributions().items() if {name_of(one) for one in of} <= gone}

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)

sys.meta_path.insert(0, Missing())
for room in sys.argv[1:]:
    for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
        if not found.name.startswith("calls.migrations.env") and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
import bot
print(len(gone), "pytest" in missing)
"""


def copied(file: Path) -> list[str]:
    """What a Dockerfile takes from the project."""
    words = [rest.split() for word, rest in instructions(file) if word == "COPY" and "--from" not in rest]
    return [source for each in words for source in each[:-1]]


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_what_is_copied_is_there_and_is_not_ignored(file: Path) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored and "**/.env*" in ignored
    for source in copied(file):
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, one) for one in let_in), f"{source} is ignored"
    assert "." not in copied(file), "everything, secrets included"


def test_every_room_is_in_the_image() -> None:
    assert {*ROOMS, "bot.py", "pyproject.toml", "requirements.lock"} <= set(copied(MAIN))


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_packages_are_installed_from_the_lock_with_their_hashes(file: Path) -> None:
    commands = [rest for word, rest in instructions(file) if word == "RUN" and "pip install" in rest]
    locked = [one for one in commands if "requirements.lock" in one]
    assert len(locked) == 1
    assert {"--require-hashes", "--no-deps"} <= set(locked[0].split())
    for other in set(commands) - set(locked):
        assert {"--no-deps", "--no-build-isolation", "."} <= set(other.split()), other


def test_the_image_runs_as_nobody_in_particular_and_hears_sigterm() -> None:
    last = dict(instructions(MAIN))
    assert last["USER"] not in ("root", "0", "")
    assert json.loads(last["ENTRYPOINT"]) == ["tini", "--", "callwright"]
    assert json.loads(last["CMD"])[0] == "serve"
    assert last["VOLUME"] == "/data"
    assert last["FROM"].startswith("python:3.11-slim")


def test_the_health_check_is_a_program_that_python_understands() -> None:
    text = dict(instructions(MAIN))["HEALTHCHECK"].partition("CMD ")[2]
    python, option, program = json.loads(text)
    assert (python, option, "/health/live" in program) == ("python", "-c", True)
    compile(program, "healthcheck", "exec")


def test_what_is_taken_out_of_the_image_is_missed_by_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_THE_IMAGE, *ROOMS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    count, pytest_is_gone = done.stdout.split()[-2:]
    assert (int(count) > 20, pytest_is_gone) == (True, "True")


def test_pipecat_cloud_is_told_what_it_understands() -> None:
    told = tomllib.loads((DEPLOY / "pcc-deploy.toml").read_text(encoding="utf-8"))
    known = {"agent_name", "secret_set", "agent_profile", "max_session_duration", "build", "scaling"}
    assert set(told) == known
    assert 60 <= told["max_session_duration"] <= 14_400
    assert told["scaling"]["min_agents"] <= told["scaling"]["max_agents"]
    assert (ROOT / told["build"]["dockerfile"]).is_file()
