"""The proxies whose word on where a request comes from is believed."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network


class Proxies:
    """Addresses and networks; `address in proxies`."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        """Raises ValueError for what is neither `10.0.0.7` nor `10.0.0.0/8`."""
        self._networks = [ip_network(each, strict=False) for each in networks]
        self._known = lru_cache(maxsize=4096)(self._is_one)

    def __contains__(self, address: object) -> bool:
        """Whether a peer is a proxy of ours; what is no address is none."""
        return isinstance(address, str) and self._known(address)

    def _is_one(self, address: str) -> bool:
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        mapped = getattr(peer, "ipv4_mapped", None)
        return any((mapped or peer) in network for network in self._networks)
