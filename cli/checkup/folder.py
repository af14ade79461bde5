"""Whether the data folder can be written, and by whom it can be read."""

import os

from calls.clock import off_loop
from calls.folders import DATA_VARIABLE
from cli.checkup.case import Case
from cli.checkup.files import mode, nearest, open_to_others
from cli.checkup.finding import Finding, ok, problem, warning

NAME = "data folder"


async def check_folder(case: Case) -> list[Finding]:
    """Journals and recordings lie there."""
    return await off_loop(lambda: [_folder(case)], name="doctor")


def _folder(case: Case) -> Finding:
    there = nearest(case.data)
    shown = case.data
    if not there.is_dir():
        return problem(NAME, f"{there} is no folder", f"set {DATA_VARIABLE} to a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        return problem(NAME, f"{there} may not be written by this user", f"chown it, or set {DATA_VARIABLE}")
    if there != case.data.absolute():
        return ok(NAME, f"{shown}: made with the first call")
    if open_to_others(case.data):
        message = f"{shown}: mode {mode(case.data)}, so other users of this machine may look in"
        return warning(NAME, message, f"chmod 700 {shown}")
    return ok(NAME, f"{shown}: writable, and nobody else's")
