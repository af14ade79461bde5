"""The agent's language tag as Pipecat's `Language`."""

from loguru import logger
from pipecat.transcriptions.language import Language


def to_language(tag: str, regions: frozenset[str] | None = None) -> Language:
    """The language of a BCP 47 tag, with its region where that is one of `regions` (None: any).

    A region Pipecat does not list is left out with a warning. Raises ValueError for an unknown language.
    """
    base = Language(tag.split("-")[0])
    if regions is not None and tag not in regions:
        return base
    try:
        return Language(tag)
    except ValueError:
        logger.warning(f"Pipecat has no language {tag!r}; using {base.value!r}")
        return base


def as_given(value: str) -> Language | str:
    """A language from `settings:`; what only the provider knows (`multi`) stays as it is."""
    try:
        return Language(value)
    except ValueError:
        return value
