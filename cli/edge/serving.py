"""What `callwright serve --server` does before and around its supervisor."""

import asyncio
import resource
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from rich.markup import escape

from cli.edge.process import Order, default_server_name
from cli.edge.supervisor import Supervisor
from configs.problems import ConfigProblems, Problem
from configs.server import load_server
from configs.server.schema import ServerConfig

BACKLOG = 1024


def serve_server(
    file: Path,
    *,
    host: str,
    port: int,
    workers: int | None,
    name: str | None,
    offline: bool,
    say: Callable[[str], object],
) -> int:
    """Serve until told to end; returns the exit code. Raises ConfigProblems for the server file."""
    loaded = load_server(file)
    config = loaded.config
    if workers is not None:
        config = config.model_copy(update={"workers": config.workers.model_copy(update={"count": workers})})
    own_name = _checked(name, file) if name else default_server_name()
    _open_more_files()
    listening = _listening(host, port)
    order = Order(file=str(loaded.file), key=secrets.token_hex(32), offline=offline)
    count = config.workers.count
    say(f"[dim]{count} {'worker' if count == 1 else 'workers'} load {_agents(config)} and warm up ...[/dim]")

    def ready() -> None:
        say(f"[bold]{escape(own_name)}[/bold] answers on {host}:{listening.getsockname()[1]}:")
        for number, entry in config.numbers.items():
            say(f"  {escape(number):16} {escape(entry.agent)}")
        for carrier in config.carriers.served:
            say(f"  {carrier:16} {escape(config.public_url)}/{carrier}/...")

    async def supervise() -> int:
        return await Supervisor(config, order, listening, name=own_name, on_ready=ready).run()

    with listening:
        return asyncio.run(supervise())


def _agents(config: ServerConfig) -> str:
    agents = list(dict.fromkeys(entry.agent for entry in config.numbers.values()))
    return escape(", ".join(agents))


def _checked(name: str, file: Path) -> str:
    plain = name.replace("-", "a").replace("_", "a")
    if plain.isascii() and plain.isalnum() and plain == plain.lower() and len(name) <= 32 and name[0] != "-":
        return name
    allowed = "small letters, digits, - and _, at most 32 of them"
    raise ConfigProblems([Problem(str(file), 1, "", f'"{name}" is no name of a server', allowed)])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _open_more_files() -> None:
    """As many file handles as this user may have: every call and every idle connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
