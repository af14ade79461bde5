"""What a tool outside this process answered, made into the result that a model reads.

The answer is an object. `say` is a sentence for the caller, `status` a word for the branches of `flow.yaml`;
`data`, and every other key, are the data. `ok: false` says no, as a refusal of our own tools does.
"""

import re
from collections.abc import Mapping
from typing import Any

from flows.tools.envelope import Refused

MAX_SAY_CHARS = 600
"""A longer `say` is cut at a sentence: nobody listens to more."""

RESERVED = frozenset({"ok", "error_kind", "retryable", "outcome", "problems"})
"""What only the wrapper may say of a result."""

_STATUS = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The tool's result.

    Raises:
        Refused: The answer has `ok: false`.
    """
    said, status = sentence(answer.get("say")), word(answer.get("status"))
    if answer.get("ok") is False:
        raise refusal(answer)
    data = answer.get("data")
    rest = {k: v for k, v in answer.items() if k not in RESERVED and k not in ("say", "status", "data")}
    whole = (
        {**rest, **data}
        if isinstance(data, Mapping)
        else {**rest, **({} if data is None else {"items": data})}
    )
    return {
        **({"status": status} if status else {}),
        **({"say": said} if said else {}),
        **({"data": whole} if whole else {}),
    }


def refusal(answer: Mapping[str, Any]) -> Refused:
    """An answer that says no, in its own `say` and `status`; its data stay behind."""
    status = word(answer.get("status"))
    status = "refused" if status in ("", "ok") else status
    said = sentence(answer.get("say")) or "I'm sorry, that isn't possible."
    return Refused(said, status=status, retryable=answer.get("retryable") is True)


def sentence(value: Any) -> str:
    """A text to be spoken: on one line, and not too long."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if len(text) <= MAX_SAY_CHARS:
        return text
    cut = text[:MAX_SAY_CHARS]
    ends = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: ends + 1] if ends > 0 else cut.rsplit(" ", 1)[0]


def word(value: Any) -> str:
    """A word for a branch; "" for anything that cannot be one."""
    return value if isinstance(value, str) and _STATUS.fullmatch(value) else ""
