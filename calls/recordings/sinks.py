"""Where a recording's audio goes."""

from typing import Protocol


class Sink(Protocol):
    """A place for interleaved 16-bit audio. Frames count from the start of the stream. May raise OSError."""

    def put(self, frame: int, audio: bytes) -> None:
        """Write audio from this frame on. Frames that were never put are silent."""
        ...

    def erase(self, frame: int, count: int) -> None:
        """Make audio that was put before silent again."""
        ...

    def close(self) -> None:
        """Force everything to where it belongs. Waits for the disk."""
        ...

    def destroy(self) -> int:
        """Leave nothing of it anywhere. Returns the bytes of audio that are gone."""
        ...
