"""Webhook tools against a real server: what leaves, what comes back, and what the model is told."""

import asyncio
import gzip
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from configs.schema.webhooks import Webhook
from flows.external.webhooks.client import MAX_RESPONSE_BYTES, WebhookClient
from flows.external.webhooks.signing import HEADER, verify
from flows.external.webhooks.tool import webhook_tool
from tests.flows.webhooks.shop import SECRET, Shop, answer, cut, hook, manager, raw

ORDER = {"order": "123456"}
Caller = Callable[..., Awaitable[dict[str, Any]]]
WRITE = {"effect": "write", "confirm": "request"}
LEAK = "SELECT * FROM customers; the password is hunter2"


# ---- What leaves ------------------------------------------------------------------------------------------


async def test_a_request_says_which_tool_which_call_and_what(call: Caller, shop: Shop) -> None:
    await call({"order": "123456", "count": "3", "day": ""})
    (seen,) = shop.seen
    assert seen.method == "POST"
    assert seen.json == {
        "tool": "order_status",
        "call_id": "call_1",
        "arguments": {"order": "123456", "count": 3},
    }
    assert seen.headers["Content-Type"] == "application/json"


async def test_the_receiver_can_verify_it(call: Caller, shop: Shop) -> None:
    await call(ORDER)
    (seen,) = shop.seen
    verify(SECRET, seen.headers[HEADER], seen.body, now=time.time())


async def test_headers_of_the_agent_file_go_along(call: Caller, shop: Shop) -> None:
    await call(ORDER, headers={"Authorization": "Bearer token-of-ours"}, secret=None)
    (seen,) = shop.seen
    assert seen.headers["Authorization"] == "Bearer token-of-ours"
    assert HEADER not in seen.headers


async def test_a_write_has_a_key_and_a_read_has_none(call: Caller, shop: Shop) -> None:
    await call(ORDER)
    await call(ORDER, **WRITE)
    read, write = shop.seen
    assert "Idempotency-Key" not in read.headers
    assert len(write.headers["Idempotency-Key"]) >= 16


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ({}, "order"),
        ({"order": "12"}, "order"),
        ({"order": 123456}, "order"),
        ({"order": "123456", "count": 12}, "count"),
        ({"order": "123456", "count": "many"}, "count"),
        ({"order": "123456", "day": "2026-02-30"}, "day"),
        ({"order": "123456", "admin": True}, "admin"),
    ],
)
async def test_nothing_leaves_that_does_not_fit_the_schema(
    call: Caller, shop: Shop, arguments: dict[str, Any], wrong: str
) -> None:
    result = await call(arguments)
    assert shop.seen == []
    assert result["ok"] is False and result["error_kind"] == "invalid_arguments"
    assert list(result["problems"]) == [wrong]
    assert "123456" not in str(result["problems"])


# ---- What comes back --------------------------------------------------------------------------------------


async def test_an_answer_holds_a_sentence_a_status_and_data(call: Caller, shop: Shop) -> None:
    shop.will(answer({"say": "It's on its way.", "status": "shipped", "data": {"day": "Friday"}, "eta": 2}))
    assert await call(ORDER) == {
        "ok": True,
        "status": "shipped",
        "say": "It's on its way.",
        "data": {"eta": 2, "day": "Friday"},
    }


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ({"total": 12}, {"ok": True, "status": "ok", "data": {"total": 12}}),
        ([1, 2], {"ok": True, "status": "ok", "data": {"items": [1, 2]}}),
        ({}, {"ok": True, "status": "ok"}),
        ({"ok": True, "error_kind": "x", "outcome": "y"}, {"ok": True, "status": "ok"}),
        ({"status": "Not A Word", "say": ["no", "text"]}, {"ok": True, "status": "ok"}),
    ],
)
async def test_only_the_wrapper_says_how_it_went(call: Caller, shop: Shop, body: Any, result: Any) -> None:
    shop.will(answer(body))
    assert await call(ORDER) == result


async def test_no_content_is_a_success(call: Caller, shop: Shop) -> None:
    shop.will(raw("", status=204))
    assert await call(ORDER) == {"ok": True, "status": "ok"}


