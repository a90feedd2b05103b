"""Answers that are not taken at their word: notices with status 200, and validators that may lie.

Either is settled by one more look: at an address that cannot exist, at the page itself, or at the page with the
validators it had before. The looks are leases that settle no row of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from crawler.archive import Exchange
from crawler.missing import LIKE_ABSENT, TWICE, absent_address, alike
from crawler.rows import Fetched, Lease, Purpose

if TYPE_CHECKING:
    from crawler.frontier import Frontier
    from crawler.judge import Judge
    from crawler.state import State

# Long enough for a server that stumbled once, short enough for a crawl of minutes.
SECOND_LOOK_SECONDS = 1.0

_Held = tuple[Lease, Exchange, Fetched]


class Doubts:
    """Holds answers back until the look that settles them has been taken; then gives them to `settle`."""

    def __init__(
        self,
        state: State,
        frontier: Frontier,
        judge: Judge,
        settle: Callable[[Lease, Exchange, Fetched], None],
    ) -> None:
        self._state = state
        self._frontier = frontier
        self._judge = judge
        self._settle = settle
        self._held: dict[str, list[_Held]] = {}
        self._absent: dict[str, tuple[str, str | None]] = {}

    def holds_back(self, lease: Lease, exchange: Exchange, result: Fetched) -> bool:
        """Whether an answer has to wait for another look, which is then on its way."""
        if lease.in_full and result.change == "changed" and result.observed is None:
            self._look(lease, "validators")
        if result.notice is None:
            return False
        if lease.purpose == "again":
            evidence = f"says that it is no more, asked twice, at {exchange.date}"
            self._settle(lease, exchange, _gone(result, TWICE, evidence))
            return True
        place = _folder(lease.url)
        known = self._absent.get(place)
        if known is not None:
            self._judge_notice((lease, exchange, result), *known)
            return True
        held = self._held.setdefault(place, [])
        held.append((lease, exchange, result))
        if len(held) == 1:
            self._look(lease, "absent")
        return True

    def shown(self, lease: Lease, exchange: Exchange | None) -> None:
        """Takes what a look has shown; None where there was no answer."""
        if lease.purpose == "validators":
            if exchange is not None and exchange.status in (200, 304):
                self._state.note_validators(lease.url, "lie" if exchange.status == 304 else "confirmed")
            return
        place = _folder(lease.url)
        text = self._judge.notice_of(exchange) if exchange is not None else None
        self._absent[place] = (lease.url, text)
        for held in self._held.pop(place, []):
            self._judge_notice(held, lease.url, text)

    def _judge_notice(self, held: _Held, absent: str, text: str | None) -> None:
        lease, exchange, result = held
        if text is not None and result.notice is not None and alike(text, result.notice):
            evidence = f"answers like {absent}, which cannot exist, at {exchange.date}"
            self._settle(lease, exchange, _gone(result, LIKE_ABSENT, evidence))
        else:
            self._look(lease, "again", SECOND_LOOK_SECONDS)

    def _look(self, lease: Lease, purpose: Purpose, seconds: float = 0.0) -> None:
        look = msgspec.structs.replace(
            lease,
            url=absent_address(lease.url) if purpose == "absent" else lease.url,
            purpose=purpose,
            in_full=False,
            etag=lease.stored_etag if purpose == "validators" else None,
            last_modified=lease.stored_modified if purpose == "validators" else None,
        )
        self._frontier.retry(look, seconds)


def _folder(url: str) -> str:
    """Addresses of one folder are answered by one handler, as a rule."""
    return url.partition("?")[0].rstrip("/").rpartition("/")[0]


def _gone(result: Fetched, detail: str, evidence: str) -> Fetched:
    return msgspec.structs.replace(
        result,
        reason="soft_404",
        detail=detail,
        gone=evidence,
        change="gone",
        links=(),
    )
