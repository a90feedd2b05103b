"""Which network addresses may be connected to: every public one, and private ones only by name.

The check runs when the connection is made, on the numeric address the system has resolved, so neither a spelling
(127.1, 0x7f000001, [::ffff:127.0.0.1]) nor a name server that changes its answer gets past it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# Prefixes whose last 32 bits are an IPv4 address: NAT64 (RFC 6052) and SIIT (RFC 2765).
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
# Reserved for protocols and documentation; the Python of today takes parts of them for public.
_RESERVED = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("3fff::/20"))
# All that has been given out as global unicast; the rest of IPv6 is local to something, or not in use.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_allowed(entry: str) -> set[tuple[str, int]]:
    """The addresses and ports an entry of `allow_private` allows. "localhost" stands for both loopback addresses.

    >>> sorted(parse_allowed("127.0.0.1:8000")), sorted(parse_allowed("localhost:80"))
    ([('127.0.0.1', 8000)], [('127.0.0.1', 80), ('::1', 80)])
    >>> parse_allowed("intranet:80")
    Traceback (most recent call last):
    ValueError: expected an address and a port such as "127.0.0.1:8000", found 'intranet:80'; names cannot be allowed, as they may change what they stand for
    """
    host, colon, port = entry.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    expected = f'expected an address and a port such as "127.0.0.1:8000", found {entry!r}'
    if not colon or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
        raise ValueError(expected)
    if host == "localhost":
        return {("127.0.0.1", int(port)), ("::1", int(port))}
    try:
        return {(str(ipaddress.ip_address(host)), int(port))}
    except ValueError:
        raise ValueError(
            f"{expected}; names cannot be allowed, as they may change what they stand for"
        ) from None


def allowed_pairs(entries: Iterable[str]) -> frozenset[tuple[str, int]]:
    """All addresses and ports that a list of entries allows."""
    return frozenset(pair for entry in entries for pair in parse_allowed(entry))


def refusal(address: str, port: int, allowed: frozenset[tuple[str, int]]) -> str | None:
    """Why no connection may be made to a numeric address, or None where it may.

    >>> refusal("93.184.215.14", 80, frozenset()) is None
    True
    >>> refusal("127.0.0.1", 80, frozenset())
    '127.0.0.1:80 is a private address; allow it with allow_private = ["127.0.0.1:80"] if you mean it'
    >>> refusal("::ffff:10.0.0.1", 80, frozenset({("10.0.0.1", 80)})) is None
    True
    """
    try:
        ip = innermost(ipaddress.ip_address(address.split("%", 1)[0]))
    except ValueError:
        return f"{address!r} is no numeric address"
    if (str(ip), port) in allowed or is_public(ip):
        return None
    shown = f"[{ip}]:{port}" if ip.version == 6 else f"{ip}:{port}"
    return f'{shown} is a private address; allow it with allow_private = ["{shown}"] if you mean it'


def is_public(ip: IPAddress) -> bool:
    """Whether an address belongs to the public internet: not private, loopback, link-local, reserved or multicast."""
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    if any(ip in network for network in _RESERVED):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def innermost(ip: IPAddress) -> IPAddress:
    """The IPv4 address inside an IPv6 one that embeds it (mapped, 6to4, Teredo, NAT64), else the address itself.

    >>> str(innermost(ipaddress.ip_address("64:ff9b::7f00:1")))
    '127.0.0.1'
    """
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if any(ip in network for network in _EMBEDDING):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    # "IPv4-compatible" addresses (::a.b.c.d), deprecated but still understood by some stacks.
    if 1 < int(ip) <= 0xFFFFFFFF:
        return ipaddress.IPv4Address(int(ip))
    return ip
