"""Finds private data in speech and in writing: rules, checksums and what was asked for; no language model."""

from compliance.redaction.finding.finder import Finder, SpeechFinder
from compliance.redaction.finding.heard import Heard

__all__ = ["Finder", "Heard", "SpeechFinder"]
