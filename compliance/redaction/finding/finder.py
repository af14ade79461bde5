"""Finds private data in a text by itself, and makes what listens to a call."""

from collections.abc import Collection, Mapping

from compliance.redaction.entities import Span
from compliance.redaction.finding.presidio import presidio_kind
from compliance.redaction.finding.reading import Context, Reader, as_span
from compliance.redaction.finding.speech import SpeechFinder

_NONE: Mapping[str, str] = {}


class Finder:
    """Private data in speech and writing, by rules, checksums and what was asked for.

    Args:
        region: Whose telephones and national numbers need no country code (ISO 3166).
        language: BCP 47. Words for digits and names of things are known in English; what is written in
            figures and signs is found in every language.
        patterns: Name → regular expression of more that is private, in figures or spoken.
        presidio: Whether Presidio's patterns look at written text as well; needs the extra `presidio`.

    Raises:
        ValueError: A pattern that cannot be understood.
        ModuleNotFoundError: `presidio` is asked for and not installed.
    """

    def __init__(
        self,
        *,
        region: str = "US",
        language: str = "en",
        patterns: Mapping[str, str] = _NONE,
        presidio: bool = False,
    ):
        self._reader = Reader(region, patterns, [presidio_kind()] if presidio else [])

    def spans(self, text: str, asked: Collection[str] = ()) -> list[Span]:
        """Private data in one text by itself; sorted, not overlapping.

        Args:
            text: What was said or written.
            asked: Kinds of values that the flow waits for (`phone`, `card`, `address` ...), as evidence.
        """
        said = self._reader.read(text, Context(frozenset(asked)))
        return [as_span(claim) for claim in self._reader.claims(said)]

    def speech(self) -> SpeechFinder:
        """For one call: it keeps what was heard."""
        return SpeechFinder(self._reader)
