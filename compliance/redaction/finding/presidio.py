"""Presidio's patterns as one more finder of written text. It is large: imported only where asked for."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.said import Claim, Said

_ENTITIES = {
    "CREDIT_CARD": "card",
    "US_SSN": "national_id",
    "US_ITIN": "national_id",
    "UK_NINO": "national_id",
    "UK_NHS": "national_id",
    "IN_AADHAAR": "national_id",
    "AU_TFN": "national_id",
    "ES_NIF": "national_id",
    "IT_FISCAL_CODE": "national_id",
    "PL_PESEL": "national_id",
    "US_BANK_NUMBER": "bank_account",
    "IBAN_CODE": "bank_account",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "IP_ADDRESS": "ip_address",
    "US_PASSPORT": "passport",
    "US_DRIVER_LICENSE": "licence",
    "MEDICAL_LICENSE": "medical_record",
}
"""What Presidio calls an entity → what it is here."""

_LEAST = 0.5
"""Score from which a find counts: below it Presidio asks for words of context that it has not seen."""

_WEIGHT = 35
"""Below every finder of our own: Presidio adds what they leave."""


def presidio_kind() -> Kind:
    """A finder that asks Presidio.

    Raises:
        ModuleNotFoundError: The extra `presidio` is not installed.
    """
    engine = _engine()

    def claims(said: Said) -> Iterator[Claim]:
        for found in engine.analyze(said.text, "en", entities=list(_ENTITIES), score_threshold=_LEAST):
            value = said.text[found.start : found.end]
            yield Claim(found.start, found.end, _ENTITIES[found.entity_type], value.lower(), _WEIGHT)

    return Kind("presidio", claims)


def _engine() -> Any:
    try:
        presidio = import_module("presidio_analyzer")
        engines = import_module("presidio_analyzer.nlp_engine")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"presidio: {error.name} is not installed; allowed is presidio=False, or that extra of callwright"
        ) from error
    registry = presidio.RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")  # it needs a model
    return presidio.AnalyzerEngine(
        registry=registry,
        nlp_engine=engines.NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}]),
        supported_languages=["en"],
    )
