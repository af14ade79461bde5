"""`carriers:` — the accounts whose calls are answered, and the secrets that prove who is speaking."""

from typing import Annotated

from pydantic import Field

from configs.schema.base import Block, Deployed

AccountSid = Deployed[
    Annotated[
        str,
        Field(
            pattern=r"^AC[0-9a-f]{32}$",
            json_schema_extra={"patternErrorMessage": "AC and 32 hexadecimal digits"},
        ),
    ]
]
RestUrl = Deployed[
    Annotated[
        str,
        Field(
            pattern=r"^https?://[^\s?#]+$",
            json_schema_extra={
                "patternErrorMessage": "the beginning of a URL, such as https://api.example.com"
            },
        ),
    ]
]
"""Where a carrier's REST interface is: another region, or a fake one."""


class TwilioBlock(Block):
    """A Twilio account."""

    account_sid: AccountSid
    """The account whose calls are answered; no other's are."""

    auth_token: Deployed[str]
    """Signs the webhooks and opens the REST interface. `${NAME}`."""

    signing_keys: dict[str, Deployed[str]] = Field(default_factory=dict)
    """Shared keys for signatures by HMAC-SHA-256, by their names at Twilio."""

    rest_url: RestUrl | None = None
    """Where the REST interface is; None = Twilio's own."""


class TelnyxBlock(Block):
    """A Telnyx account."""

    api_key: Deployed[str]
    """Opens the REST interface. `${NAME}`."""

    public_key: Deployed[str]
    """Ed25519 key of the account in base64, by which webhooks are known."""

    connection_id: Deployed[str] | None = None
    """The Call Control application; needed to call people."""

    rest_url: RestUrl | None = None
    """Where the REST interface is; None = Telnyx's own."""


class VonageBlock(Block):
    """A Vonage account."""

    api_key: Deployed[str]
    """The account, named in every webhook."""

    signature_secret: Deployed[str]
    """Signs the webhooks. `${NAME}`."""

    application_id: Deployed[str] | None = None
    """The Voice application; needed to control calls."""

    private_key: Deployed[str] | None = None
    """PEM text of the application's key; needed to control calls. `${NAME}`."""

    rest_url: RestUrl | None = None
    """Where the REST interface is; None = Vonage's own."""


class CarriersBlock(Block):
    """The carriers that may send calls. What a carrier has no block for is not served."""

    twilio: TwilioBlock | None = None
    """Numbers at Twilio."""

    telnyx: TelnyxBlock | None = None
    """Numbers at Telnyx."""

    vonage: VonageBlock | None = None
    """Numbers at Vonage."""

    @property
    def served(self) -> tuple[str, ...]:
        """The names of the carriers that have a block."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)
