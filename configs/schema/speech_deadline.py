"""`limits: {speech_deadline: ...}` — what a caller hears who would hear nothing."""

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from configs.schema.base import Block


class SpeechDeadlineBlock(Block):
    """When the call begins, and after the caller's words: how long there is silence, and what is said then.

    It is said in the agent's voice and made before the first call, so that it needs nobody to work.
    """

    opening_secs: float = Field(default=1.8, gt=0, le=30)
    """Seconds of silence after which the caller hears `wait` although the greeting is not there yet."""

    wait_secs: float = Field(default=3.0, gt=0, le=60)
    """Seconds of silence after which the caller hears `wait`."""

    again_secs: float = Field(default=7.0, gt=0, le=60)
    """Seconds after which they hear `again`, and whoever is too slow is replaced or asked again."""

    last_secs: float = Field(default=12.0, gt=0, le=120)
    """Seconds after which a person is fetched or, where nobody can be, the caller hears `goodbye`."""

    wait: str | None = Field(default=None, max_length=200)
    """Asks for a moment. None = a sentence in the agent's language, as for the two others."""

    again: str | None = Field(default=None, max_length=200)
    """Says that it still takes a moment."""

    goodbye: str | None = Field(default=None, max_length=400)
    """Says that something does not work, and ends the call."""

    @model_validator(mode="after")
    def _later_is_later(self) -> "SpeechDeadlineBlock":
        if not self.wait_secs < self.again_secs < self.last_secs:
            raise PydanticCustomError(
                "speech_deadline",
                "the steps are not one after the other",
                {"allowed": "`wait_secs` < `again_secs` < `last_secs`"},
            )
        return self

    def texts(self, language: str) -> tuple[str, str, str]:
        """`wait`, `again` and `goodbye` as they are said in a language."""
        usual = TEXTS.get(language.partition("-")[0], TEXTS["en"])
        return self.wait or usual[0], self.again or usual[1], self.goodbye or usual[2]


TEXTS = {
    "en": (
        "One moment, please.",
        "I'm sorry for the wait. Please stay on the line.",
        "I'm sorry, something on my side has stopped working. Please call back in a few minutes. Goodbye.",
    ),
    "es": (
        "Un momento, por favor.",
        "Disculpe la espera. No cuelgue, por favor.",
        "Lo siento, algo ha dejado de funcionar. Por favor, vuelva a llamar en unos minutos. Adiós.",
    ),
    "fr": (
        "Un instant, s'il vous plaît.",
        "Excusez-moi de vous faire attendre. Restez en ligne, s'il vous plaît.",
        "Je suis désolé, quelque chose ne fonctionne plus. Rappelez dans quelques minutes. Au revoir.",
    ),
    "de": (
        "Einen Moment, bitte.",
        "Entschuldigen Sie, dass es so lange dauert. Bitte bleiben Sie dran.",
        "Es tut mir leid, bei mir ist etwas ausgefallen. Bitte rufen Sie in ein paar Minuten noch einmal an. "
        "Auf Wiederhören.",
    ),
    "it": (
        "Un momento, per favore.",
        "Mi scusi per l'attesa. Resti in linea, per favore.",
        "Mi dispiace, qualcosa ha smesso di funzionare. Richiami fra qualche minuto. Arrivederci.",
    ),
    "pt": (
        "Um momento, por favor.",
        "Desculpe a demora. Por favor, não desligue.",
        "Lamento, algo deixou de funcionar. Por favor, ligue de novo dentro de alguns minutos. Adeus.",
    ),
    "nl": (
        "Een ogenblik, alstublieft.",
        "Excuses voor het wachten. Blijft u alstublieft aan de lijn.",
        "Het spijt me, er werkt iets niet meer. Belt u over een paar minuten terug. Tot ziens.",
    ),
}
"""Language → `wait`, `again`, `goodbye`. Another language has English until the agent file says it."""
