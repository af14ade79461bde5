"""espeak-ng through ctypes. Only the voice worker imports it: the library is GPL-3 and has global state."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import espeakng_loader

from services.local.worker_loop import Refused

_SYNCHRONOUS, _PIECE_MS, _DONT_EXIT = 2, 60, 0x8000
_UTF8, _BY_CHARACTER = 1, 1
_RATE, _PITCH = 1, 3
_LIST_END, _WORD = 0, 1


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_int * 2),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Spoken:
    """What came out."""

    pcm: bytes
    """16-bit mono, at the library's own rate."""

    marks: list[tuple[int, int]]
    """Where in the text (character, counted from 0) a word begins, and its first sample."""


class Espeak:
    """The library, loaded once."""

    def __init__(self) -> None:
        """Load it with its data. Raises OSError or RuntimeError when it cannot be."""
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._data = Path(espeakng_loader.get_data_path())
        path = str(self._data).encode()
        self.sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, _PIECE_MS, path, _DONT_EXIT)
        if self.sample_rate <= 0:
            raise RuntimeError(f"espeak-ng could not be initialised from {self._data}")
        self._hear: Callable[..., int] | None = None
        # Breath and jitter are random; by default they differ from one process to the next.
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))

    def variants(self) -> list[str]:
        """The names that may stand behind `+` in a voice."""
        return sorted(entry.name for entry in (self._data / "voices" / "!v").iterdir())

    def languages(self) -> list[str]:
        """The names that a voice may begin with."""
        return sorted(entry.name.lower() for entry in (self._data / "lang").rglob("*") if entry.is_file())

    def set_voice(self, voice: str, *, words_per_minute: int, pitch: int) -> None:
        """Choose how to sound. Raises Refused for a voice that does not exist."""
        base, plus, variant = voice.partition("+")
        # The library takes an unknown variant without a word and speaks with the plain voice.
        if plus and not (self._data / "voices" / "!v" / Path(variant).name).is_file():
            near = get_close_matches(variant, self.variants(), n=1)
            hint = f"did you mean {base}+{near[0]}?" if near else f"variants: {', '.join(self.variants())}"
            raise Refused(f"voice {voice!r}: there is no variant {variant!r}; {hint}")
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            near = get_close_matches(base.lower(), self.languages(), n=1)
            hint = f"did you mean {near[0]}?" if near else f"languages: {', '.join(self.languages())}"
            raise Refused(f"voice {voice!r}: espeak-ng has no language {base!r}; {hint}")
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)

    def speak(self, text: str) -> Spoken:
        """Speak `text` with the chosen voice."""
        pieces: list[bytes] = []
        marks: list[tuple[int, int]] = []

        def hear(samples: object, count: int, events: object) -> int:
            if samples and count:
                pieces.append(ctypes.string_at(samples, count * 2))  # type: ignore[arg-type]
            index = 0
            while events and events[index].type != _LIST_END:  # type: ignore[index]
                event = events[index]  # type: ignore[index]
                if event.type == _WORD:
                    marks.append((event.text_position - 1, event.sample))
                index += 1
            return 0

        # Kept on self: ctypes does not keep the callback alive while the library may call it.
        self._hear = _CALLBACK(hear)
        self._library.espeak_SetSynthCallback(self._hear)
        data = text.encode() + b"\0"
        failed = self._library.espeak_Synth(data, len(data), 0, _BY_CHARACTER, 0, _UTF8, None, None)
        if failed or self._library.espeak_Synchronize():
            raise RuntimeError(f"espeak-ng returned {failed} for a text of {len(text)} characters")
        return Spoken(b"".join(pieces), marks)
