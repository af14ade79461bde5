"""`callwright serve`: one agent for development, or a whole server for production."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import err, sentences, stop


def serve(
    agent: Annotated[
        str | None, typer.Argument(help="Agent file or name, for development; none with --server.")
    ] = None,
    server: Annotated[
        Path | None, typer.Option(help="Server file: numbers, carriers, limits. For production.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on.", min=0, max=65535, envvar="CALLWRIGHT_PORT")
    ] = 7860,
    public_host: Annotated[
        str | None, typer.Option(help="The name Twilio reaches this server by, e.g. of a tunnel.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes; `workers.count` of the server file if not given.", min=1)
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of this server; its workers' names begin with it.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the local engines only.")] = False,
) -> None:
    """Answer calls.

    With AGENT: Twilio's routes and the browser, for development; no signature is checked.
    With --server: every number of a server file. Requests are proved to be their carrier's, calls beyond the
    limits get a busy or overflow answer, SIGTERM lets calls end first, SIGHUP replaces the workers in turn.
    """
    if (agent is None) == (server is None):
        raise stop("give an agent, for development, or --server FILE, for production")
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        if server is not None:
            from cli.edge.serving import serve_server

            code = serve_server(
                server, host=host, port=port, workers=workers, name=name, offline=offline, say=err.print
            )
            raise typer.Exit(code)
        import uvloop

        from cli.server import serve_agent

        assert agent is not None
        uvloop.run(
            serve_agent(agent, host=host, port=port, public_host=public_host, offline=offline, say=err.print)
        )
