"""How a Telnyx account and its numbers are set."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from configs.server.carriers import TelnyxBlock
from transports.phone.survey import AccountFacts, NumberFacts, Surveyor, items, part, text
from transports.telnyx.http_wire import BASE_URL, telnyx_wire


async def survey(block: TelnyxBlock, numbers: Sequence[str], environ: Mapping[str, str]) -> AccountFacts:
    """Ask for the account, these numbers, and the applications that they belong to. Raises RestRefused."""
    wire = telnyx_wire(block.api_key, base_url=block.rest_url or BASE_URL)
    async with Surveyor("Telnyx", wire) as telnyx:
        balance = part(await telnyx.read("the balance", "/v2/balance"), "data")
        listed = []
        for query in [f"filter[phone_number]={quote(number)}" for number in numbers] or ["page[size]=50"]:
            found = await telnyx.read("its numbers", f"/v2/phone_numbers?{query}")
            listed += items(found.get("data"))
        connections = {text(each.get("connection_id")) for each in listed} | {block.connection_id or ""}
        applications = {}
        for connection in sorted(filter(None, connections)):
            path = f"/v2/call_control_applications/{quote(connection, safe='')}"
            applications[connection] = part(await telnyx.read("an application", path), "data")
    return _facts(balance, listed, applications)


def _facts(
    balance: dict[str, object], listed: list[dict[str, object]], applications: dict[str, dict[str, object]]
) -> AccountFacts:
    credit = text(balance.get("available_credit")) or text(balance.get("balance"))
    limits = [part(one, "inbound").get("channel_limit") for one in applications.values()]
    off = [name for name, one in applications.items() if one.get("active") is False]
    return AccountFacts(
        state=f"{credit} {text(balance.get('currency'))} of credit".strip(),
        usable=_amount(credit) > 0,
        restrictions=[f"the application {name} is switched off" for name in off],
        most_calls=min((limit for limit in limits if isinstance(limit, int) and limit), default=None),
        numbers=[_number(each, applications) for each in listed],
    )


def _number(listed: dict[str, object], applications: dict[str, dict[str, object]]) -> NumberFacts:
    connection = text(listed.get("connection_id"))
    application = applications.get(connection, {})
    return NumberFacts(
        number=text(listed.get("phone_number")),
        webhook=text(application.get("webhook_event_url")),
        fallback=text(application.get("webhook_event_failover_url")),
        events=text(application.get("webhook_event_url")),
        set_at=f"the Call Control application {connection}" if connection else "no application",
    )


def _amount(credit: str) -> float:
    try:
        return float(credit)
    except ValueError:
        return 0.0
