"""Where a simulated call leaves its record, journal and recording."""

import os
import re
import shutil
import time
from pathlib import Path

from calls.folders import data_dir
from cli.console import stop

SIMULATED = "simulated"
"""The folder for simulated calls within the data folder, apart from real ones."""

MARKER = ".callwright-simulation"
"""Marks a folder of results that may be emptied for the next run."""


def fresh_folder(wanted: Path | None, agent: str, scenario: str) -> Path:
    """An empty folder for the results. An older run's is emptied; anybody else's is refused."""
    folder = wanted or data_dir(os.environ) / SIMULATED / agent / _as_name(scenario)
    try:
        if folder.exists() and not folder.is_dir():
            raise stop(f"{folder} is a file; --out takes a folder")
        if folder.is_dir() and any(folder.iterdir()):
            if not (folder / MARKER).is_file():
                raise stop(f"{folder} is not empty and not of an earlier simulated call; name another --out")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text(f"{time.time():.0f}\n", encoding="utf-8")
    except OSError as error:
        raise stop(f"{folder}: cannot be used: {error.strerror}") from None
    return folder


def newest_results(data: Path) -> Path | None:
    """The folder of the simulated call that was made last, if there is one."""
    markers = (data / SIMULATED).glob(f"*/*/{MARKER}")
    newest = max(markers, key=lambda marker: marker.stat().st_mtime, default=None)
    return newest.parent if newest else None


def _as_name(scenario: str) -> str:
    """The scenario's name as the name of a folder."""
    return re.sub(r"[^\w-]+", "-", scenario).strip("-") or "scenario"
