"""What came of the search of one file."""

from dataclasses import dataclass, field
from pathlib import Path

from compliance.scan import Find


@dataclass(frozen=True)
class Located:
    """A find, and where it is."""

    place: str
    """Within the file: a line, a key, a table's cell, seconds of a track."""

    find: Find


@dataclass
class Scanned:
    """One file that was searched, or not and why."""

    path: Path
    how: str = ""
    """As what it was searched: `text`, `journal lines`, `database` ..."""

    bytes_read: int = 0
    sha256: str = ""
    """Of the file as it was read, in hexadecimal: the proof of what was searched."""

    finds: list[Located] = field(default_factory=list)
    problem: str = ""
    """Why it could not be searched; "" if it was."""

    skipped: str = ""
    """Why there is nothing to search in it: a picture; "" otherwise."""

    holds_sound: bool = False
    """Whether it is sound, which is searched by listening."""

    def add(self, place: str, finds: list[Find]) -> None:
        """Take the finds of one place, without those of a kind and value that the file has already."""
        known = {(one.find.what, one.find.value) for one in self.finds}
        self.finds += [Located(place, find) for find in finds if (find.what, find.value) not in known]
