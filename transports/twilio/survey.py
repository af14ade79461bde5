"""How a Twilio account and its numbers are set."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from configs.server.carriers import TwilioBlock
from transports.phone.rest import RestRefused
from transports.phone.survey import AccountFacts, NumberFacts, Surveyor, items, text
from transports.twilio.account import Credentials
from transports.twilio.http_wire import BASE_URL, twilio_wire

TRUST_URL = "https://trusthub.twilio.com"

UNAPPROVED_CALLS = 3
"""Most calls at one time of an account that was upgraded without an approved business profile."""

TRIAL_CALLS = 5
APPLICATION = "(its TwiML application)"


async def survey(block: TwilioBlock, numbers: Sequence[str], environ: Mapping[str, str]) -> AccountFacts:
    """Ask for the account and for these numbers. Raises RestRefused."""
    account = Credentials(block.account_sid, block.auth_token)
    root = f"/2010-04-01/Accounts/{block.account_sid}"
    async with Surveyor("Twilio", twilio_wire(account, base_url=block.rest_url or BASE_URL)) as twilio:
        found = await twilio.read("the account", f"{root}.json")
        state, kind = text(found.get("status")), text(found.get("type"))
        queries = [f"PhoneNumber={quote(number)}" for number in numbers] or ["PageSize=50"]
        listed = [
            each
            for query in queries
            for each in items(
                (await twilio.read("its numbers", f"{root}/IncomingPhoneNumbers.json?{query}")).get(
                    "incoming_phone_numbers"
                )
            )
        ]
    trial = kind.lower() == "trial"
    approved = not trial and await _approved(account, block.rest_url or TRUST_URL)
    return AccountFacts(
        state=", ".join(filter(None, (state, kind.lower()))) or "unknown",
        usable=state == "active",
        restrictions=["a trial account calls verified numbers only, and says so to every caller"] * trial,
        most_calls=TRIAL_CALLS if trial else None if approved else UNAPPROVED_CALLS,
        numbers=[_number(each) for each in listed],
    )


async def _approved(account: Credentials, url: str) -> bool:
    """Whether the account has an approved business profile; True where Twilio does not say."""
    async with Surveyor("Twilio", twilio_wire(account, base_url=url)) as trust:
        try:
            profiles = await trust.read(
                "the business profile", "/v1/CustomerProfiles?Status=twilio-approved&PageSize=1"
            )
        except RestRefused:
            return True
    return bool(items(profiles.get("results")))


def _number(listed: dict[str, object]) -> NumberFacts:
    application = text(listed.get("voice_application_sid"))
    return NumberFacts(
        number=text(listed.get("phone_number")),
        # An application of the number is asked instead of the number's own address.
        webhook=APPLICATION if application else text(listed.get("voice_url")),
        method=text(listed.get("voice_method")) or "POST",
        fallback=text(listed.get("voice_fallback_url")),
        events=text(listed.get("status_callback")),
    )