async def test_an_answer_that_says_no_is_a_refusal_whatever_its_code(call: Caller, shop: Shop) -> None:
    shop.will(answer({"ok": False, "status": "too_late", "say": "That order has left.", "data": {"x": LEAK}}))
    result = await call(ORDER, **WRITE)
    assert (result["ok"], result["status"], result["error_kind"]) == (False, "too_late", "refused")
    assert result["say"] == "That order has left."
    assert "outcome" not in result and LEAK not in str(result)


async def test_a_4xx_with_a_sentence_is_a_refusal(call: Caller, shop: Shop) -> None:
    shop.will(answer({"say": "There is no such order.", "status": "no_order", "detail": LEAK}, status=404))
    result = await call(ORDER)
    assert (result["ok"], result["status"], result["error_kind"]) == (False, "no_order", "refused")
    assert LEAK not in str(result)


@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_any_other_4xx_failed_and_nothing_was_done(call: Caller, shop: Shop, status: int) -> None:
    shop.will(answer({"error": LEAK}, status=status))
    result = await call(ORDER, **WRITE)
    assert (result["ok"], result["error_kind"]) == (False, "failed")
    assert "outcome" not in result and LEAK not in str(result)
    assert len(shop.seen) == 1


@pytest.mark.parametrize("status", [401, 403, 407])
async def test_words_about_us_are_not_for_the_caller(call: Caller, shop: Shop, status: int) -> None:
    shop.will(answer({"say": LEAK}, status=status))
    result = await call(ORDER)
    assert result["error_kind"] == "failed" and LEAK not in str(result)


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504])
async def test_of_a_write_that_met_a_5xx_nobody_knows(call: Caller, shop: Shop, status: int) -> None:
    shop.will(answer({"say": LEAK}, status=status))
    result = await call(ORDER, **WRITE)
    assert (result["ok"], result["error_kind"], result["outcome"]) == (False, "failed", "unknown")
    assert LEAK not in str(result)


async def test_a_redirect_is_not_followed(call: Caller, shop: Shop) -> None:
    shop.will(answer({"say": LEAK}, status=307, Location=f"{shop.url}/elsewhere"))
    result = await call(ORDER)
    assert result["error_kind"] == "failed" and LEAK not in str(result)
    assert [seen.path for seen in shop.seen] == ["/hook"]


@pytest.mark.parametrize(
    "answerer", [raw("<b>ok</b>"), raw("{", "application/json"), raw('"x"', "application/json")]
)
async def test_what_is_no_json_object_is_no_success(call: Caller, shop: Shop, answerer: Any) -> None:
    shop.will(answerer)
    result = await call(ORDER, **WRITE)
    assert (result["ok"], result["error_kind"], result["outcome"]) == (False, "failed", "unknown")


async def test_an_answer_that_is_too_large_is_dropped_even_when_it_comes_packed(
    call: Caller, shop: Shop
) -> None:
    packed = gzip.compress(b'{"a": "' + b"x" * 50 * MAX_RESPONSE_BYTES + b'"}')
    assert len(packed) < MAX_RESPONSE_BYTES

    async def bomb(_: web.Request) -> web.StreamResponse:
        return web.Response(
            body=packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"}
        )

    shop.will(bomb)
    assert (await call(ORDER))["error_kind"] == "failed"
    assert len(shop.seen) == 1


async def test_a_sentence_is_cut_where_nobody_would_listen_any_more(call: Caller, shop: Shop) -> None:
    shop.will(answer({"say": "This is one sentence.\n" * 100}))
    said = (await call(ORDER))["say"]
    assert len(said) <= 600 and said.endswith("sentence.") and "\n" not in said


# ---- Again ------------------------------------------------------------------------------------------------


async def test_a_read_is_tried_again(call: Caller, shop: Shop) -> None:
    shop.will(answer(status=503), cut, answer({"say": "Here it is."}))
    assert (await call(ORDER))["say"] == "Here it is."
    assert len(shop.seen) == 3


async def test_a_write_is_tried_again_with_the_same_key(call: Caller, shop: Shop) -> None:
    shop.will(cut, answer({"say": "Done."}))
    assert (await call(ORDER, **WRITE))["ok"] is True
    first, second = shop.seen
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.body == second.body


