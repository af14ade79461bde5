"""The manifests: valid for every Kubernetes of late, and at one with each other and with the server file."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from sqlalchemy import insert, text

from calls.clock import utc_now
from calls.store import CallStore
from calls.store.tables import WorkerRow
from calls.store.urls import make_engine, parse_url
from configs.server import ServerConfig, load_server
from configs.server.carriers import CarriersBlock
from tests.calls.conftest import postgres_server
from tests.deploy.deployed import HOME, KUBERNETES, SECRETS, manifests, one

VERSIONS = ("1.31", kubernetes_validate.latest_version())
OTHERS = ("ScaledObject", "TriggerAuthentication")
"""Kinds of KEDA, of which Kubernetes has no schema."""


def pod() -> dict[str, Any]:
    return one("StatefulSet")["spec"]["template"]["spec"]


def worker() -> dict[str, Any]:
    (container,) = pod()["containers"]
    return container


@pytest.fixture
def server(tmp_path: Path) -> ServerConfig:
    """The server file of the ConfigMap."""
    (tmp_path / "server.yaml").write_text(one("ConfigMap")["data"]["server.yaml"], encoding="utf-8")
    return load_server(tmp_path / "server.yaml", environ=SECRETS).config


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_is_one_that_kubernetes_knows(version: str) -> None:
    checked = [each for each in manifests() if each["kind"] not in OTHERS]
    assert len(checked) >= 9
    for each in checked:
        kubernetes_validate.validate(each, version, strict=True)
    wrong = one("StatefulSet")
    wrong["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, version, strict=True)


def test_a_pod_is_given_the_time_to_drain(server: ServerConfig) -> None:
    (command,) = [worker()["lifecycle"]["preStop"]["exec"]["command"]]
    assert command[0] == "sleep"
    grace = pod()["terminationGracePeriodSeconds"]
    assert grace >= server.workers.drain_secs + int(command[1]) + 30


def test_calls_come_to_whoever_is_ready_and_only_the_dead_are_restarted() -> None:
    probes = {name: worker()[f"{name}Probe"] for name in ("startup", "readiness", "liveness")}
    assert {name: probe["httpGet"]["path"] for name, probe in probes.items()} == {
        "startup": "/health/live",
        "readiness": "/health/ready",
        "liveness": "/health/live",
    }
    assert probes["readiness"]["failureThreshold"] == 1
    assert probes["liveness"]["failureThreshold"] * probes["liveness"]["periodSeconds"] >= 60


def test_nothing_runs_as_root_or_writes_elsewhere_than_its_volumes() -> None:
    assert pod()["securityContext"]["runAsNonRoot"] is True
    assert worker()["securityContext"]["readOnlyRootFilesystem"] is True
    assert worker()["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    mounts = {mount["mountPath"]: mount.get("readOnly", False) for mount in worker()["volumeMounts"]}
    assert mounts == {"/etc/callwright": True, "/keys": True, "/data": False, "/tmp": False}
    given = {volume["name"] for volume in pod()["volumes"]}
    claimed = {claim["metadata"]["name"] for claim in one("StatefulSet")["spec"]["volumeClaimTemplates"]}
    assert {mount["name"] for mount in worker()["volumeMounts"]} == given | claimed


def test_what_selects_the_workers_selects_them() -> None:
    labels = one("StatefulSet")["spec"]["template"]["metadata"]["labels"]
    selectors = [
        one("StatefulSet")["spec"]["selector"]["matchLabels"],
        one("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        *(each["spec"]["selector"] for each in manifests() if each["kind"] == "Service"),
    ]
    assert len(selectors) == 6
    assert all(each.items() <= labels.items() for each in selectors)
    assert one("StatefulSet")["spec"]["serviceName"] in {
        each["metadata"]["name"] for each in manifests() if each["kind"] == "Service"
    }


def test_the_ingress_leads_every_carrier_to_the_workers(server: ServerConfig) -> None:
    (rule,) = one("Ingress")["spec"]["rules"]
    assert rule["host"] == server.public_host
    paths = {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    assert {path for path, service in paths.items() if service != "calls"} == {HOME}
    services = {each["metadata"]["name"]: each["spec"] for each in manifests() if each["kind"] == "Service"}
    full = {
        paths[HOME],
        one("Ingress")["metadata"]["annotations"]["nginx.ingress.kubernetes.io/default-backend"],
    }
    assert full == {"alive"}, "whoever is full still answers for its own calls, and with the busy tone"
    assert services["alive"]["publishNotReadyAddresses"] is True
    assert "publishNotReadyAddresses" not in services["calls"]
    assert {*(f"/{carrier}/" for carrier in CarriersBlock.model_fields), HOME} <= set(paths)
    assert "/health/ready" not in paths, "the world need not know"


def test_the_secrets_that_the_server_file_names_are_set() -> None:
    secret = one("Secret", "secrets")["stringData"]
    given = {*secret, *(each["name"] for each in worker()["env"])}
    named = {word for word in SECRETS if f"${{{word}}}" in one("ConfigMap")["data"]["server.yaml"]}
    assert named and named <= given
    assert not any(secret.values()), "an example holds none"


def test_the_list_of_files_is_whole() -> None:
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    files = {file.name for file in KUBERNETES.glob("*.yaml")}
    assert files - set(listed) == {"kustomization.yaml", "secrets.example.yaml", "autoscale.yaml"}
    assert set(listed) <= files


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl on this machine")
def test_kubectl_puts_them_together() -> None:
    done = subprocess.run(["kubectl", "kustomize", KUBERNETES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    images = [
        container["image"]
        for each in yaml.safe_load_all(done.stdout)
        if each["kind"] == "StatefulSet"
        for container in each["spec"]["template"]["spec"]["containers"]
    ]
    assert images == ["registry.example.com/callwright:0.1.0"]


@pytest.fixture
def database() -> Iterator[str]:
    with postgres_server() as url:
        yield url


async def test_as_many_workers_are_wanted_as_there_are_calls_for(database: str, server: ServerConfig) -> None:
    (trigger,) = one("ScaledObject")["spec"]["triggers"]
    assert int(trigger["metadata"]["targetQueryValue"]) < server.limits.calls_per_process
    await (await CallStore.open(database)).close()
    engine = make_engine(parse_url(database))
    rows = [("a", 7, False, 0), ("b", 4, False, 5), ("draining", 9, True, 0), ("dead", 12, False, 90)]
    async with engine.begin() as connection:
        assert await connection.scalar(text(trigger["metadata"]["query"])) == 0
        for name, calls, draining, secs_ago in rows:
            beat = utc_now() - timedelta(seconds=secs_ago)
            row = {"worker": name, "address": "", "beat_at": beat, "lease_secs": 10.0}
            await connection.execute(insert(WorkerRow).values(**row, active_calls=calls, draining=draining))
        assert await connection.scalar(text(trigger["metadata"]["query"])) == 11
    await engine.dispose()
