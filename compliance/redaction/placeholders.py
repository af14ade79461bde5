"""What stands in the place of a private value: live, stored, and aloud; None where its own words stay."""

from compliance.redaction import aloud
from compliance.redaction.entities import Span
from compliance.redaction.masking import mark
from compliance.redaction.policy import Policy
from compliance.redaction.turns import PENDING
from compliance.redaction.vault import Vault

UNSURE = mark("digits")
"""Stands in what is stored for digits that may go on."""


class Placeholders:
    """Those of one call."""

    def __init__(self, policy: Policy, vault: Vault) -> None:
        self.policy = policy
        """Replaced when the call is tightened."""
        self._vault = vault

    def live(self, span: Span) -> str | None:
        """For the model. Digits that may go on stay."""
        return self._put(span, self.policy.rule(span.entity).live) if span.sure else None

    def pending(self, span: Span) -> str | None:
        """For the model, where many digits may go on: no token before it is known what they are."""
        return self.live(span) if span.sure else self._marked(span)

    def partial(self, span: Span) -> str | None:
        """For the model, of words that may still change."""
        return self._marked(span) if span.sure or len(span.value) >= PENDING else None

    def stored(self, span: Span) -> str | None:
        """For what is kept."""
        return self._put(span, self.policy.rule(span.entity).stored) if span.sure else UNSURE

    def aloud(self, span: Span) -> str | None:
        """For the voice: a name for what it may not read."""
        hidden = span.sure and self.policy.rule(span.entity).live != "keep"
        return aloud.name(span.entity) if hidden else None

    def _put(self, span: Span, how: str) -> str | None:
        if how == "keep":
            return None
        return (
            self._vault.token(span.entity, span.value) if how == "token" and span.value else mark(span.entity)
        )

    def _marked(self, span: Span) -> str | None:
        return None if self.policy.rule(span.entity).live == "keep" else mark(span.entity)
