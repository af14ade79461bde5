"""The table of faults as a page."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cli.chaos_table import took_over

if TYPE_CHECKING:
    # For the annotation alone: the command line answers `--help` without loading the pipeline.
    from simulation.chaos.call import CaseResult

TITLES = {
    "stt": "Speech recognition",
    "llm": "Language model",
    "tts": "Voice",
    "rest": "The carrier's REST",
    "database": "Database",
}

INTRODUCTION = """\
# What a caller hears when something breaks

Made by `callwright chaos {agent} --markdown docs/faults.md`: one call for each fault, on the virtual clock,
against local servers that speak the providers' own protocols. The silences are measured from the sound that
the caller's telephone played.

- **first**: from the beginning of the call to its first sound. Promised: 2 s.
- **silence**: the longest one after the caller had finished speaking. Promised: 4 s.
- **lost**: words of the caller that were not understood / words of the agent that were not heard. What the
  local ears mishear is among them.
- **took over**: who answered instead, and how long after the fault had struck. Promised: 3 s, or 8 s for a
  provider that does not fail and is only slow.

Promised as well: every turn is answered within 8 s, or a person or a message is reached within 12 s; and
every call has its record.
"""


def markdown_of(agent: str, results: Sequence["CaseResult"], notes: Sequence[str]) -> str:
    """The page."""
    return "\n".join(_lines(agent, results, notes)) + "\n"


def _lines(agent: str, results: Sequence["CaseResult"], notes: Sequence[str]) -> Iterator[str]:
    yield INTRODUCTION.format(agent=agent)
    yield from (f"For this, {note}.\n" for note in notes)
    kept = sum(result.met for result in results)
    yield f"{kept} of {len(results)} calls kept every promise."
    for service, group in groupby(results, key=lambda result: result.case.service):
        members = list(group)
        provider = f" ({members[0].provider})" if members[0].provider != service else ""
        yield f"\n## {TITLES[service]}{provider}\n"
        yield "| fault | what happens | first | silence | lost | took over | end | promises |"
        yield "| --- | --- | ---: | ---: | ---: | --- | --- | --- |"
        yield from (_row(result) for result in members)


def _row(result: "CaseResult") -> str:
    heard = result.heard
    first = f"{heard.first_sound_secs:.1f} s" if heard.first_sound_secs is not None else "never"
    cells = [
        f"`{result.case.name}`",
        result.case.says,
        first,
        f"{heard.dead_air_secs:.1f} s",
        f"{heard.caller_words_lost} / {heard.agent_words_lost}",
        took_over(result),
        (result.outcome.end_reason or "no call").replace("_", " "),
        "kept" if result.met else "**broken**: " + "; ".join(result.broken),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
