"""Every command of the README works as it is written."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from services.catalog import CATALOG

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.split("#")[0].strip()
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PAGES = [README, *(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))]
AGENTS = [text for page in PAGES for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]

SERVERS = ("make run", ".venv/bin/callwright serve", "CALLWRIGHT_AGENT=")
NEEDS_AN_ACCOUNT = ("DAILY_API_KEY=",)
FROM_THE_ROOT = ("make ", ".venv/bin/python", "CALLWRIGHT_AGENT=", "DAILY_API_KEY=")
PORT = "7860"
"""Where the README's servers listen."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a fresh checkout, where `init` may write."""
    folder = tmp_path_factory.mktemp("project")
    flows = [f"flows/{file.parent.name}" for file in sorted(ROOT.glob("flows/*/flow.yaml"))]
    for name in ("configs/agents", *flows):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "bot.py", folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def environment(project: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "CALLWRIGHT_DATA": str(project / "var"), "NO_COLOR": "1", **more}


def place(command: str, project: Path) -> Path:
    return ROOT if command.startswith(FROM_THE_ROOT) else project


@pytest.fixture
def port() -> int:
    """A port of this test's own, so that nothing else on the machine answers for its server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def end(process: subprocess.Popen[str]) -> None:
    """Ctrl-C, as a terminal sends it: to the whole process group."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError("Ctrl-C did not end it within 20 s") from None


def serves(command: list[str] | str, folder: Path, env: dict[str, str], port: int) -> str:
    """Start a server, fetch its page, interrupt it; returns the page's title line."""
    process = subprocess.Popen(
        command, cwd=folder, env=env, shell=isinstance(command, str), start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    return page.read().decode()
            except urllib.error.HTTPError as answer:
                return str(answer.code)
            except OSError:
                if process.poll() is not None:
                    raise AssertionError(f"it ended: {process.communicate()[0]}") from None
                assert time.monotonic() < deadline, "no answer within 90 s"
                time.sleep(0.2)
    finally:
        end(process)


pytestmark = [pytest.mark.realtime]

FROM_NOTHING = [one for one in SHELL if one == "make demo"]
ONE_AFTER_THE_OTHER = [
    one for one in SHELL if not one.startswith((*SERVERS, *NEEDS_AN_ACCOUNT, *FROM_NOTHING))
]


@pytest.mark.parametrize("command", FROM_NOTHING)
def test_the_first_command_succeeds(command: str, project: Path) -> None:
    run(command, project)


@pytest.mark.parametrize("command", ONE_AFTER_THE_OTHER)
def test_a_command_succeeds(command: str, project: Path) -> None:
    made = re.search(r"callwright init (\w+)", README)
    assert made
    if made[1] in command and "init" not in command and not (project / "flows" / made[1]).exists():
        run(made[0].replace("callwright", ".venv/bin/callwright"), project)
    run(command, project)


def run(command: str, project: Path) -> None:
    done = subprocess.run(
        command, shell=True, cwd=place(command, project), env=environment(project),
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [one for one in SHELL if one.startswith(SERVERS)])
def test_a_server_serves_and_ends_with_ctrl_c(command: str, project: Path, port: int) -> None:
    env = environment(project, CALLWRIGHT_PORT=str(port))
    page = serves(command, place(command, project), env, port)
    assert "<html" in page.lower()


@pytest.mark.parametrize("command", [one for one in SHELL if one.startswith(NEEDS_AN_ACCOUNT)])
def test_what_needs_an_account_says_what_to_set(command: str, project: Path) -> None:
    without_key = re.sub(r"^\w+=\S+ ", "", command)
    env = {name: value for name, value in environment(project).items() if name != "DAILY_API_KEY"}
    done = subprocess.run(
        without_key, shell=True, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "DAILY_API_KEY" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", [code for code in PYTHON if "asyncio.run" not in code])
def test_a_tool_is_one_as_it_stands(code: str, project: Path) -> None:
    names = "print([name for name, value in list(globals().items()) if spec_of(value)])"
    told = f"{code}\nfrom flows.tools.decorator import spec_of\n{names}"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() not in ("", "[]")


@pytest.mark.parametrize("code", [code for code in PYTHON if "asyncio.run" in code])
def test_the_python_example_answers(code: str, project: Path, port: int) -> None:
    assert len([line for line in code.splitlines() if line.strip()]) < 20
    assert PORT in code
    here = code.replace(PORT, str(port))
    assert serves([sys.executable, "-c", here], ROOT, environment(project), port) == "404"


def test_the_agent_files_are_good(project: Path) -> None:
    files = [f"example{number}.yaml" for number in range(len(AGENTS))]
    for file, text in zip(files, AGENTS, strict=True):
        (project / file).write_text(text, encoding="utf-8")
    named = re.findall(r"\$\{([A-Z_]+)\}", "".join(AGENTS))
    keys = [spec.secret for spec in CATALOG if spec.secret]
    env = environment(project) | dict.fromkeys([*named, *keys], "x" * 32)
    done = subprocess.run(
        [".venv/bin/callwright", "check", *files],
        cwd=project, env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_something_to_test() -> None:
    assert len(SHELL) >= 10
    assert PYTHON
    assert AGENTS
    assert FROM_NOTHING
