"""How a Vonage account, its application and its numbers are set.

The account's own secret is needed for that and for nothing else, so it is no part of the server file.
"""

import base64
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from configs.server.carriers import VonageBlock
from transports.phone.http_wire import HttpWire
from transports.phone.survey import AccountFacts, NumberFacts, Surveyor, items, part, text
from transports.vonage.http_wire import BASE_URL

NUMBERS_URL = "https://rest.nexmo.com"
SECRET = "VONAGE_API_SECRET"


class NoSecret(LookupError):
    """Nothing can be asked without the account's secret; the message says what to set."""


async def survey(block: VonageBlock, numbers: Sequence[str], environ: Mapping[str, str]) -> AccountFacts:
    """Ask for the account, its application and these numbers. Raises RestRefused, and NoSecret."""
    secret = environ.get(SECRET, "").strip()
    if not secret or not block.application_id:
        missing = SECRET if not secret else "carriers.vonage.application_id"
        raise NoSecret(f"{missing} is not set; the account's settings cannot be read without it")
    pair = base64.b64encode(f"{block.api_key}:{secret}".encode()).decode()

    def wire(url: str) -> HttpWire:
        return HttpWire(block.rest_url or url, lambda: {"Authorization": f"Basic {pair}"})

    application_id = quote(block.application_id, safe="")
    async with Surveyor("Vonage", wire(BASE_URL)) as api, Surveyor("Vonage", wire(NUMBERS_URL)) as rest:
        balance = (await rest.read("the balance", "/account/get-balance")).get("value")
        application = await api.read("the application", f"/v2/applications/{application_id}")
        query = f"/account/numbers?application_id={application_id}&size=100"
        listed = items((await rest.read("its numbers", query)).get("numbers"))
    amount = float(balance) if isinstance(balance, int | float) else 0.0
    facts = [_number(text(each.get("msisdn")), application, block.application_id) for each in listed]
    return AccountFacts(
        state=f"{amount:.2f} EUR of credit",
        usable=amount > 0,
        numbers=[one for one in facts if one.number in numbers or not numbers],
    )


def _number(msisdn: str, application: dict[str, object], application_id: str) -> NumberFacts:
    hooks = part(application, "capabilities", "voice", "webhooks")
    answer, fallback = part(hooks, "answer_url"), part(hooks, "fallback_answer_url")
    events = part(hooks, "event_url")
    return NumberFacts(
        number=f"+{msisdn}",
        webhook=text(answer.get("address")),
        method=text(answer.get("http_method")) or "GET",
        fallback=text(fallback.get("address")),
        events=text(events.get("address")),
        set_at=f"the application {application_id}",
    )
