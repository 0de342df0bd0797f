"""Names of hosts that are connected to only where every address of theirs is public.

Otherwise whoever answers for a name could lead us into our own network, also with a second answer.
"""

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

# An address of IPv4 inside one of IPv6 (RFC 6052) is as public as the address within.
NAT64 = IPv6Network("64:ff9b::/96")


class PublicResolver(AbstractResolver):
    """Asks another resolver, and refuses names of which one address is not public.

    aiohttp connects to the addresses that are given here, and asks nobody a second time.
    `trusted` names hosts that an operator has listed with a port, such as a sandbox.
    """

    def __init__(self, resolver: AbstractResolver, trusted: Collection[str]) -> None:
        self._resolver, self._trusted = resolver, frozenset(trusted)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses; an `OSError` is what aiohttp takes for a name that has none."""
        found = await self._resolver.resolve(host, port, family)
        is_trusted = f"{host}:{port}" in self._trusted
        if not is_trusted and not all(is_public(one["host"]) for one in found):
            raise OSError(None, "an address of the host is not public")
        return found

    async def close(self) -> None:
        """Close the other one."""
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Tell whether an address is one of the internet's, also where it wraps one of IPv4."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _inner(found)
    return found.is_global and not found.is_multicast and not found.is_reserved


def _inner(address: IPv6Address) -> IPv4Address | IPv6Address:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
