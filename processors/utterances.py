"""What the agent set out to say, utterance by utterance, until it has been said or cut off."""


class Utterances:
    """A queue of texts: an LLM may write the next answer while the last one is still being spoken."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def start(self, text: str = "") -> None:
        """A new utterance begins."""
        self._texts.append(text)

    def add(self, text: str) -> None:
        """More of the newest utterance."""
        if not self._texts:
            self._texts.append("")
        self._texts[-1] += text

    def finished(self, heard: str, *, interrupted: bool) -> str:
        """The whole of the utterance of which `heard` was spoken; it and those before it are forgotten.

        An interruption drops everything that waited behind it.
        """
        texts = [_plain(text) for text in self._texts]
        begun = _plain(heard)
        index = next((i for i, text in enumerate(texts) if text and text.startswith(begun)), None)
        if interrupted:
            self._texts.clear()
        else:
            del self._texts[: 1 if index is None else index + 1]
        if not interrupted or index is None:
            return begun
        return texts[index]


def _plain(text: str) -> str:
    return " ".join(text.split())
