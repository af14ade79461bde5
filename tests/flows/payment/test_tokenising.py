"""A card goes to the tokeniser once, and what came of it is told honestly."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from calls.breaker import BreakerRule, Breakers
from calls.desk import Desk
from calls.ledger import State
from configs.schema.base import FromEnvironment
from configs.schema.payments import TokeniserBlock
from flows.capture.card_secret import CardSecret
from flows.capture.tokenising import NAME, Tokenised, Tokenising
from flows.external.webhooks.client import WebhookClient
from flows.external.webhooks.signing import HEADER, BadSignature, verify
from flows.external.webhooks.tokeniser import CardTokeniser
from flows.tools.caps import Caps
from flows.tools.envelope import Failed, Refused
from flows.tools.guard import Guard
from tests.flows.webhooks.shop import Shop, answer, cut, manager, raw

SECRET = "0123456789abcdef0123"
VISA = "4111111111111111"


def card(number: str = VISA, code: str = "739") -> CardSecret:
    made = CardSecret()
    for part, value in {"number": number, "expiry": "2028-04", "code": code}.items():
        made.put(part, value)
    return made


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop([answer({"token": "tok_1"})])
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shop.handle)
    server = TestServer(app)
    await server.start_server()
    shop.url = str(server.make_url("/tokenise"))
    yield shop
    await server.close()


@pytest.fixture
async def client() -> AsyncIterator[WebhookClient]:
    async with WebhookClient() as client:
        yield client


def tokeniser(url: str, client: WebhookClient, **changes: Any) -> CardTokeniser:
    block = {"url": url, "secret": FromEnvironment(SECRET, "${TOKENISER}"), "allow_private": True}
    return CardTokeniser(TokeniserBlock.model_validate(block | changes), client)


def desk(folder: Path, **changes: Any) -> Desk:
    return manager(folder, **changes).worker.app_resources


# ---- The request


async def test_the_request_is_signed_and_holds_the_card_and_nothing_else(
    shop: Shop, client: WebhookClient
) -> None:
    assert await tokeniser(shop.url, client).take(card(), call_id="call_1", key="k1") == "tok_1"
    (seen,) = shop.seen
    assert seen.json == {
        "tool": "tokenise_card",
        "call_id": "call_1",
        "arguments": {"number": VISA, "exp_month": "04", "exp_year": "2028", "code": "739"},
    }
    stamp = int(seen.headers[HEADER].partition(",")[0].removeprefix("t="))
    verify(SECRET, seen.headers[HEADER], seen.body, now=stamp)
    with pytest.raises(BadSignature):
        verify(SECRET, seen.headers[HEADER], seen.body + b" ", now=stamp)
    assert seen.headers["Idempotency-Key"] == "k1"


@pytest.mark.parametrize(
    "said",
    [
        {"token": ""},
        {"token": 7},
        {},
        {"token": f"tok_{VISA}"},
        {"token": "4111-1111-1111-1111"},
        {"token": "t" * 201},
    ],
)
async def test_what_is_no_token_is_not_taken_for_one(said: Any, shop: Shop, client: WebhookClient) -> None:
    shop.will(answer(said))
    with pytest.raises(Failed) as failed:
        await tokeniser(shop.url, client).take(card(), call_id="c", key="k")
    assert failed.value.unknown
    assert VISA not in str(failed.value)


async def test_a_refusal_is_told_in_its_own_words_unless_the_card_is_in_them(
    shop: Shop, client: WebhookClient
) -> None:
    shop.will(
        answer({"say": "The bank says no."}, status=402), answer({"say": f"{VISA} is not good."}, status=402)
    )
    told = []
    for _ in range(2):
        with pytest.raises(Refused) as no:
            await tokeniser(shop.url, client).take(card(), call_id="c", key="k")
        told.append(no.value.say)
    assert told == ["The bank says no.", "I'm sorry, that card was not accepted."]


@pytest.mark.parametrize(
    "reply", [cut, raw("no"), answer({"error": "x"}, status=500), answer({}, status=302)]
)
async def test_what_may_have_arrived_is_sent_once(reply: Any, shop: Shop, client: WebhookClient) -> None:
    shop.will(reply)
    with pytest.raises(Failed) as failed:
        await tokeniser(shop.url, client).take(card(), call_id="c", key="k")
    assert failed.value.unknown and len(shop.seen) == 1


async def test_what_has_certainly_not_left_is_tried_twice(client: WebhookClient) -> None:
    with pytest.raises(Failed) as failed:
        await tokeniser("http://127.0.0.1:9/", client).take(card(), call_id="c", key="k")
    assert not failed.value.unknown


# ---- Once, and honestly


class Bank:
    """A tokeniser in memory that does what it is told, in turn."""

    timeout_secs = 0.05

    def __init__(self, *does: Any) -> None:
        self.does, self.keys = list(does), []

    async def take(self, card: CardSecret, *, call_id: str, key: str) -> str:
        self.keys.append(key)
        does = self.does.pop(0)
        if does is None:
            await asyncio.Event().wait()
        if isinstance(does, Exception):
            raise does
        return does


@pytest.mark.parametrize(
    ("does", "outcome", "state", "reason"),
    [
        ("tok_1", "captured", State.DONE, ""),
        (Refused("The bank says no."), "declined", State.FAILED, "declined"),
        (Failed("x", unknown=True), "unknown", State.UNKNOWN, "no answer"),
        (Failed("x", unknown=False), "failed", State.FAILED, "failed"),
        (None, "unknown", State.UNKNOWN, "no answer"),
        (RuntimeError(VISA), "unknown", State.UNKNOWN, "no answer"),
    ],
)
async def test_every_outcome_is_in_the_ledger_without_the_card(
    does: Any, outcome: str, state: State, reason: str, tmp_path: Path
) -> None:
    here, bank = desk(tmp_path), Bank(does)
    found = await Tokenising(here, bank, b"secret").take(card(), "order 1")
    assert found.outcome == outcome and bool(found.token) is (outcome == "captured")
    (row,) = here.ledger.rows
    assert (row.tool, row.state, row.reason) == (NAME, state, reason)
    assert row.arguments == {"card": "•••• 1111", "for": "order 1"}
    assert VISA not in repr(row) and "tok_1" not in repr(row)


async def test_what_is_unknown_is_never_sent_again(tmp_path: Path) -> None:
    bank = Bank(Failed("x", unknown=True), "tok_2")
    tokenising = Tokenising(desk(tmp_path), bank, b"secret")
    outcomes = [(await tokenising.take(card(), "order 1")).outcome for _ in range(2)]
    assert outcomes == ["unknown", "unknown"] and len(bank.keys) == 1


async def test_a_card_that_was_taken_has_its_token_already(tmp_path: Path) -> None:
    bank = Bank("tok_1", "tok_2")
    tokenising = Tokenising(desk(tmp_path), bank, b"secret")
    again = [await tokenising.take(card(), "order 1") for _ in range(2)]
    assert again == [Tokenised("captured", token="tok_1")] * 2 and len(bank.keys) == 1
    alike = await tokenising.take(card("4000001234561111"), "order 1")
    assert alike.token == "tok_2", "another card that ends alike is another card"


async def test_what_failed_for_certain_may_be_sent_again(tmp_path: Path) -> None:
    bank = Bank(Refused("No."), "tok_1")
    tokenising = Tokenising(desk(tmp_path), bank, b"secret")
    assert [(await tokenising.take(card(), "x")).outcome for _ in range(2)] == ["declined", "captured"]
    assert bank.keys[0] == bank.keys[1]


async def test_the_idempotency_key_cannot_be_guessed_from_the_card(tmp_path: Path) -> None:
    banks = [Bank("t"), Bank("t")]
    for bank, secret in zip(banks, (b"one", b"two"), strict=True):
        await Tokenising(desk(tmp_path), bank, secret).take(card(), "x")
    assert banks[0].keys != banks[1].keys


async def test_a_tokeniser_that_keeps_failing_is_left_alone(tmp_path: Path) -> None:
    guard = Guard(Caps(rounds_per_turn=9, identical_per_call=9), Breakers(BreakerRule(failures=1)))
    bank = Bank(Failed("x", unknown=False), "tok_1")
    tokenising = Tokenising(desk(tmp_path, guard=guard), bank, b"secret")
    assert [(await tokenising.take(card(), "x")).outcome for _ in range(2)] == ["failed", "unavailable"]


async def test_a_call_that_ends_around_it_leaves_it_unknown(tmp_path: Path) -> None:
    here = desk(tmp_path)
    bank = Bank(None)
    bank.timeout_secs = 5
    task = asyncio.create_task(Tokenising(here, bank, b"secret").take(card(), "x"))
    while not bank.keys:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [row.state for row in here.ledger.rows] == [State.UNKNOWN]


def test_a_block_shows_no_secret() -> None:
    block = TokeniserBlock(url="https://pay.example.com/t", secret=FromEnvironment(SECRET, "${TOKENISER}"))
    assert SECRET not in repr(block) and SECRET not in json.dumps(block.model_dump(mode="json"))
