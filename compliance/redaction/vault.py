"""The values behind a call's tokens. In memory only; it dies with the call."""

import re
from collections.abc import Iterator

TOKEN = re.compile(r"\[([A-Z][A-Z_]*)_(\d+)\]")
"""`[CARD_1]`: the kind in capitals, and which one of the call."""


class Vault:
    """Token → value. The same value of a kind has the same token."""

    def __init__(self) -> None:
        """Nothing is in it."""
        self._tokens: dict[tuple[str, str], str] = {}
        self._values: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, int] = {}

    def token(self, entity: str, value: str) -> str:
        """The token of a value."""
        token = self._tokens.get((entity, value))
        if token is None:
            number = self._counts[entity] = self._counts.get(entity, 0) + 1
            token = self._tokens[entity, value] = f"[{entity.upper()}_{number}]"
            self._values[token] = (entity, value)
        return token

    def completed(self, entity: str, value: str, whole: str) -> None:
        """What was taken for a value was its beginning: the token stands for all of it."""
        token = self._tokens.get((entity, value))
        if token is not None and (entity, whole) not in self._tokens:
            del self._tokens[entity, value]
            self._tokens[entity, whole] = token
            self._values[token] = (entity, whole)

    def entity(self, token: str) -> str | None:
        """The kind of a token of this call; None for any other text."""
        found = self._values.get(token)
        return found[0] if found else None

    def value(self, token: str) -> str | None:
        """What stands behind a token; None for any other text."""
        found = self._values.get(token)
        return found[1] if found else None

    def close(self) -> None:
        """The call is over: nothing can be opened any more. Counts stay, so that no token comes twice."""
        self._tokens.clear()
        self._values.clear()

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Vault of {len(self)}>"


def tokens_in(text: str) -> Iterator[re.Match[str]]:
    """Everything in a text that has the shape of a token."""
    return TOKEN.finditer(text)
