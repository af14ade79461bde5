"""What a voice was given and the caller has not heard yet, in order: what the next voice has to say."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipecat.frames.frames import EndFrame, Frame, LLMFullResponseEndFrame, LLMTextFrame, TTSSpeakFrame


@dataclass(eq=False)
class Item:
    """A text to be said, or a frame that has its place among texts."""

    frame: Frame
    """The frame, or the first of a text that came in pieces."""

    text: str = ""
    """All of the text."""

    announced: int = 0
    """Where in the text the voice is."""

    said: int = 0
    """How much of it was said."""

    @property
    def is_text(self) -> bool:
        """Whether it is to be said."""
        return isinstance(self.frame, LLMTextFrame | TTSSpeakFrame)

    @property
    def rest(self) -> str:
        """What is left to be said."""
        return self.text[self.said :]


class Unsaid:
    """A list of items. Pure."""

    def __init__(self) -> None:
        self._items: list[Item] = []

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __bool__(self) -> bool:
        return bool(self._items)

    @property
    def complete(self) -> bool:
        """Whether something was given to its end that the voice has not begun with."""
        for index, item in enumerate(self._items):
            if item.is_text and item.text[item.announced :].strip():
                return isinstance(item.frame, TTSSpeakFrame) or any(
                    isinstance(later.frame, LLMFullResponseEndFrame | EndFrame | TTSSpeakFrame)
                    for later in self._items[index + 1 :]
                )
        return False

    @property
    def stands(self) -> bool:
        """Whether a frame that is not to be said has its turn."""
        return bool(self._items) and not self._items[0].is_text

    def add(self, frame: Frame) -> None:
        """The voice was given this."""
        if isinstance(frame, LLMTextFrame) and not frame.skip_tts:
            last = self._items[-1] if self._items else None
            if last is not None and isinstance(last.frame, LLMTextFrame):
                last.text += frame.text
            else:
                self._items.append(Item(frame, frame.text))
        elif isinstance(frame, TTSSpeakFrame):
            self._items.append(Item(frame, frame.text))
        else:
            self._items.append(Item(frame))

    def announced(self, sentence: str) -> tuple[Item, int] | None:
        """The item that the voice begins to say a sentence of, and where the sentence ends in it."""
        wanted = sentence.strip()
        for item in self._items:
            if not item.is_text or not item.text[item.announced :].strip():
                continue
            at = item.text.find(wanted, item.announced)
            item.announced = at + len(wanted) if at >= 0 else len(item.text)
            return item, item.announced
        return None

    def before(self, frame: Frame) -> set[Item]:
        """The texts that were given before a frame; none for a frame that was not given."""
        at = next((index for index, item in enumerate(self._items) if item.frame is frame), 0)
        return {item for item in self._items[:at] if item.is_text}

    def passed(self, frame: Frame) -> None:
        """A frame has come out: whatever was given before it is done with."""
        for index, item in enumerate(self._items):
            if item.frame is frame:
                del self._items[: index + 1]
                return

    def drop_said(self) -> None:
        """Forget texts of which nothing is left."""
        first = [item for item in self._items if not item.is_text or item.rest.strip()]
        last = self._items[-1] if self._items else None
        # The model may still be writing the last one.
        if last is not None and last not in first and isinstance(last.frame, LLMTextFrame):
            first.append(last)
        self._items = first

    def interrupted(self) -> set[Item]:
        """The caller speaks: what is left is what nobody may interrupt. Returns what is not to be said."""
        gone = {item for item in self._items if item.frame.interruptible}
        self._items = [item for item in self._items if item not in gone]
        return gone

    def clear(self) -> list[Item]:
        """All of them, and none is left."""
        items, self._items = self._items, []
        return items
