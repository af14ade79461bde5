"""`callwright calls`: what has been kept of calls."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from calls.ledger import State
from cli.console import Exit, err, out, sentences, stop

calls = typer.Typer(help="List, show and play the calls that were kept.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CallId = Annotated[str, typer.Argument(help="A call id, as `callwright calls list` prints it.")]
Data = Annotated[Path | None, typer.Option(help="The data folder; CALLWRIGHT_DATA or ./var if not given.")]


@calls.command("list")
def list_calls(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    before: Annotated[str | None, typer.Option(help="Only calls older than this one.")] = None,
    agent: Annotated[str | None, typer.Option(help="Only calls of this agent.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """The newest calls first."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from cli.call_table import as_dict, call_table
        from cli.kept import Kept

        kept = Kept(data)
        if before is not None:
            kept.check_id(before)
        found = asyncio.run(kept.list(limit=limit, before=before, agent=agent))
        if as_json:
            print(json.dumps([as_dict(call) for call in found], indent=2))
        elif found:
            out.print(call_table(found, out.width))
        else:
            _say_none(kept.data, agent)


def _say_none(data: Path, agent: str | None) -> None:
    from cli.results_folder import newest_results

    whose = f" of {agent}" if agent else ""
    err.print(f"No calls{whose} in {data} yet.", markup=False, soft_wrap=True)
    simulated = newest_results(data)
    if simulated is not None:
        hint = f"Simulated calls are kept apart: callwright calls list --data {simulated}"
        err.print(hint, markup=False, soft_wrap=True)


@calls.command("show")
def show(call_id: CallId, data: Data = None, as_json: Json = False) -> None:
    """One call: its turns, tools and outcome."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.journal_file import read_journal
        from cli.kept import Kept
        from cli.live import LiveTranscript
        from cli.summary import print_summary

        kept = Kept(data)
        record = asyncio.run(kept.get(call_id))
        if as_json:
            print(record.to_json())
            return
        journal = kept.data / record.journal
        if journal.is_file():
            transcript = LiveTranscript(out.print)
            for event in read_journal(journal):
                transcript.event(event)
        print_summary(record, kept.data, out)


@calls.command("play")
def play(call_id: CallId, data: Data = None) -> None:
    """Play the recording of a call: caller left, agent right."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from cli.kept import Kept
        from cli.player import play_file

        kept = Kept(data)
        record = asyncio.run(kept.get(call_id))
        if record.recording is None:
            raise stop(f"{call_id} was not recorded (recording.mode was off)", Exit.BAD)
        path = kept.data / record.recording.path
        if not path.is_file():
            raise stop(f"{path}: the recording is not there any more", Exit.BAD)
        play_file(path, record.duration_secs)


@calls.command("ledger")
def ledger(
    call_id: Annotated[
        str | None, typer.Argument(help="A call id; without one, the newest of all calls.")
    ] = None,
    state: Annotated[State | None, typer.Option(help="Only writes in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """What calls changed in the world. `unknown` may have happened: nothing does it again by itself."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from cli.kept import Kept
        from cli.ledger_table import as_dict, ledger_table

        kept = Kept(data)
        rows = asyncio.run(kept.ledger(call_id, state=state, limit=limit))
        if as_json:
            print(json.dumps([as_dict(row) for row in rows], indent=2))
        elif rows:
            out.print(ledger_table(rows, whole_call=call_id is not None))
        else:
            whose = f" of {call_id}" if call_id else f" in {kept.data}"
            which = f" {state.value}" if state else ""
            err.print(f"No{which} writes{whose}.", markup=False, soft_wrap=True)
