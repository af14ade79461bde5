"""Which addresses a webhook may be sent to: public ones. Pure, but for the two hooks into aiohttp.

A host name is checked where it is resolved, and every address again where the socket is made, so that what
was checked is what is connected to: a name that answers differently the second time gains nothing.
"""

import ipaddress
import socket
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """A host is at an address that is not public."""


def forbidden(text: str) -> str | None:
    """Why an address may not be connected to; None when it is a public one.

    IPv4 addresses inside IPv6 ones (mapped, 6to4, Teredo, NAT64) count as what they stand for.
    """
    try:
        address: Address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return "is no IP address"
    for each in (address, *_embedded(address)):
        if kind := _kind(each):
            return kind
    return None


def _embedded(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inside: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]


def _kind(address: Address) -> str | None:
    """The first name is the most exact one."""
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in _NAT64):
        return None  # judged by the address inside
    kinds = (
        (address.is_loopback, "is a loopback address"),
        (address.is_link_local, "is a link-local address"),
        (address.is_unspecified, "is the unspecified address"),
        (address.is_multicast, "is a multicast address"),
        (address.is_reserved, "is a reserved address"),
        (address.is_private or not address.is_global, "is a private address"),
    )
    return next((kind for applies, kind in kinds if applies), None)


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses a name of which any address is not public."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host.

        Raises:
            AddressRefused: One of them is not public.
        """
        found = await self._inner.resolve(host, port, family)
        for each in found:
            if reason := forbidden(each["host"]):
                raise AddressRefused(f"{host} resolves to {each['host']}, which {reason}")
        return found

    async def close(self) -> None:
        """Close the resolver underneath."""
        await self._inner.close()


def public_socket(info: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
    """A socket for an address that is about to be connected to; aiohttp's `socket_factory`.

    Raises:
        AddressRefused: The address is not public.
    """
    family, kind, proto, _, where = info
    if reason := forbidden(str(where[0])):
        raise AddressRefused(f"{where[0]} {reason}")
    return socket.socket(family=family, type=kind, proto=proto)
