"""The doctor asks carriers how an account and its numbers are set, over their REST interfaces."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from twilio.base.version import Version
from twilio.rest import Client
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from cli.checkup.carriers import check_carriers
from cli.checkup.case import Case
from cli.checkup.finding import Finding, State
from cli.checkup.skew import check_clock
from configs.server import load_server
from configs.server.carriers import CarriersBlock
from tests.cli.checkup.carrier_accounts import (
    APPLICATION,
    CONNECTION,
    SID,
    TELNYX_KEY,
    TOKEN,
    VONAGE_KEY,
    VONAGE_SECRET,
    Accounts,
    open_accounts,
)  # fmt: skip
from transports.carriers import CARRIERS

US = "https://calls.example.com"
NUMBER, OTHER = "+12125550142", "+12125550143"
SORRY = "https://static.example.net/sorry.xml"
OK, WARNING, PROBLEM, UNCHECKED = State.OK, State.WARNING, State.PROBLEM, State.UNCHECKED

FILE = """\
public_url: {us}
numbers: {numbers}
limits: {{calls_per_process: {calls}}}
carriers:
"""
BLOCKS = {
    "twilio": f"  twilio: {{account_sid: {SID}, auth_token: '${{TOKEN}}', rest_url: '{{url}}'}}\n",
    "telnyx": "  telnyx: {api_key: '${TELNYX}', public_key: '${PUBLIC}', "
    f"connection_id: '{CONNECTION}', rest_url: '{{url}}'}}\n",
    "vonage": f"  vonage: {{api_key: {VONAGE_KEY}, signature_secret: '${{SIGNING}}', "
    f"application_id: {APPLICATION}, rest_url: '{{url}}'}}\n",
}
ENVIRON = {"TOKEN": TOKEN, "TELNYX": TELNYX_KEY, "PUBLIC": "A" * 43 + "=", "SIGNING": "s" * 32}


def twilio_number(**changes: str) -> dict[str, Any]:
    base = {
        "phone_number": NUMBER,
        "voice_url": f"{US}/twilio/voice",
        "voice_method": "POST",
        "voice_fallback_url": SORRY,
        "status_callback": f"{US}/twilio/status",
    }
    return {**base, **changes}


class World:
    """Accounts, and a server file that uses them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.accounts = folder, Accounts()
        self.environ = {"VONAGE_API_SECRET": VONAGE_SECRET}

    def case(self, url: str, *carriers: str, numbers: str, calls: int, **environ: str) -> Case:
        text = FILE.format(us=US, numbers=numbers, calls=calls)
        text += "".join(BLOCKS[name].replace("{url}", url) for name in carriers)
        file = self.folder / "server.yaml"
        file.write_text(text, encoding="utf-8")
        server = load_server(file, environ={**ENVIRON, **environ})
        return Case(environ=self.environ, data=self.folder, home=self.folder, server=server)

    async def told(
        self, *carriers: str, numbers: str = f'{{"{NUMBER}": appointments}}', calls: int = 12, **environ: str
    ) -> dict[str, Finding]:
        async with open_accounts(self.accounts) as url:
            case = self.case(url, *carriers, numbers=numbers, calls=calls, **environ)
            return {found.name: found for found in await check_carriers(case)}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_every_carrier_of_the_server_file_can_be_asked() -> None:
    assert set(CARRIERS) == set(CarriersBlock.model_fields)


async def test_a_good_account_and_number_are_good(world: World) -> None:
    world.accounts.twilio_numbers = [twilio_number(), twilio_number(phone_number=OTHER, voice_url="")]
    found = await world.told("twilio")
    assert {name: one.state for name, one in found.items()} == {"carrier twilio": OK, f"number {NUMBER}": OK}
    assert "active, full" in found["carrier twilio"].message


