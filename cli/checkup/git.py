"""Whether the secrets of `.env` stay out of version control, and out of sight."""

import shutil
import subprocess
from pathlib import Path

from calls.clock import off_loop
from cli.checkup.case import Case
from cli.checkup.files import mode, open_to_others
from cli.checkup.finding import Finding, ok, problem, unchecked, warning

NAME = ".env"
GIT_SECS = 10


async def check_env_file(case: Case) -> list[Finding]:
    """The `.env` of the current folder."""
    return await off_loop(lambda: _env_file(case.home / ".env"), name="doctor")


def _env_file(file: Path) -> list[Finding]:
    found: list[Finding] = []
    if file.exists() and open_to_others(file):
        message = f"mode {mode(file)}: other users of this machine may read the keys"
        found.append(warning(NAME, message, "chmod 600 .env"))
    found.append(_in_git(file))
    return found


def _in_git(file: Path) -> Finding:
    name = f"{NAME} in git"
    if shutil.which("git") is None:
        return unchecked(name, "git is not installed here")
    if _git(file.parent, "rev-parse", "--is-inside-work-tree") != "true":
        return ok(name, "this folder is no git repository")
    if _git(file.parent, "ls-files", "--", file.name):
        hint = "git rm --cached .env, ignore it, and replace every key in it: whoever has a clone has them"
        return problem(name, "it is committed", hint)
    if _git(file.parent, "log", "--all", "--format=%h", "--max-count=1", "--", file.name):
        return problem(name, "it was committed once; the history holds its keys", "replace every key in it")
    if _git(file.parent, "check-ignore", file.name) is None:
        return warning(name, "git does not ignore it", "add .env to .gitignore")
    return ok(name, "ignored, and never committed")


def _git(folder: Path, *words: str) -> str | None:
    """What git says; None if it refuses."""
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, timeout=GIT_SECS, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
