"""How much private data is found in a generated corpus, and how fast.

The finders are tuned on one half. The other, the held-out one, has sentences, habits of speaking, issuers and
names of its own, and decides about the goals. Alone: `python -m benchmarks.redaction`.
"""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from benchmarks.ratios import percentile
from benchmarks.redaction.corpus import corpus
from benchmarks.redaction.examples import Example
from benchmarks.redaction.figures import HIDDEN, Figures, measure
from benchmarks.redaction.held_out import HELD_OUT
from benchmarks.redaction.tuned import TUNED
from compliance.redaction.entities import ENTITIES
from compliance.redaction.finding import Finder

RECALL, PRECISION = 0.99, 0.97
GOALS = ("card", "cvv", "national_id", "phone", "email")
"""Entities that must reach both on the held-out half."""

CARDS = 1.0
"""Share of cards that must be found."""

MOST_MS = 2.0
"""Milliseconds of processor time for an utterance, at the 99th percentile."""


def met(figures: Figures, entity: str) -> bool | None:
    """Whether an entity reaches its goal; None when it has none."""
    if entity not in GOALS:
        return None
    recall = CARDS if entity == "card" else RECALL
    return figures.recall(entity) >= recall and figures.precision(entity) >= PRECISION


def table(name: str, figures: Figures) -> Table:
    """Recall and precision of every entity, and how much is hidden as whatever it is taken for."""
    title = f"Private data found: the {name} half, {figures.utterances} utterances"
    shown = Table(title=title, title_justify="left")
    shown.add_column("entity", no_wrap=True)
    for column in ("values", "recall %", "hid. %", "prec. %", "goal"):
        shown.add_column(column, justify="right", no_wrap=True)
    shown.add_column("")
    for entity in ENTITIES:
        verdict = met(figures, entity)
        recall = CARDS if entity == "card" else RECALL
        goal = f"≥ {100 * recall:.0f}, ≥ {100 * PRECISION:.0f}" if entity in GOALS else ""
        shown.add_row(
            entity,
            str(figures.there[entity]),
            f"{100 * figures.recall(entity):.2f}",
            f"{100 * figures.hidden(entity):.2f}" if entity in HIDDEN else "",
            f"{100 * figures.precision(entity):.2f}",
            goal,
            {True: "[green]met[/green]", False: "[red]not met[/red]", None: ""}[verdict],
        )
    return shown


def _speed(figures: Figures) -> str:
    middle, late = percentile(figures.ms, 50) or 0.0, percentile(figures.ms, 99) or 0.0
    verdict = "[green]met[/green]" if late < MOST_MS else "[red]not met[/red]"
    return (
        f"an utterance: p50 {middle:.2f} ms, p99 {late:.2f} ms of processor time, "
        f"goal < {MOST_MS:.0f} ms: {verdict}"
    )


def _mistakes(wrong: list[tuple[Example, str]], console: Console) -> None:
    for example, what in wrong:
        said = " / ".join(f"agent: {turn.text}" if turn.agent else turn.text for turn in example.turns)
        console.print(f"{what} — {said}", markup=False, highlight=False)


def main() -> int:
    """Measure and print. Exit code 0 whatever the figures are; 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction", description=__doc__)
    parser.add_argument(
        "--share", type=float, default=1.0, metavar="X", help="how much of the corpus, up to 1"
    )
    parser.add_argument("--presidio", action="store_true", help="with Presidio's patterns (an extra)")
    parser.add_argument(
        "--mistakes", action="store_true", help="print what was missed, and what was too much"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another corpus of the same wording")
    arguments = parser.parse_args()
    if not 0 < arguments.share <= 1:
        print(f"--share {arguments.share}: allowed is more than 0, up to 1", file=sys.stderr)
        return 2
    console = Console()
    finder = Finder(presidio=arguments.presidio)
    for name, wordings in (("tuned", TUNED), ("held-out", (HELD_OUT,))):
        examples = [
            example for wording in wordings for example in corpus(wording, arguments.share, arguments.seed)
        ]
        figures = measure(examples, finder)
        console.print(table(name, figures))
        console.print(_speed(figures))
        if arguments.mistakes:
            _mistakes(figures.wrong, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