def test_the_fields_are_those_that_twilio_s_own_client_reads() -> None:
    read = IncomingPhoneNumberInstance(Version(Client(SID, TOKEN).api, "v"), twilio_number(), SID)
    told = (read.voice_url, read.voice_method, read.voice_fallback_url, read.status_callback)
    assert told == (f"{US}/twilio/voice", "POST", SORRY, f"{US}/twilio/status")


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ({"voice_url": f"{US}:443/twilio/voice#ct=1000&rt=3000&rc=2"}, OK, "asks us"),
        ({"voice_url": "https://old.example.com/twilio/voice"}, PROBLEM, "old.example.com"),
        ({"voice_url": f"{US}/voice"}, PROBLEM, f"{US}/voice"),
        ({"voice_url": ""}, PROBLEM, "asks nobody"),
        ({"voice_url": "https://old.example.com:port/"}, PROBLEM, "old.example.com"),
        ({"voice_method": "GET"}, PROBLEM, "only POST"),
        ({"voice_fallback_url": ""}, WARNING, "nobody else when we are down"),
        ({"voice_fallback_url": f"{US}/twilio/voice"}, WARNING, "ours too"),
        ({"status_callback": ""}, WARNING, "does not tell us"),
        ({"voice_application_sid": "AP" + "2" * 32}, PROBLEM, "TwiML application"),
        ({"phone_number": OTHER}, PROBLEM, "no account of twilio has it"),
    ],
)
async def test_a_number_must_ask_us_and_somebody_else_when_we_are_down(
    world: World, changes: dict[str, str], state: State, words: str
) -> None:
    world.accounts.twilio_numbers = [twilio_number(**changes)]
    found = (await world.told("twilio"))[f"number {NUMBER}"]
    assert (found.state, words in found.message) == (state, True), found


@pytest.mark.parametrize(
    ("account", "profiles", "calls", "state", "words"),
    [
        ({"status": "suspended", "type": "Full"}, 1, 2, PROBLEM, "suspended"),
        ({"status": "active", "type": "Full"}, 0, 12, WARNING, "3 calls at one time"),
        ({"status": "active", "type": "Full"}, 0, 3, OK, "active"),
        ({"status": "active", "type": "Trial"}, 1, 12, WARNING, "5 calls at one time"),
    ],
)
async def test_a_new_account_holds_fewer_calls_than_its_server(
    world: World, account: dict[str, str], profiles: int, calls: int, state: State, words: str
) -> None:
    world.accounts.twilio = {"sid": SID, **account}
    world.accounts.profiles = world.accounts.profiles[:profiles]
    world.accounts.twilio_numbers = [twilio_number()]
    found = (await world.told("twilio", calls=calls))["carrier twilio"]
    assert (found.state, words in found.message) == (state, True), found


async def test_a_wrong_secret_is_a_problem_and_is_not_told(world: World) -> None:
    found = await world.told("twilio", TOKEN="e" * 32)
    assert found["carrier twilio"].state is PROBLEM
    assert "401" in found["carrier twilio"].message and "eeee" not in str(found)


async def test_a_block_that_no_server_could_open_is_a_problem_offline_too(world: World) -> None:
    world.environ.clear()
    case = world.case("http://127.0.0.1:9", "telnyx", numbers="{any: appointments}", calls=12, PUBLIC="short")
    first, second = await check_carriers(replace(case, offline=True))
    assert (first.state, "public_key" in first.message) == (PROBLEM, True), first
    assert second.state is UNCHECKED


async def test_a_carrier_that_cannot_be_reached_is_not_checked(world: World) -> None:
    case = world.case("http://127.0.0.1:9", "twilio", numbers="{any: appointments}", calls=12)
    [found] = await check_carriers(case)
    assert (found.state, "no answer" in found.message) == (UNCHECKED, True), found


