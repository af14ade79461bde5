"""How an encrypted recording lies on the disk. Pure.

A line that names the format; a line of JSON with the wrapped key; then chunks, each with a head in clear and
AES-GCM around its audio. A chunk vouches for its number, its place and the file it belongs to. A recording
that was closed ends with a chunk of the kind `END`; one without was cut off.
"""

import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Literal, get_args

from calls.recordings.problems import RecordingBroken

MAGIC = b"callwright recording 1\n"
PURPOSE = "recording"
AUDIO, END = 0, 1
NONCE_BYTES, TAG_BYTES = 12, 16
HEAD = struct.Struct("<BIQI12s")
"""Kind, number from 0, first frame (of the end: all frames), bytes that follow, nonce."""

_MOST_HEADER = 4096

Codec = Literal["pcm", "flac"]
"""`pcm`: interleaved 16-bit samples. `flac`: the chunks together are one FLAC file."""

CODECS: tuple[Codec, ...] = get_args(Codec)


@dataclass(frozen=True)
class Opening:
    """The first two lines."""

    sample_rate: int
    channels: int
    wrapped_key: str
    """As `KeyRing.wrap` gave it."""

    codec: Codec = "pcm"

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample on every channel; of coded audio, whose bytes stand for themselves, 1."""
        return self.channels * 2 if self.codec == "pcm" else 1

    def to_bytes(self) -> bytes:
        """As it stands in the file."""
        told = {
            "sample_rate": self.sample_rate,
            "channels": self.channels,
            "codec": self.codec,
            "key": self.wrapped_key,
        }
        return MAGIC + json.dumps(told).encode() + b"\n"

    @classmethod
    def read(cls, start: bytes) -> tuple["Opening", int]:
        """From the first bytes of a file; also where the chunks begin. Raises RecordingBroken."""
        end = start.find(b"\n", len(MAGIC), _MOST_HEADER)
        if not start.startswith(MAGIC) or end < 0:
            raise RecordingBroken("not an encrypted recording")
        try:
            told = json.loads(start[len(MAGIC) : end])
            codec = told.get("codec", "pcm")
            if codec not in CODECS:
                raise RecordingBroken(f"its audio is {codec!r}; known: {', '.join(CODECS)}")
            return cls(int(told["sample_rate"]), int(told["channels"]), str(told["key"]), codec), end + 1
        except (ValueError, KeyError, TypeError):
            raise RecordingBroken("the header of this recording is broken") from None


@dataclass(frozen=True)
class Head:
    """What stands in clear before a chunk."""

    kind: int
    number: int
    frame: int
    length: int
    """Bytes of the chunk without its head."""
    nonce: bytes

    def to_bytes(self) -> bytes:
        """As it stands in the file."""
        return HEAD.pack(self.kind, self.number, self.frame, self.length, self.nonce)

    @classmethod
    def read(cls, data: bytes) -> "Head":
        """From `HEAD.size` bytes."""
        return cls(*HEAD.unpack(data))

    def vouched(self, opening: bytes) -> bytes:
        """What the chunk's seal covers besides its audio."""
        fixed = struct.pack("<BIQI", self.kind, self.number, self.frame, self.length)
        return hashlib.sha256(opening).digest() + fixed
