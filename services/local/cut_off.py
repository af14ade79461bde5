"""What the caller has not heard of the agent's last words, and how much that matters.

Turn-taking may cut "Yes, please" in two. Then the agent has acted on the "yes" and begun its next sentence
when the "please" comes, and that is no answer to a question which the caller has not heard.
"""

from collections.abc import Sequence

from services.local.history import Event, Heard, Said
from services.local.saying import is_question, sentences
from spoken.words import normal

ENOUGH_WORDS = 3
"""Words of a question from which it can be answered before it is over."""


def unheard(said: str, events: Sequence[Event]) -> str:
    """What is to be said again before a bare yes or no can count; "" when enough was heard.

    Args:
        said: The agent's last words in full, heard or not.
        events: The history; the caller's last words are the last event.
    """
    parts = sentences(said)
    asking = next((at for at, part in enumerate(parts) if is_question(part)), None)
    heard = _heard(said, events)
    if asking is None or heard is None:
        return ""
    told, question = (len(normal(text).split()) for text in (" ".join(parts[:asking]), parts[asking]))
    if heard >= told + min(ENOUGH_WORDS, question):
        return ""
    return " ".join(parts[asking if heard >= told else 0 :])


def whole(said: str, spoken: Sequence[str]) -> str:
    """The agent's last words; for a question that was only asked again, what it was first asked with.

    `spoken`: what the agent said at this node.
    """
    asked = sentences(said)[-1:]
    if not asked or not is_question(asked[0]):
        return said
    return next((text for text in spoken if normal(text).endswith(normal(asked[0]))), said)


def _heard(said: str, events: Sequence[Event]) -> int | None:
    """Words heard of `said`; None when the history does not tell, or all of it was heard."""
    calls = [at for at, event in enumerate(events[:-1]) if isinstance(event, Heard)]
    since = events[calls[-1] + 1 :] if calls else events
    between = [normal(event.text) for event in since if isinstance(event, Said)]
    full = normal(said)
    if between:
        begun = between[-1]
        return len(begun.split()) if full.startswith(begun) and begun != full else None
    earlier = [normal(event.text) for event in events if isinstance(event, Said)]
    return None if any(text and full.startswith(text) for text in earlier) else 0
