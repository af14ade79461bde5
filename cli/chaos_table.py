"""What a caller heard under each fault, as lines for a terminal of 100 columns and as data."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

if TYPE_CHECKING:
    # For the annotation alone: the command line answers `--help` without loading the pipeline.
    from simulation.chaos.call import CaseResult

COLUMNS = (("fault", 20), ("what happens", 32), ("first", 6), ("silence", 7), ("lost", 4), ("took over", 11))
"""Heading and width; the last column, how the call ended, takes what is left. Figures are to the right."""

END = 12
"""Width of the last column."""

LEGEND = (
    "first: until the first sound · silence: the longest after a turn of the caller · "
    "lost: words not understood / not heard"
)

FIGURES = frozenset({"first", "silence", "lost"})


class ChaosTable:
    """Lines of the table, as the results come. Its columns are as wide as `COLUMNS` says."""

    def __init__(self, width: int) -> None:
        """`width`: of the terminal, in columns; below 80 the words about a fault are left out."""
        self._columns = [each for each in COLUMNS if width >= 80 or each[0] != "what happens"]
        self._service = ""

    def lines(self, result: "CaseResult") -> Iterator[Text]:
        """A result, under a heading when its service is a new one, and the promises that it breaks."""
        if result.case.service != self._service:
            self._service = result.case.service
            yield Text()
            yield self._heading(result)
        yield self._row(result)
        if result.broken:
            yield Text(f"  {' · '.join(result.broken)}", style="red")

    def summary(self, results: Sequence["CaseResult"]) -> Text:
        """The last line."""
        broken = sum(not result.met for result in results)
        worst = max((result.heard.dead_air_secs for result in results), default=0.0)
        kept = f"{len(results) - broken} of {len(results)} calls kept every promise"
        text = Text(kept, style="red" if broken else "green")
        text.append(f" · longest silence after a turn {worst:.1f} s\n", style="dim")
        return text.append(LEGEND, style="dim")

    def _heading(self, result: "CaseResult") -> Text:
        provider = f" · {result.provider}" if result.provider != self._service else ""
        width = COLUMNS[0][1]
        text = Text("  ").append(f"{_cut(f'{self._service}{provider}', width):{width}}", style="bold")
        for name, width in self._columns[1:]:
            text.append(" ").append(f"{name:>{width}}" if name in FIGURES else f"{name:{width}}", style="dim")
        return text.append(" end", style="dim")

    def _row(self, result: "CaseResult") -> Text:
        cells = _cells(result)
        text = Text("✓ ", style="green") if result.met else Text("✗ ", style="red")
        for number, (name, width) in enumerate(self._columns):
            cell = _cut(cells[name], width)
            shown = f"{cell:>{width}}" if name in FIGURES else f"{cell:{width}}"
            text.append(" " if number else "").append(
                shown, style="dim" if name == "what happens" else "default"
            )
        return text.append(f" {_cut(cells['end'], END)}", style="default")


def as_data(result: "CaseResult") -> dict[str, Any]:
    """A result as plain data."""
    heard, outcome = result.heard, result.outcome
    return {
        "fault": result.case.name,
        "service": result.case.service,
        "provider": result.provider,
        "says": result.case.says,
        "kept": result.met,
        "broken": result.broken,
        "first_sound_secs": heard.first_sound_secs,
        "dead_air_secs": round(heard.dead_air_secs, 3),
        "turns": [
            {
                "silence_secs": turn.silence_secs,
                "sound_secs": turn.sound_secs,
                "answer_secs": turn.answer_secs,
                "words_lost": turn.words_lost,
            }
            for turn in heard.turns
        ],
        "caller_words_lost": heard.caller_words_lost,
        "agent_words_lost": heard.agent_words_lost,
        "took_over": [
            {"kind": each.kind, "provider": each.provider, "after_secs": each.after_secs}
            for each in outcome.took_over
        ],
        "person_secs": outcome.person_secs,
        "end_reason": outcome.end_reason,
        "on_record": outcome.on_record,
        "times_struck": outcome.struck,
        "call_secs": result.call_secs,
    }


def _cells(result: "CaseResult") -> dict[str, str]:
    heard, outcome = result.heard, result.outcome
    first = heard.first_sound_secs
    lost = heard.caller_words_lost, heard.agent_words_lost
    return {
        "fault": result.case.name,
        "what happens": result.case.says,
        "first": f"{first:.1f} s" if first is not None else "never",
        "silence": f"{heard.dead_air_secs:.1f} s",
        "lost": f"{lost[0]}/{lost[1]}" if any(lost) else "-",
        "took over": took_over(result),
        "end": (outcome.end_reason or "no call").replace("_", " "),
    }


def took_over(result: "CaseResult") -> str:
    """Who took over first, and after how long; `-` when nobody did."""
    for each in result.outcome.took_over:
        return each.provider + (f" {each.after_secs:.1f} s" if each.after_secs is not None else "")
    return "-" if result.outcome.person_secs is None else f"person {result.outcome.person_secs:.1f} s"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
