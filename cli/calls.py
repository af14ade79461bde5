"""`callwright calls`: what has been kept of calls."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from calls.ledger import State
from cli.audited import Why, audited
from cli.console import err, out, sentences

calls = typer.Typer(help="List, show and play the calls that were kept.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CallId = Annotated[str, typer.Argument(help="A call id, as `callwright calls list` prints it.")]
Data = Annotated[Path | None, typer.Option(help="The data folder; CALLWRIGHT_DATA or ./var if not given.")]


@calls.command("list")
def list_calls(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    before: Annotated[str | None, typer.Option(help="Only calls older than this one.")] = None,
    agent: Annotated[str | None, typer.Option(help="Only calls of this agent.")] = None,
    why: Why = "",
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
        if found:
            audited(kept.data, "calls.list", agent or "all agents", why, calls=len(found))
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
def show(call_id: CallId, why: Why = "", data: Data = None, as_json: Json = False) -> None:
    """One call: its turns, tools and outcome."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.journal_file import read_journal
        from cli.kept import Kept
        from cli.live import LiveTranscript
        from cli.summary import print_summary

        kept = Kept(data)
        record = asyncio.run(kept.get(call_id))
        audited(kept.data, "calls.show", call_id, why)
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
def play(call_id: CallId, why: Why = "", data: Data = None) -> None:
    """Play the recording of a call: caller left, agent right."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from cli.kept import Kept
        from cli.opened import opened, recording_of
        from cli.player import play_file

        kept = Kept(data)
        record = asyncio.run(kept.get(call_id))
        with recording_of(record, kept.data) as path:
            audited(kept.data, "calls.play", call_id, why)
            with opened(path, kept.data) as file:
                play_file(file, record.duration_secs, stays=file.is_relative_to(kept.data))


@calls.command("export")
def export(
    call_id: CallId,
    into: Annotated[Path, typer.Argument(help="The WAV file to make; it must not be there yet.")],
    why: Why = "",
    data: Data = None,
) -> None:
    """Write the recording of a call as a WAV file, decrypted."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from cli.kept import Kept
        from cli.opened import recording_of, write_wav

        kept = Kept(data)
        record = asyncio.run(kept.get(call_id))
        with recording_of(record, kept.data) as path:
            audited(kept.data, "calls.export", call_id, why)
            write_wav(path, into, kept.data)
        out.print(str(into), markup=False, soft_wrap=True)


@calls.command("link")
def link(
    call_id: CallId,
    hours: Annotated[int, typer.Option(min=1, max=168, help="How long it is good for.")] = 24,
    host: Annotated[
        str, typer.Option(help="Where `callwright serve` is reached from outside.")
    ] = "http://127.0.0.1:7860",
    why: Why = "",
    data: Data = None,
) -> None:
    """Make a link to the recording of a call: signed, and over after some hours."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from datetime import timedelta

        from calls.clock import utc_now
        from calls.keys import KeyRing
        from calls.recordings.links import PATH, Link, token_of
        from cli.kept import Kept
        from cli.opened import require_recording

        kept = Kept(data)
        require_recording(asyncio.run(kept.get(call_id)))
        until = (utc_now() + timedelta(hours=hours)).replace(microsecond=0)
        token = token_of(Link(call_id, until), KeyRing.open(kept.data))
        audited(kept.data, "calls.link", call_id, why, hours=hours)
        out.print(f"{host.rstrip('/')}{PATH}{token}", markup=False, highlight=False, soft_wrap=True)
        err.print(f"Good until {until:%Y-%m-%d %H:%M} UTC.", markup=False)


@calls.command("ledger")
def ledger(
    call_id: Annotated[
        str | None, typer.Argument(help="A call id; without one, the newest of all calls.")
    ] = None,
    state: Annotated[State | None, typer.Option(help="Only writes in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    why: Why = "",
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
        if rows:
            audited(kept.data, "calls.ledger", call_id or "all calls", why, rows=len(rows))
        if as_json:
            print(json.dumps([as_dict(row) for row in rows], indent=2))
        elif rows:
            out.print(ledger_table(rows, whole_call=call_id is not None))
        else:
            whose = f" of {call_id}" if call_id else f" in {kept.data}"
            which = f" {state.value}" if state else ""
            err.print(f"No{which} writes{whose}.", markup=False, soft_wrap=True)