async def test_it_gives_up_after_three_attempts(call: Caller, shop: Shop) -> None:
    shop.will(answer(status=503))
    assert (await call(ORDER))["ok"] is False
    assert len(shop.seen) == 3


async def test_a_refusal_after_a_lost_attempt_leaves_it_open_whether_that_one_was_done(
    call: Caller, shop: Shop
) -> None:
    shop.will(cut, answer({"say": "That is taken."}, status=409))
    result = await call(ORDER, **WRITE)
    assert result["outcome"] == "unknown" and result["ok"] is False


async def test_no_attempt_begins_that_the_deadline_would_end(call: Caller, shop: Shop) -> None:
    shop.will(answer(status=503, **{"Retry-After": "60"}))
    began = time.monotonic()
    assert (await call(ORDER))["error_kind"] == "failed"
    assert len(shop.seen) == 1 and time.monotonic() - began < 2


async def test_the_deadline_ends_a_request_that_hangs(call: Caller, shop: Shop) -> None:
    let_go = asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        await let_go.wait()
        return web.json_response({})

    shop.will(hang)
    result = await call(ORDER, deadline=0.2, **WRITE)
    let_go.set()
    assert (result["error_kind"], result["outcome"]) == ("timeout", "unknown")


async def test_a_server_that_is_not_there_was_not_told_anything(call: Caller) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/hook"
    result = await call(ORDER, url, **WRITE)
    assert result["error_kind"] == "failed" and "outcome" not in result


# ---- Where it may go --------------------------------------------------------------------------------------


class Liar(AbstractResolver):
    """Gives a public-looking name addresses of its own choice, another one each time."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses[min(self.asked, len(self.addresses) - 1)]
        self.asked += 1
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        pass


def public(url: str, **changes: Any) -> Webhook:
    """A webhook that must be at a public address, over http: with https none would be reached anyway."""
    return hook("https://shop.example.com/", allow_private=False, **changes).model_copy(update={"url": url})


async def test_the_same_request_arrives_where_private_addresses_are_allowed(
    shop: Shop, tmp_path: Any
) -> None:
    port = shop.url.split(":")[2].split("/")[0]
    async with WebhookClient(Liar("127.0.0.1")) as client:
        allowed = public(f"http://shop.example.com:{port}/").model_copy(update={"allow_private": True})
        result, _ = await webhook_tool(allowed, client)(manager(tmp_path), **ORDER)
    assert result["ok"] and len(shop.seen) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "10.0.0.1", "::1"])
async def test_a_name_at_a_private_address_is_not_called(shop: Shop, tmp_path: Any, address: str) -> None:
    port = shop.url.split(":")[2].split("/")[0]
    async with WebhookClient(Liar(address)) as client:
        tool = webhook_tool(public(f"http://shop.example.com:{port}/", **WRITE), client)
        result, _ = await tool(manager(tmp_path), **ORDER)
    assert result["error_kind"] == "failed" and "outcome" not in result
    assert shop.seen == [] and "private" not in str(result) and address not in str(result)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "localhost"]
)
async def test_a_private_address_in_the_url_is_not_called_either(
    shop: Shop, tmp_path: Any, host: str
) -> None:
    port = shop.url.split(":")[2].split("/")[0]
    async with WebhookClient() as client:
        tool = webhook_tool(public(f"http://{host}:{port}/"), client)
        result, _ = await tool(manager(tmp_path), **ORDER)
    assert result["error_kind"] == "failed" and shop.seen == []


async def test_what_was_checked_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A name that is public when it is looked up and private a moment later gains nothing."""
    connected: list[str] = []

    async def note(sock: socket.socket, where: tuple[Any, ...]) -> None:
        connected.append(str(where[0]))
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", note)
    liar = Liar("93.184.216.34", "127.0.0.1")
    async with WebhookClient(liar) as client:
        tool = webhook_tool(hook("https://shop.example.com/", allow_private=False), client)
        await tool(manager(tmp_path), **ORDER)
    assert set(connected) == {"93.184.216.34"}
