"""The documents with which Twilio's questions are answered. Pure: values in, TwiML out."""

from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

REPLY_HINTS = "yes, no, accept, decline, put them through, not now"
"""What a person is expected to say when asked to take a call."""


class Document:
    """TwiML, verb by verb; `text` is what is sent."""

    def __init__(self) -> None:
        self._response = Element("Response")

    @property
    def text(self) -> str:
        """The document."""
        return DECLARATION + ElementTree.tostring(self._response, encoding="unicode")

    def connect(self, stream_url: str, parameters: Mapping[str, str], *, action: str | None) -> "Document":
        """Connect a media stream. `stream_url` is wss and has no query: Twilio refuses one.

        `action` is asked what follows; with None, it is what follows in the document.
        """
        connect = self._verb("Connect", action=action)
        stream = SubElement(connect, "Stream", url=stream_url)
        for name, value in parameters.items():
            if value:
                SubElement(stream, "Parameter", name=name, value=value)
        return self

    def say(self, text: str, *, language: str) -> "Document":
        """Speak."""
        _say(self._response, text, language)
        return self

    def redirect(self, url: str) -> "Document":
        """Ask for the next document there."""
        self._verb("Redirect", method="POST").text = url
        return self

    def ask(self, text: str, *, action: str, timeout_secs: int, language: str) -> "Document":
        """Speak, and hear one key or a few words meanwhile and `timeout_secs` after."""
        gather = self._verb(
            "Gather",
            input="dtmf speech",
            numDigits="1",
            finishOnKey="",
            timeout=str(timeout_secs),
            speechTimeout="auto",
            hints=REPLY_HINTS,
            language=language,
            action=action,
            method="POST",
        )
        _say(gather, text, language)
        return self

    def conference(self, name: str, *, action: str | None = None) -> "Document":
        """Go into a conference of two, which ends when either leaves."""
        room = SubElement(self._verb("Dial", action=action), "Conference")
        room.text = name
        room.attrib.update(
            startConferenceOnEnter="true",
            endConferenceOnExit="true",
            beep="false",
            maxParticipants="2",
            # Twilio's own music would play until the other is there; an empty one is silence.
            waitUrl="",
        )
        return self

    def dial(self, number: str, *, action: str, timeout_secs: int) -> "Document":
        """Connect the call to a number."""
        dial = self._verb("Dial", action=action, timeout=str(timeout_secs), answerOnBridge="true")
        SubElement(dial, "Number").text = number
        return self

    def record(self, *, action: str, max_secs: int) -> "Document":
        """Record what the caller says after a tone."""
        self._verb(
            "Record", action=action, method="POST", maxLength=str(max_secs), timeout="4", playBeep="true"
        )
        return self

    def hang_up(self) -> "Document":
        """End the call."""
        self._verb("Hangup")
        return self

    def reject(self) -> "Document":
        """A busy tone. The call was never answered."""
        self._verb("Reject", reason="busy")
        return self

    def _verb(self, name: str, **attributes: str | None) -> Element:
        given = {key: value for key, value in attributes.items() if value is not None}
        return SubElement(self._response, name, given)


def _say(parent: Element, text: str, language: str) -> None:
    SubElement(parent, "Say", language=language).text = text
