"""`payments:` — payment cards that are taken in a secure window, and who makes tokens of them."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from configs.schema.base import Block
from configs.schema.endpoint import Endpoint, wrong

CardBrand = Literal[
    "visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay", "maestro"
]  # fmt: skip


class TokeniserBlock(Endpoint):
    """A POST with `{tool: "tokenise_card", call_id, arguments}`; the answer is JSON with `token`.

    The arguments are `number`, `exp_month`, `exp_year`, `code`, and `zip` where it is asked for. It is no
    tool: no model is offered it. A request that may have arrived is never sent again.
    """

    timeout_secs: float = Field(default=10.0, gt=0, le=60)
    """Seconds for the answer. After that nobody knows whether the card was taken."""

    @model_validator(mode="after")
    def _is_signed(self) -> "TokeniserBlock":
        if not self.secret:
            raise wrong("a tokeniser takes signed requests only", "`secret: ${NAME}`, at least 16 characters")
        return self


class ShownBlock(Block):
    """What of a card the flow and the language model learn, beside the token and `•••• 1234`."""

    brand: bool = True
    """`visa`, `mastercard` ..."""

    expiry: bool = False
    """Until when it is good, as `2027-04`."""


class PaymentsBlock(Block):
    """Without a tokeniser no card is taken: the flow is told so, and offers a person."""

    tokeniser: TokeniserBlock | None = None
    """Who takes the card and gives a token for it."""

    brands: Annotated[tuple[CardBrand, ...], Field(min_length=1)] = ("visa", "mastercard", "amex", "discover")
    """The cards that are taken."""

    zip: bool = False
    """Whether the ZIP code of the billing address is asked for."""

    attempts: int = Field(default=2, ge=1, le=5)
    """Wrong answers before the keypad is asked for, and again before the card is given up."""

    shown: ShownBlock = ShownBlock()
    """What the flow learns."""
