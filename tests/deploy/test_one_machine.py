"""Compose, HAProxy, systemd and the server file: at one with each other and with the product."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import app
from configs.server import load_server
from configs.server.carriers import CarriersBlock
from tests.deploy.deployed import DEPLOY, HOME, ROOT, SECRETS, VARIABLE, manifests
from transports.edge.homes import HOME as HOMES

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
HAPROXY = (DEPLOY / "compose-haproxy.cfg").read_text(encoding="utf-8")

OTHERS = {
    "POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK",
    "CAP_NET_BIND_SERVICE", "AF_INET", "AF_INET6", "AF_UNIX",
}  # fmt: skip
"""Names of other programs'."""


def secs(text: str) -> int:
    """`31m` in seconds."""
    return int(text[:-1]) * {"s": 1, "m": 60}[text[-1]]


def unit() -> configparser.ConfigParser:
    read = configparser.RawConfigParser(strict=False)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(DEPLOY / "callwright.service")
    return read


def drain_secs() -> float:
    return load_server(DEPLOY / "server.yaml", environ=SECRETS).config.workers.drain_secs


def test_the_server_file_is_good_and_names_what_the_example_sets() -> None:
    loaded = load_server(DEPLOY / "server.yaml", environ=SECRETS)
    assert loaded.config.carriers.served == ("twilio",)
    example = (DEPLOY / "env.example").read_text(encoding="utf-8")
    set_there = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    named = re.findall(r"\$\{([A-Z_]+)\}", (DEPLOY / "server.yaml").read_text(encoding="utf-8"))
    assert named and set(named) <= set_there
    assert re.findall(r"\$\{([A-Z_]+):\?", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_the_compose_file_names_services_volumes_and_files_that_are_there() -> None:
    services, volumes = COMPOSE["services"], set(COMPOSE["volumes"])
    assert set(services) == {"worker", "haproxy", "postgres"}
    used = set()
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        for mount in service.get("volumes", ()):
            source = mount.split(":")[0]
            if source.startswith("./") and source != "./certs":
                assert (DEPLOY / source).is_file(), source
            elif not source.startswith("./"):
                used.add(source)
    assert used == volumes
    build = services["worker"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert "healthcheck" in services["postgres"], "the workers wait for it"


def test_everybody_is_given_the_time_to_drain() -> None:
    services = COMPOSE["services"]
    assert secs(services["worker"]["stop_grace_period"]) > drain_secs()
    assert secs(services["haproxy"]["stop_grace_period"]) > drain_secs()
    assert int(unit()["Service"]["TimeoutStopSec"]) > drain_secs()
    (hard_stop,) = re.findall(r"hard-stop-after (\w+)", HAPROXY)
    assert secs(hard_stop) > drain_secs()


def test_the_proxy_asks_who_is_ready_and_finds_the_workers_where_they_listen() -> None:
    ready, alive = (
        HAPROXY.partition(f"\nbackend {name}\n")[2].partition("\nbackend ")[0] for name in ("ready", "alive")
    )
    assert "option httpchk GET /health/ready" in ready and "option httpchk GET /health/live" in alive
    assert "use_backend ready if { nbsrv(ready) gt 0 }" in HAPROXY and "default_backend alive" in HAPROXY
    (host, port) = re.findall(r"server-template worker \d+ (\w+):(\d+)", HAPROXY)[0]
    assert host in COMPOSE["services"]
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert f"CALLWRIGHT_PORT={port}" in dockerfile and f"EXPOSE {port}" in dockerfile
    assert "balance leastconn" in HAPROXY
    (let_in,) = re.findall(r"unless { path_beg ([^}]+)", HAPROXY)
    wanted = {HOME, *(f"/{carrier}/" for carrier in CarriersBlock.model_fields)}
    assert wanted <= set(let_in.split())
    assert all(HOMES.match(f"{HOME}worker-0/{carrier}/voice") for carrier in CarriersBlock.model_fields)


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="no haproxy on this machine")
def test_haproxy_understands_its_file(tmp_path: Path) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_text(HAPROXY.replace("ssl crt /certs/callwright.pem alpn http/1.1", ""), encoding="utf-8")
    done = subprocess.run(["haproxy", "-c", "-f", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_unit_runs_what_there_is_and_stops_it_gently() -> None:
    service = unit()["Service"]
    assert service["KillMode"] == "mixed" and service["ExecReload"].endswith("-HUP $MAINPID")
    assert service["User"] != "root"
    words = service["ExecStart"].split()[1:]
    assert words[0] in {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    file = tmp_path / "callwright.service"
    text = (DEPLOY / "callwright.service").read_text(encoding="utf-8")
    file.write_text(text.replace("/opt/callwright/bin/callwright", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_variable_is_one_that_the_product_reads() -> None:
    sources = "".join(
        file.read_text(encoding="utf-8")
        for room in ("bot.py", "calls", "cli", "configs", "services", "transports", "pipeline")
        for file in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    )
    texts = [
        file.read_text(encoding="utf-8")
        for file in DEPLOY.glob("*")
        if file.is_file() and file.suffix != ".py"
    ]
    texts += [str(each) for each in manifests()]
    named = {word for text in texts for word in VARIABLE.findall(text) if word.startswith("CALLWRIGHT_")}
    assert {"CALLWRIGHT_DATA", "CALLWRIGHT_DATABASE_URL", "CALLWRIGHT_KEYS"} <= named
    # These two are the server file's own references.
    ours = named - {"CALLWRIGHT_PUBLIC_URL", "CALLWRIGHT_INTERNAL_HOST"}
    assert {word for word in ours if f'"{word}"' not in sources} == set()
    keys = {word for text in texts for word in VARIABLE.findall(text) if word.endswith("_API_KEY")}
    assert keys and {word for word in keys if f'"{word}"' not in sources} == set()
