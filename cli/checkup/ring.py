"""The key ring: whoever loses it loses every encrypted recording."""

import os
from pathlib import Path

from calls.clock import off_loop
from calls.folders import data_dir
from calls.keys import KEYS_VARIABLE, KeyRing, KeyRingError, ring_path
from cli.checkup.case import Case
from cli.checkup.files import mode, open_to_others
from cli.checkup.finding import Finding, ok, problem, warning

NAME = "key ring"


async def check_ring(case: Case) -> list[Finding]:
    """Read it if it is there; it is not made here."""
    return await off_loop(lambda: [_ring(case)], name="doctor")


def _ring(case: Case) -> Finding:
    path = ring_path(case.data, case.environ)
    sealed = any(agent.agent is not None and agent.agent.config.recording.encrypt for agent in case.agents)
    if not path.exists():
        return _absent(path, case, sealed=sealed)
    if not os.access(path, os.R_OK):
        return problem(NAME, f"{path} may not be read by this user", f"chown it, or set {KEYS_VARIABLE}")
    if open_to_others(path):
        message = f"{path}: mode {mode(path)}, so others may read the keys"
        return problem(NAME, message, f"chmod 600 {path}, and rotate if somebody did")
    try:
        ring = KeyRing.open(case.data, case.environ)
    except KeyRingError as error:
        return problem(NAME, str(error), "put the backup back; without it nothing that it encrypted opens")
    if sealed and path.is_relative_to(case.data):
        message = f"{path}: opens what is encrypted, and lies in the same folder"
        return warning(
            NAME, message, f"move it and set {KEYS_VARIABLE}; a copy of the data opens nothing then"
        )
    return ok(NAME, f"{path}: key {ring.current} is used; keep a copy elsewhere")


def _absent(path: Path, case: Case, *, sealed: bool) -> Finding:
    if case.environ.get(KEYS_VARIABLE, "").strip():
        message = (
            f"{path}, of {KEYS_VARIABLE}, is not there; a new ring is made, which opens nothing of before"
        )
        return warning(NAME, message, "put the ring there, unless this is the first start")
    message = f"{path}: made when it is first needed"
    if sealed:
        hint = f"set {KEYS_VARIABLE} to a place outside of {data_dir(case.environ)}, and keep a copy"
        return warning(NAME, f"{message}, beside the recordings that it opens", hint)
    return ok(NAME, message)
