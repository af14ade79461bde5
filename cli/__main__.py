"""`python -m cli`: the `callwright` command."""

from cli.main import run

run()
