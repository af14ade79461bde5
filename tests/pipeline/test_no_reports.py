"""Nobody is told that a process has begun: no library of ours calls its maker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ENTRANCES = ["import bot", "import cli.main", "from pipeline import Switchboard", "import simulation.play"]


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_model_runtime_reports_the_process(entrance: str, tmp_path: Path) -> None:
    """What ONNX Runtime would report waits in a folder of the user's cache, with an id of the machine."""
    given = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    homes = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = f"{entrance}\nimport pipeline.models\nimport onnxruntime"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=given | homes, check=True, timeout=120)
    assert [str(path) for path in tmp_path.rglob("*onnxruntime*")] == []
