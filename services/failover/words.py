"""An answer that goes on by whole words, so that one that breaks off does not break off within a word."""


class WholeWords:
    """Holds back what may be the first half of a word. Pure."""

    def __init__(self) -> None:
        self._held = ""
        self._said = ""

    @property
    def broken_off(self) -> bool:
        """Whether what was let out ends in the middle of a sentence."""
        said = self._said.rstrip().rstrip("\"')]”’")
        return bool(said) and said[-1] not in ".!?…:;。！？"

    @property
    def begun(self) -> bool:
        """Whether anything was let out."""
        return bool(self._said.strip())

    def add(self, text: str) -> str:
        """What may be said now that this has come."""
        held = self._held + text
        end = max((index for index, char in enumerate(held) if char.isspace()), default=-1)
        if end < 0 and not held.isascii() and len(held) > 1:
            end = len(held) - 2  # a script without spaces
        out, self._held = held[: end + 1], held[end + 1 :]
        self._said += out
        return out

    def rest(self) -> str:
        """The answer is complete: what was held."""
        out, self._held = self._held, ""
        self._said += out
        return out

    def clear(self) -> None:
        """Another answer begins."""
        self._held = self._said = ""
