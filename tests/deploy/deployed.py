"""What the files of `deploy/` say, read once for all tests."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"

VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")

HOME = "/w/"
"""Where the addresses begin that belong to one worker (`transports.edge.homes`)."""

SECRETS = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "POD_IP": "10.0.0.7",
    "CALLWRIGHT_PUBLIC_URL": "https://calls.example.com",
}
"""What a deployment sets."""


def manifests() -> list[dict[str, Any]]:
    """Every object that Kubernetes is given, `kustomization.yaml` aside."""
    files = sorted(set(KUBERNETES.glob("*.yaml")) - {KUBERNETES / "kustomization.yaml"})
    return [found for file in files for found in yaml.safe_load_all(file.read_text(encoding="utf-8"))]


def one(kind: str, name: str = "") -> dict[str, Any]:
    """The object of a kind."""
    (found,) = [
        each for each in manifests() if each["kind"] == kind and name in ("", each["metadata"]["name"])
    ]
    return found


def instructions(file: Path) -> Iterator[tuple[str, str]]:
    """Of a Dockerfile: instruction and what follows, continued lines joined."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word.upper(), rest.strip()
