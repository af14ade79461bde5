"""The presets of `redaction:`: for every kind of private data, what is done with it live and stored."""

from collections.abc import Mapping
from typing import Literal

How = Literal["keep", "token", "mask"]
Preset = Literal["standard", "pci", "hipaa", "strict"]
Ways = tuple[How, How]
"""Live, and stored."""

_KEEP: Ways = ("keep", "keep")
_HIDDEN: Ways = ("keep", "mask")
_TOKEN: Ways = ("token", "mask")
_MASK: Ways = ("mask", "mask")

_STANDARD: Mapping[str, Ways] = {
    "card": _TOKEN,
    "cvv": _MASK,
    "card_expiry": _TOKEN,
    "bank_account": _TOKEN,
    "national_id": _TOKEN,
    "phone": _KEEP,
    "email": _KEEP,
    "birth_date": _KEEP,
    "address": _KEEP,
    "person_name": _KEEP,
    "medical_record": _TOKEN,
    "passport": _TOKEN,
    "licence": _TOKEN,
    "password": _TOKEN,
    "ip_address": _KEEP,
}
_PCI: Mapping[str, Ways] = {
    **_STANDARD,
    "card": _MASK,
    "card_expiry": _MASK,
    "bank_account": _MASK,
    "password": _MASK,
}
_PERSON = ("phone", "email", "birth_date", "address", "person_name", "ip_address")
_HIPAA: Mapping[str, Ways] = {**_STANDARD, **dict.fromkeys(_PERSON, _HIDDEN)}
_STRICT: Mapping[str, Ways] = {**_PCI, **dict.fromkeys(_PERSON, _TOKEN), "national_id": _MASK}

PRESETS: Mapping[Preset, Mapping[str, Ways]] = {
    "standard": _STANDARD,
    "pci": _PCI,
    "hipaa": _HIPAA,
    "strict": _STRICT,
}
"""None of the others is anywhere looser than `standard`."""

LOOSEST_FIRST: tuple[How, ...] = ("keep", "token", "mask")


def looser(one: str, other: str) -> bool:
    """Whether `one` lets through more than `other`."""
    return LOOSEST_FIRST.index(one) < LOOSEST_FIRST.index(other)  # pyright: ignore[reportArgumentType]
