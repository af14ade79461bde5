"""What callers are told about who is speaking and what is recorded: the texts, and whether a text says it."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from configs.yaml_lines import load_yaml

TEXTS_FILE = Path(__file__).parent / "policy" / "disclosure.yaml"
DEFAULT_LANGUAGE = "en"


class Texts(BaseModel):
    """The sentences and the words of one language; see the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ai: str
    recorded: str
    question: str
    ask_again: str
    kept: str
    refused: str
    again: str
    reminder: str
    stopped: str
    destroyed: str
    nothing_kept: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    but: tuple[str, ...]
    take_back: tuple[str, ...]
    says_ai: tuple[str, ...]
    says_recorded: tuple[str, ...]


class Library(BaseModel):
    """All languages, under one version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    languages: dict[str, Texts]


@cache
def library() -> Library:
    """The texts that come with Callwright, read once."""
    data, _ = load_yaml(TEXTS_FILE)
    return Library.model_validate(data)


def has_texts(language: str) -> bool:
    """Whether there are texts for a BCP 47 tag."""
    return language.partition("-")[0] in library().languages


def texts_for(language: str) -> Texts:
    """The texts of a BCP 47 tag; English where there are none, which `callwright check` refuses."""
    return library().languages.get(language.partition("-")[0]) or library().languages[DEFAULT_LANGUAGE]


def says_ai(text: str, language: str) -> bool:
    """Whether a text has a word for a machine, in its language."""
    return _has(text, texts_for(language).says_ai)


def says_recorded(text: str, language: str) -> bool:
    """Whether a text has a word for recording, in its language."""
    return _has(text, texts_for(language).says_recorded)


def version_of(text: str) -> str:
    """What names exactly this text: the library's version, and the beginning of the text's SHA-256."""
    return f"{library().version}/{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def plain(text: str) -> str:
    """Small letters, single spaces, no punctuation but apostrophes, for comparing with the word lists."""
    words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text.lower().replace("’", "'"))
    return " ".join(words)


def _has(text: str, stems: Sequence[str]) -> bool:
    """Whether a word begins with a stem; stems of up to three letters are whole words."""
    words = plain(text).replace("-", " ").split()
    return any(word == stem if len(stem) <= 3 else word.startswith(stem) for word in words for stem in stems)
