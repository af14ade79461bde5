"""Pipecat's development runner, with what it leaves to its user: checks before it starts, and a clean end."""

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import yaml
from dotenv import load_dotenv

from calls.logs import set_up_logs
from transports.arrival import requested_agent
from transports.errors import StreamRefused

SERVED = ("webrtc", "daily", "twilio")
"""Ways in for which there is a line, in the runner's words."""

DAILY_KEY = "DAILY_API_KEY"

PORT = "CALLWRIGHT_PORT"
"""The variable that names the port to listen on, where `--port` does not."""

NO_DAILY_KEY = (
    f"{DAILY_KEY} is not set, and Daily rooms need it. Get a key at https://dashboard.daily.co/developers "
    f"and put `{DAILY_KEY}=...` into the environment or into a file named .env. "
    "DAILY_ROOM_URL, if set, names the room; otherwise each call opens its own."
)


class Flags(argparse.ArgumentParser):
    """The runner's flags. What they ask for is checked, and `prepare` called, before anything is served.

    Hand it to Pipecat's `main`. The parsed flags gain `agent`: the agent that --runner-body names, or None.
    """

    def __init__(self, prepare: Callable[[argparse.Namespace], None]) -> None:
        super().__init__(
            prog="bot.py",
            description="Talk to an agent in the browser, in a Daily room, or over a Twilio stream. "
            "CALLWRIGHT_AGENT, or `agent:` in the --runner-body file, chooses the agent.",
        )
        self._prepare = prepare

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:  # pyright: ignore
        """Parse and check. Ends the program with a sentence when something is wrong."""
        if port := os.environ.get(PORT):
            if not (port.isascii() and port.isdigit() and int(port) < 65536):
                self._stop(f"{PORT}={port}: allowed is a port, 0 to 65535")
            self.set_defaults(port=int(port))
        flags = super().parse_args(args, namespace)
        self._check_transport(flags)
        flags.agent = self._agent_of(flags.runner_body)
        self._prepare(flags)
        return flags

    def _check_transport(self, flags: argparse.Namespace) -> None:
        way_in = "daily" if flags.direct else flags.transport
        if way_in not in (None, *SERVED):
            self._stop(f"-t {way_in} is not served; served: {', '.join(SERVED)}, or all without -t")
        if way_in == "daily" and not os.environ.get(DAILY_KEY):
            self._stop(NO_DAILY_KEY)
        if way_in == "twilio" and not flags.proxy:
            self._stop("-t twilio needs -x HOST: the public name by which Twilio reaches this machine")

    def _stop(self, why: str) -> NoReturn:
        # Without the usage that `error` prints: it is long, and the sentence says what to do.
        self.exit(2, f"error: {why}\n")

    def _agent_of(self, runner_body: str | None) -> str | None:
        if not runner_body:
            return None
        try:
            body = yaml.safe_load(Path(runner_body).read_text())
            return requested_agent(body)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, StreamRefused) as problem:
            self._stop(f"--runner-body {runner_body}: {problem}")


def load_runner() -> ModuleType:
    """Pipecat's runner module. A variable that the shell has set is not changed by a `.env` file."""
    shell = dict(os.environ)
    # Imported late, since importing it reads .env over the environment.
    from pipecat.runner import run

    os.environ.update(shell)
    # Pipecat looks for .env above its own files, which is not here when the environment is elsewhere.
    load_dotenv(Path(".env"))
    return run


def offered(flags: argparse.Namespace, environ: Mapping[str, str]) -> list[str]:
    """The ways in that would work."""
    if flags.transport:
        return [flags.transport]
    return [way for way in SERVED if way != "daily" or environ.get(DAILY_KEY)]


def quiet_logs(verbose: bool) -> None:
    """Log at INFO, or at DEBUG when `verbose`. There, Pipecat logs what is said; it is masked."""
    if verbose:
        set_up_logs("DEBUG")
    else:
        set_up_logs("INFO", matters=_matters)


def _matters(record: Any) -> bool:
    # A phone call has no picture; Pipecat warns of it at the start of every one.
    return not str(record["message"]).endswith("video transceiver is available")
