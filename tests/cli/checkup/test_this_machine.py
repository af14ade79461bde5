"""The doctor's checks of files and folders, on real ones."""

import subprocess
from pathlib import Path

import pytest

from calls.keys import KeyRing
from calls.store import CallStore, default_url
from cli.checkup.case import Case
from cli.checkup.database import check_database
from cli.checkup.finding import Finding, State
from cli.checkup.folder import check_folder
from cli.checkup.git import check_env_file
from cli.checkup.ring import check_ring
from cli.checkup.shelves import check_shelves
from configs import inspect_agent

AGENT = "agent: reception\nflow: appointments\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    (tmp_path / "home").mkdir()
    return Case(environ={}, data=tmp_path / "data", home=tmp_path / "home")


def state_of(findings: list[Finding], name: str) -> State:
    return next(found.state for found in findings if found.name == name)


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


async def test_a_committed_env_file_is_a_problem_for_ever(case: Case) -> None:
    async def found() -> tuple[State, State | None]:
        all_of_it = await check_env_file(case)
        own = [one.state for one in all_of_it if one.name == ".env"]
        return state_of(all_of_it, ".env in git"), own[0] if own else None

    env = case.home / ".env"
    assert await found() == (State.OK, None)
    git(case.home, "init", "-q")
    env.write_text("KEY=secret\n", encoding="utf-8")
    env.chmod(0o644)
    assert await found() == (State.WARNING, State.WARNING)
    env.chmod(0o600)
    (case.home / ".gitignore").write_text(".env\n", encoding="utf-8")
    assert await found() == (State.OK, None)
    git(case.home, "add", "-f", ".env")
    assert await found() == (State.PROBLEM, None)
    git(case.home, "commit", "-qm", "oh")
    git(case.home, "rm", "-q", "--cached", ".env")
    git(case.home, "commit", "-qm", "no")
    assert await found() == (State.PROBLEM, None)


async def test_a_data_folder_that_others_may_read_is_warned_of(case: Case) -> None:
    assert [one.state for one in await check_folder(case)] == [State.OK]
    assert not case.data.exists(), "looking makes nothing"
    case.data.mkdir(mode=0o700)
    assert [one.state for one in await check_folder(case)] == [State.OK]
    case.data.chmod(0o755)
    assert [one.state for one in await check_folder(case)] == [State.WARNING]
    case.data.rmdir()
    case.data.write_text("a file", encoding="utf-8")
    assert [one.state for one in await check_folder(case)] == [State.PROBLEM]


async def test_a_key_ring_is_private_readable_and_not_made_by_looking(case: Case) -> None:
    assert [one.state for one in await check_ring(case)] == [State.OK]
    assert not case.data.exists()
    ring = KeyRing.open(case.data, {})
    assert [one.state for one in await check_ring(case)] == [State.OK]
    ring.path.chmod(0o644)
    assert [one.state for one in await check_ring(case)] == [State.PROBLEM]
    ring.path.chmod(0o600)
    ring.path.write_text("{}", encoding="utf-8")
    assert [one.state for one in await check_ring(case)] == [State.PROBLEM]


async def test_a_key_ring_beside_what_it_opens_is_warned_of(case: Case) -> None:
    file = case.home / "reception.yaml"
    file.write_text(f"{AGENT}recording: {{mode: announce, encrypt: true}}\n", encoding="utf-8")
    agent = inspect_agent(str(file), environ={})
    assert agent.agent is not None
    sealed = Case(environ={}, data=case.data, home=case.home, agents=(agent,))
    assert [one.state for one in await check_ring(sealed)] == [State.WARNING]
    KeyRing.open(case.data, {})
    assert [one.state for one in await check_ring(sealed)] == [State.WARNING]
    environ = {"CALLWRIGHT_KEYS": str(case.home / "ring.json")}
    elsewhere = Case(environ=environ, data=case.data, home=case.home, agents=(agent,))
    assert [one.state for one in await check_ring(elsewhere)] == [State.WARNING], "named, and not there"
    KeyRing.open(case.data, environ)
    assert [one.state for one in await check_ring(elsewhere)] == [State.OK]


async def test_a_database_is_looked_at_and_not_made(case: Case) -> None:
    assert [one.state for one in await check_database(case)] == [State.OK]
    assert not case.data.exists()
    await (await CallStore.open(default_url(case.data))).close()
    found = await check_database(case)
    assert [(one.name, one.state) for one in found] == [
        ("database", State.OK),
        ("database journal", State.OK),
    ]
    (case.data / "callwright.db").write_bytes(b"no database" * 100)
    assert [one.state for one in await check_database(case)] == [State.PROBLEM]


async def test_a_database_that_cannot_be_reached_is_a_problem_and_its_password_is_not_told(
    case: Case,
) -> None:
    url = "postgresql://ada:swordfish@127.0.0.1:1/calls"
    there = Case(environ={"CALLWRIGHT_DATABASE_URL": url}, data=case.data, home=case.home)
    [found] = await check_database(there)
    assert (found.state, "swordfish" in str(found)) == (State.PROBLEM, False), found
    offline = Case(environ=there.environ, data=case.data, home=case.home, offline=True)
    assert [one.state for one in await check_database(offline)] == [State.UNCHECKED]


async def test_a_place_for_recordings_is_looked_for_and_not_made(case: Case, tmp_path: Path) -> None:
    shelf, file = tmp_path / "shelf", case.home / "reception.yaml"

    async def found(store: str, *, offline: bool = False) -> list[State]:
        file.write_text(f"{AGENT}recording: {{mode: announce, store: '{store}'}}\n", encoding="utf-8")
        agent = inspect_agent(str(file), environ={})
        assert agent.agent is not None
        there = Case(environ={}, data=case.data, home=case.home, agents=(agent, agent), offline=offline)
        return [one.state for one in await check_shelves(there)]

    assert await found(f"file://{shelf}") == [State.WARNING]
    assert not shelf.exists()
    shelf.mkdir()
    assert await found(f"file://{shelf}", offline=True) == [State.OK]
    assert await found("http://127.0.0.1:9/calls", offline=True) == [State.UNCHECKED]
    assert await check_shelves(case) == []