async def test_with_any_number_one_at_least_must_ask_us(world: World) -> None:
    anybody = "{any: appointments}"
    world.accounts.twilio_numbers = [twilio_number(voice_url=""), twilio_number(phone_number=OTHER)]
    assert {name: one.state for name, one in (await world.told("twilio", numbers=anybody)).items()} == {
        "carrier twilio": OK,
        f"number {OTHER}": OK,
    }
    world.accounts.twilio_numbers = [twilio_number(voice_url="")]
    found = (await world.told("twilio", numbers=anybody))["numbers at twilio"]
    assert (found.state, "none of 1 numbers" in found.message) == (PROBLEM, True)


async def test_a_named_number_is_asked_for_even_if_the_account_has_too_many_to_list(world: World) -> None:
    many = [twilio_number(phone_number=f"+1212555{index:04}", voice_url="") for index in range(60)]
    world.accounts.twilio_numbers = [*many, twilio_number(phone_number="+12125559999")]
    numbers = '{any: appointments, "+12125559999": appointments}'
    found = await world.told("twilio", numbers=numbers)
    assert found["number +12125559999"].state is OK
    assert "number +12125550059" not in found


async def test_telnyx_numbers_ask_as_their_application_says(world: World) -> None:
    world.accounts.telnyx_numbers = [{"phone_number": NUMBER, "connection_id": CONNECTION}]
    world.accounts.application = {
        "active": True,
        "webhook_event_url": "https://elsewhere.example.com/telnyx",
        "webhook_event_failover_url": None,
        "inbound": {"channel_limit": 10},
    }
    found = await world.told("telnyx")
    assert found["carrier telnyx"].state is WARNING and "10 calls" in found["carrier telnyx"].message
    number = found[f"number {NUMBER}"]
    assert (number.state, f"application {CONNECTION}" in number.message) == (PROBLEM, True)
    hooks = {"webhook_event_url": f"{US}/telnyx/events", "webhook_event_failover_url": SORRY}
    world.accounts.application |= hooks
    assert (await world.told("telnyx", calls=10))[f"number {NUMBER}"].state is OK
    world.accounts.telnyx["available_credit"] = "0.00"
    assert (await world.told("telnyx"))["carrier telnyx"].state is PROBLEM


async def test_vonage_is_asked_with_the_account_s_own_secret(world: World) -> None:
    world.accounts.vonage_numbers = [{"msisdn": NUMBER[1:], "country": "US"}]
    world.accounts.voice = {"answer_url": {"address": "https://elsewhere.example.com", "http_method": "GET"}}
    found = await world.told("vonage")
    assert found["carrier vonage"].state is OK
    assert (found[f"number {NUMBER}"].state, "elsewhere" in str(found)) == (PROBLEM, True)
    world.accounts.voice = {
        "answer_url": {"address": f"{US}/vonage/answer", "http_method": "POST"},
        "event_url": {"address": f"{US}/vonage/events", "http_method": "POST"},
        "fallback_answer_url": {"address": SORRY, "http_method": "GET"},
    }
    assert (await world.told("vonage"))[f"number {NUMBER}"].state is OK
    world.environ.clear()
    found = await world.told("vonage")
    assert found["carrier vonage"].state is UNCHECKED
    assert "VONAGE_API_SECRET is not set" in found["carrier vonage"].message


async def test_a_number_may_be_at_any_of_several_carriers(world: World) -> None:
    world.accounts.telnyx_numbers = [{"phone_number": NUMBER, "connection_id": CONNECTION}]
    world.accounts.twilio_numbers = [twilio_number()]
    found = await world.told("twilio", "telnyx", "vonage")
    assert {name for name in found if name.startswith("carrier ")} == {
        "carrier twilio",
        "carrier telnyx",
        "carrier vonage",
    }


async def test_a_carrier_s_answer_tells_the_time(world: World) -> None:
    async with open_accounts(world.accounts) as url:
        case = world.case(url, "twilio", "telnyx", numbers="{any: appointments}", calls=12)
        [found] = await check_clock(case)
    assert (found.state, "twilio, telnyx" in found.message) == (OK, True), found
