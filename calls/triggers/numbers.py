"""Whom to call in an emergency, by country, and the words for it, by language.

National emergency numbers as of 2026. A country that is not listed gets no number: a wrong one costs time.
"""

from typing import TypeVar

T = TypeVar("T")

_EUROPE = "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
"""Countries of the EU and EFTA."""

NUMBERS: dict[str, str] = {
    **dict.fromkeys(_EUROPE.split(), "112"),
    **dict.fromkeys(["US", "CA", "MX", "PR"], "911"),
    **dict.fromkeys(["GB"], "999"),
    "AU": "000",
    "NZ": "111",
    "IN": "112",
    "ZA": "112",
    "BR": "192",
    "AR": "911",
    "CO": "123",
    "CL": "131",
    "JP": "119",
    "KR": "119",
    "SG": "995",
    "HK": "999",
    "IL": "101",
    "TR": "112",
    "UA": "112",
}
"""Country to the number for a danger to life; where there are several, the ambulance's."""

CRISIS_LINES: dict[str, str] = {"US": "988", "CA": "988", "GB": "116123", "IE": "116123", "AU": "131114"}
"""Country to the number for somebody who thinks of ending their life."""

_DANGER: dict[str, tuple[str, str]] = {
    "en": ("hang up now and call {number}", "your local emergency number"),
    "es": ("cuelgue ahora y llame al {number}", "número de emergencias de su país"),
    "fr": ("raccrochez maintenant et appelez le {number}", "numéro d'urgence de votre pays"),
    "de": ("legen Sie jetzt auf und rufen Sie {number} an", "die Notrufnummer Ihres Landes"),
}
"""Language to the command, and to what stands for a number that is not known."""

_SURE: dict[str, str] = {
    "en": "This may be an emergency. Please {command}. I can't send help from here.",
    "es": "Esto puede ser una emergencia. Por favor, {command}. Desde aquí no puedo enviar ayuda.",
    "fr": "C'est peut-être une urgence. S'il vous plaît, {command}. Je ne peux pas envoyer de secours d'ici.",
    "de": "Das kann ein Notfall sein. Bitte {command}. Ich kann von hier aus keine Hilfe schicken.",
}
_UNSURE: dict[str, str] = {
    "en": "If anybody is hurt or in danger, please {command}.",
    "es": "Si alguien está herido o en peligro, por favor, {command}.",
    "fr": "Si quelqu'un est blessé ou en danger, s'il vous plaît, {command}.",
    "de": "Wenn jemand verletzt oder in Gefahr ist, bitte {command}.",
}
_CRISIS: dict[str, str] = {
    "en": "I'm really sorry that you feel this way. You don't have to be alone with it. {line}"
    "If you are in danger now, {command}.",
    "es": "Siento mucho que se sienta así. No tiene que estar a solas con esto. {line}"
    "Si está en peligro ahora, {command}.",
    "fr": "Je suis vraiment désolé que vous vous sentiez ainsi. Vous n'êtes pas seul. {line}"
    "Si vous êtes en danger maintenant, {command}.",
    "de": "Es tut mir sehr leid, dass es Ihnen so geht. Sie müssen damit nicht allein bleiben. {line}"
    "Wenn Sie jetzt in Gefahr sind, {command}.",
}
_LINE: dict[str, str] = {
    "en": "You can call {crisis} at any time. ",
    "es": "Puede llamar al {crisis} a cualquier hora. ",
    "fr": "Vous pouvez appeler le {crisis} à tout moment. ",
    "de": "Sie können jederzeit {crisis} anrufen. ",
}


def emergency_number(language: str, own: str | None = None) -> str | None:
    """The number of the country in a language tag (`en-GB`); `own` goes first; None when it is not known."""
    return own or NUMBERS.get(language.partition("-")[2])


def spoken_number(language: str, own: str | None = None) -> str:
    """The number digit by digit, or words for one that is not known."""
    number = emergency_number(language, own)
    return " ".join(number) if number else _words(_DANGER, language)[1]


def danger_sentence(language: str, own: str | None = None, *, sure: bool = True) -> str:
    """What is said when somebody is in danger; `sure=False`: when they may be."""
    text = _words(_SURE if sure else _UNSURE, language)
    return text.format(command=_command(language, own))


def crisis_sentence(language: str, own: str | None = None) -> str:
    """What is said to a caller who thinks of ending their life."""
    line = CRISIS_LINES.get(language.partition("-")[2])
    told = _words(_LINE, language).format(crisis=" ".join(line)) if line else ""
    return _words(_CRISIS, language).format(line=told, command=_command(language, own))


def _command(language: str, own: str | None) -> str:
    return _words(_DANGER, language)[0].format(number=spoken_number(language, own))


def _words(table: dict[str, T], language: str) -> T:
    return table.get(language.partition("-")[0], table["en"])
