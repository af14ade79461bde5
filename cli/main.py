"""The command line: one verb, one file."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from dotenv import load_dotenv

from cli.audit import audit
from cli.call import call
from cli.calls import calls
from cli.chaos import chaos
from cli.check import check
from cli.console import DEBUG_VARIABLE, set_debug
from cli.doctor import doctor
from cli.flow import flow
from cli.init import init
from cli.privacy import privacy
from cli.scan import scan
from cli.serve import serve
from cli.suite import test

app = typer.Typer(
    name="callwright",
    help="One YAML file is a phone agent.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(check)
app.command()(call)
app.command()(test)
app.command()(chaos)
app.add_typer(calls, name="calls")
app.command()(flow)
app.command()(serve)
app.command()(doctor)
app.command()(scan)
app.command()(init)
app.add_typer(privacy, name="privacy")
app.add_typer(audit, name="audit")


def _print_version(wanted: bool) -> None:
    if wanted:
        # Loaded when asked for: the packages' metadata is read for it.
        from importlib.metadata import version

        print(f"callwright {version('callwright')} (pipecat-ai {version('pipecat-ai')})")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", envvar=DEBUG_VARIABLE, help="Show tracebacks and debug logs (these hold what is said)."
        ),
    ] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """One YAML file is a phone agent."""
    set_debug(debug)


def run() -> None:
    """The `callwright` command."""
    set_debug(False)
    # What is set in the shell counts more.
    load_dotenv(Path(".env"))
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no block characters shows their codes instead of a traceback.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    app()
