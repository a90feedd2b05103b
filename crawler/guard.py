"""Keeps this process from connecting to private addresses, whoever asks: pages, redirects, robots.txt."""

from __future__ import annotations

from typing import Any

from crawler.address import refusal


class PrivateAddressRefused(Exception):
    """A connection that was not made. Not a ConnectError, so that nobody takes it for a failure worth a retry."""


def guard_connections(reactor: Any, allowed: frozenset[tuple[str, int]]) -> None:
    """Makes every TCP connection of a reactor pass the address check.

    Names are resolved before `connectTCP` is called, so what is checked is what is connected to. The check sits on
    the reactor rather than on one download handler because a handler added later would be outside of it.
    """
    connect = reactor.connectTCP

    def connect_if_allowed(host: str, port: int, *arguments: Any, **options: Any) -> Any:
        reason = refusal(host, port, allowed)
        if reason is not None:
            raise PrivateAddressRefused(reason)
        return connect(host, port, *arguments, **options)

    reactor.connectTCP = connect_if_allowed
