"""Where a webhook may go: public addresses only, however they are written."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from flows.external.webhooks.addresses import AddressRefused, PublicResolver, forbidden, public_socket


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert forbidden(address) is None


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.9.1", "loopback"),
        ("::1", "loopback"),
        ("10.0.0.1", "private"),
        ("172.16.3.4", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("fd00::1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("192.0.2.1", "private"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.1.2.3", "private"),
        ("::ffff:169.254.169.254", "link-local"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a00:1", "private"),
        ("2002:7f00:1::", "loopback"),
        ("2002:c0a8:101::1", "private"),
        ("::7f00:1", "reserved"),
        ("localhost", "no IP address"),
        ("2130706433", "no IP address"),
    ],
)
def test_what_is_not_public_is_refused_by_its_name(address: str, word: str) -> None:
    assert word in (forbidden(address) or "")


class Book(AbstractResolver):
    """Names and their addresses, as a test has them."""

    def __init__(self, **names: list[str]) -> None:
        self.names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in self.names[host]
        ]

    async def close(self) -> None:
        pass


async def test_a_name_with_public_addresses_is_resolved() -> None:
    found = await PublicResolver(Book(shop=["8.8.8.8", "1.1.1.1"])).resolve("shop", 443)
    assert [each["host"] for each in found] == ["8.8.8.8", "1.1.1.1"]


@pytest.mark.parametrize("addresses", [["10.0.0.7"], ["8.8.8.8", "127.0.0.1"], ["::ffff:192.168.0.1"]])
async def test_a_name_with_any_other_address_is_refused_whole(addresses: list[str]) -> None:
    with pytest.raises(AddressRefused, match="shop resolves to"):
        await PublicResolver(Book(shop=addresses)).resolve("shop", 443)


def test_the_socket_is_the_last_gate() -> None:
    with pytest.raises(AddressRefused, match="loopback"):
        public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))).close()
