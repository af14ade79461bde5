"""What a deletion took away."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gone:
    """A file that was deleted."""

    path: str
    """Relative to the data folder of the archive; a URL for what was kept elsewhere."""
    bytes: int
    sha256: str
