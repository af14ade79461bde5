"""One answer time as a bar of coloured parts, always on one line."""

from collections.abc import Iterator, Mapping

from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.text import Text

COLORS = ("blue", "yellow", "magenta", "cyan", "green", "red")

FULL_MS = 2000
"""Milliseconds that fill the bar; a longer answer ends in an arrow."""

LEAST_MS = 10
"""Parts below this are not named."""

LEAST_CELLS, MOST_CELLS = 10, 40


class LatencyBar:
    """Total, bar and the parts with their milliseconds, the longest first, as many as fit."""

    def __init__(self, total_ms: float, parts: Mapping[str, float], colors: Mapping[str, str]) -> None:
        self._total_ms = total_ms
        self._parts = parts
        self._colors = colors

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(20, self._line(options.max_width).cell_len)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        yield self._line(options.max_width)

    def _line(self, width: int) -> Text:
        cells = max(LEAST_CELLS, min(MOST_CELLS, width // 3))
        text = Text(f"{self._total_ms:4.0f} ms ", no_wrap=True, overflow="ellipsis", end="")
        text.append_text(self._bar(cells))
        for name, ms in sorted(self._parts.items(), key=lambda part: -part[1]):
            part = f" {name.replace('_', ' ')} {ms:.0f}"
            if ms >= LEAST_MS and text.cell_len + len(part) <= width:
                text.append(part, style=self._colors[name])
        return text

    def _bar(self, cells: int) -> Text:
        """The parts in the order in which they came, each as long as its share."""
        bar = Text()
        gone = 0.0
        for name, ms in self._parts.items():
            gone += ms
            upto = min(cells, round(gone / FULL_MS * cells))
            bar.append("█" * max(0, upto - len(bar)), style=self._colors[name])
        if self._total_ms > FULL_MS:
            bar.append("▶", style="red")
        return bar
