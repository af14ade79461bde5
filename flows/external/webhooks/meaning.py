"""What a webhook's answer means. Pure.

- 2xx with a JSON object, or with nothing: it worked; `flows.external.answers` says what is read from the
  object. With `ok: false` it is a refusal.
- 4xx with a JSON object that has `say`: a refusal, in the words of `say`. Any other 4xx: it failed, and
  nothing was done. 401, 403, 407, 408, 425 and 429 are about us and never a refusal.
- Anything else (5xx, a redirect, an answer that is no JSON object): it failed, and it may have been done.

No other word of an error reaches the model or the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.external.answers import read_answer, refusal, sentence
from flows.tools.envelope import Failed

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes of troubles that may be over in a moment."""

ABOUT_US = frozenset({401, 403, 407, 408, 425, 429})
"""4xx codes that say nothing of what was asked: their words are not for the caller."""

MAYBE_DONE = frozenset({408})
"""4xx codes that leave open what was done."""


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    """HTTP status."""

    body: Any
    """The JSON value; None where there is none."""

    retry_after_secs: float | None = None
    """Seconds after which the server asks to try again."""


def meaning(answer: Answer) -> dict[str, Any]:
    """The tool's result.

    Raises:
        Refused: The server understood and says no.
        Failed: It failed; `retryable` says whether another attempt may help.
    """
    status, body = answer.status, answer.body
    if 200 <= status < 300:
        return _result(body, status)
    if (
        400 <= status < 500
        and status not in ABOUT_US
        and isinstance(body, Mapping)
        and sentence(body.get("say"))
    ):
        raise refusal(body)
    unknown = not 400 <= status < 500 or status in MAYBE_DONE
    raise Failed(f"status {status}", unknown=unknown, retryable=status in PASSING)


def _result(body: Any, status: int) -> dict[str, Any]:
    if body is None:
        return {}
    if isinstance(body, list):
        return {"data": {"items": body}}
    if not isinstance(body, Mapping):
        raise Failed(f"status {status} with no JSON object", unknown=True, retryable=False)
    return read_answer(body)
