"""G.711 µ-law, the telephone's 8 kHz code, by table."""

import numpy as np
from numpy.typing import NDArray

RATE = 8000
"""Hertz"""

TICK = 160
"""Samples in one 20 ms packet."""

SILENCE = b"\xff"
"""One silent sample."""


def _decode_table() -> NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.uint8)
    exponent = (code >> 4) & 0x07
    mantissa = (code & 0x0F).astype(np.int32)
    magnitude = (((mantissa << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table() -> NDArray[np.uint8]:
    sample = np.arange(-32768, 32768, dtype=np.int32)
    biased = np.minimum(np.abs(sample), 32635) + 0x84
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 7
    mantissa = (biased >> (exponent + 3)) & 0x0F
    sign = np.where(sample < 0, 0x80, 0)
    return (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)


_DECODE = _decode_table()
_ENCODE = _encode_table()


def decode(code: bytes) -> NDArray[np.int16]:
    """µ-law bytes to 16-bit samples."""
    return _DECODE[np.frombuffer(code, dtype=np.uint8)]


def encode(samples: NDArray[np.int16]) -> bytes:
    """16-bit samples to µ-law bytes."""
    return _ENCODE[samples.astype(np.int32) + 32768].tobytes()
