"""Values that the engine does not see: `[PHONE_1]` stands in the caller's words, and goes to the tool."""

from compliance.redaction.vault import TOKEN
from services.local.place import Place

_KINDS = {
    "PHONE": "phone",
    "EMAIL": "email",
    "BIRTH_DATE": "birth_date",
    "ADDRESS": "address",
    "PERSON_NAME": "name",
}
"""Kind of a private value → kind of the parameter that it fills. Every other one is a number."""


def without(text: str) -> str:
    """The words without the tokens in them: the 1 of `[CARD_1]` is no number that the caller said."""
    return TOKEN.sub(" ", text).replace("DTMF:", " ") if TOKEN.search(text) else text


def given(text: str, place: Place) -> dict[str, str]:
    """The parameters that a text's tokens fill: the one that was asked for, or the only one of its kind."""
    parameters = place.parameters()
    values: dict[str, str] = {}
    for found in TOKEN.finditer(text):
        kind = _KINDS.get(found[1], "digits")
        fitting = [name for name, parameter in parameters.items() if parameter.kind == kind]
        if place.asked in fitting:
            values[str(place.asked)] = found[0]
        elif len(fitting) == 1:
            values[fitting[0]] = found[0]
    asked = parameters.get(place.asked or "")
    if asked is not None and asked.kind == "text" and TOKEN.search(text):
        values[str(place.asked)] = text.strip()
    return values
