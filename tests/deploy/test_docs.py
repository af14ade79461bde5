"""What `docs/deploy.md` says can be done as it is said."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.main import app
from configs.server import ServerConfig, load_server
from tests.deploy.deployed import ROOT, SECRETS

PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
PAGES = [PAGE, (ROOT / "README.md").read_text(encoding="utf-8")]
LINES = [
    line.split(" #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
SERVERS = [text for page in PAGES for text in re.findall(r"```yaml server\n(.*?)```", page, re.DOTALL)]
MADE = {"deploy/.env", "deploy/kubernetes/secrets.yaml", "/etc/systemd/system/", "configs/server.yaml"}
"""Files that the reader makes."""


@pytest.mark.parametrize("text", SERVERS)
def test_a_server_file_is_good_as_it_stands(text: str, tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_server(file, environ=SECRETS).config.carriers.served


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("callwright ")])
def test_a_command_is_one_that_there_is(line: str) -> None:
    command = typer.main.get_command(app)
    verb, *words = shlex.split(line)[1:]
    found = command.commands[verb]  # type: ignore[attr-defined]
    found.make_context(verb, words)


def test_the_doctor_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CALLWRIGHT_DATA", str(tmp_path / "var"))
    line = next(line for line in LINES if line.endswith("--offline"))
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output


def test_every_file_that_is_named_is_there() -> None:
    named = {
        word for line in LINES for word in shlex.split(line) if re.match(r"(deploy|configs)/|/etc/", word)
    }
    linked = set(re.findall(r"\]\((?:\.\./)?([^)#]+)\)", PAGE))
    places = [(ROOT / name) if name.startswith("deploy") else (ROOT / "docs" / name) for name in linked]
    assert all(place.exists() for place in places), linked
    assert {name for name in named - MADE if not (ROOT / name).exists()} == set()


def test_the_figures_are_those_of_the_product() -> None:
    default = ServerConfig.model_fields["limits"].default
    assert f"**{default.calls_per_process}**" in PAGE
    for path in ("live", "ready", "active-calls"):
        assert f"/health/{path}" in PAGE
