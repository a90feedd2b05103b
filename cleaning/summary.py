"""The summary of a page as read: what gathering must know of it, so that the articles themselves stay on disk."""

from __future__ import annotations

import msgspec

from cleaning.article import Article, Dropped
from cleaning.edits import text_digest
from cleaning.spinners.evidence import evidence

_HEAD_LINES, _TAIL_LINES = 3, 8
_LONGEST_TEMPLATE = 160


class Summary(msgspec.Struct, frozen=True):
    """What gathering must know of one page as read. `edge_lines` are its first and last lines that may be template; what
    begins with `page_` is what its pager says, `spun` how far beyond its threshold each spinner's weight of evidence is."""

    url: str
    site: str | None
    article: bool
    canonical_url: str | None
    next_url: str | None
    fetched_at: str | None
    text_sha256: str
    edge_lines: tuple[str, ...] = ()
    archive_ref: str | None = None
    dropped: Dropped | None = None
    title: str | None = None
    n_chars: int = 0
    page_number: int | None = None
    page_count: int | None = None
    page_series: str | None = None
    page_urls: dict[str, str] = {}
    whole_url: str | None = None
    spun: dict[str, float] = {}


def summarise(article: Article, site: str | None) -> Summary:
    """The summary of a page as read."""
    lines = [b.text for b in article.blocks if b.kind != "heading" and len(b.text) <= _LONGEST_TEMPLATE]
    edge = dict.fromkeys([*lines[:_HEAD_LINES], *lines[-_TAIL_LINES:]]) if article.dropped is None else {}
    return Summary(
        url=article.url or "",
        site=site,
        article=article.dropped is None,
        canonical_url=article.metadata.canonical_url,
        next_url=article.metadata.next_url,
        fetched_at=article.fetched_at,
        text_sha256=text_digest(article.text),
        edge_lines=tuple(edge),
        archive_ref=article.archive_ref,
        dropped=article.dropped,
        title=article.title,
        n_chars=sum(len(block.text) for block in article.blocks),
        page_number=article.metadata.page_number,
        page_count=article.metadata.page_count,
        page_series=article.metadata.page_series,
        page_urls=article.metadata.page_urls or {},
        whole_url=article.metadata.whole_url,
        spun=evidence(f"{article.title or ''}\n{article.text}").beyond() if article.dropped is None else {},
    )
