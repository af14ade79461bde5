"""`callwright serve`: the Twilio route and the playground of one agent, for development."""

from typing import Annotated

import typer

from cli.console import err, sentences


def serve(
    agent: Annotated[str, typer.Argument(help="Agent file or name.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on.", min=0, max=65535, envvar="CALLWRIGHT_PORT")
    ] = 7860,
    public_host: Annotated[
        str | None, typer.Option(help="The name Twilio reaches this server by, e.g. of a tunnel.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the local engines only.")] = False,
) -> None:
    """Answer calls on /twilio/voice and /twilio/stream, and in the browser. No signatures are checked."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        import uvloop

        from cli.server import serve_agent

        uvloop.run(
            serve_agent(agent, host=host, port=port, public_host=public_host, offline=offline, say=err.print)
        )
