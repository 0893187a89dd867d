"""Addresses: who is at the other end, also when a proxy stands between."""

import ipaddress
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

IPV6_HOUSEHOLD = 64
"""Bits of an IPv6 address that a provider gives to one household, which may use all of what is below."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies that are believed about whom they speak for: addresses or networks."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, listed: tuple[str, ...]) -> "Proxies":
        """From `10.0.0.7` or `10.0.0.0/8`; raises ValueError."""
        return cls(tuple(ipaddress.ip_network(each, strict=False) for each in listed))

    def trusts(self, peer: str) -> bool:
        """Whether a peer is one of them."""
        address = _address(peer)
        return address is not None and any(address in network for network in self.networks)

    def client(self, scope: Scope) -> str:
        """The address of who asks: the peer's, or the last one in X-Forwarded-For that is no proxy of ours."""
        peer = (scope.get("client") or ("", 0))[0]
        if not self.trusts(peer):
            return str(peer)
        told = [each.strip() for each in ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")]
        for each in reversed(told):
            if _address(each) is None:
                break
            peer = each
            if not self.trusts(each):
                break
        return str(peer)

    def https(self, scope: Scope) -> bool:
        """Whether the person's side of the connection is encrypted."""
        peer = (scope.get("client") or ("", 0))[0]
        if self.trusts(peer) and (told := Headers(scope=scope).get("x-forwarded-proto")):
            return told.split(",")[-1].strip().lower() == "https"
        return bool(scope.get("scheme") == "https")


def household(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the network of an IPv6 one."""
    known = _address(address)
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, IPV6_HOUSEHOLD), strict=False))
    return address


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None
