"""Articles over several pages: which page this is and where the next one lies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from cleaning.reading.document import Document, Link

_PAGE_KEYS: Final = ("page", "p", "pageno", "pagenum", "paged", "pn", "pageindex", "currentpage")
_IN_PATH: Final = (
    re.compile(r"^(?P<stem>.*[^/_-])[_-](?P<page>[0-9]{1,3})(?P<end>\.[a-z]{3,5})$", re.I),  # 12345_2.html
    re.compile(r"^(?P<stem>.*?)/(?:page/|p)?(?P<page>[0-9]{1,2})(?P<end>/?)$"),  # /a/12345/2
)
_NEXT_WORDS = re.compile(r"^[\s>»›\[【]*(?:下一?[页頁]|后一页|下页|next(?: page)?)[\s>»›\]】]*$", re.I)
_WORD = r"[0-9]{1,3}|下一?[页頁]|后一页|下页|上一?[页頁]|前一页|next(?: page)?|prev(?:ious)?(?: page)?"
_PAGER_WORD = re.compile(_WORD, re.I | re.ASCII)
_PAGER = re.compile(rf"[\s\u3000\xa0>»›<«‹\[\]【】]*(?:(?:{_WORD})[\s\u3000\xa0>»›<«‹\[\]【】]*)+", re.I)
_LAST_PAGE: Final = 500


class Place(NamedTuple):
    """An address without its page number, and that number (1 where it has none)."""

    stem: str
    page: int


class Paging(NamedTuple):
    """The following page of the same article and the number of this one; both None for an article of one page."""

    next_url: str | None = None
    page_number: int | None = None


def find_paging(document: Document, url: str | None) -> Paging:
    """What the pager of a page says; links to other articles (下一篇, rel=next of an archive) are no pages of this one."""
    if url is None:
        return Paging()
    base = urljoin(url, document.base) if document.base else url
    linked = [Link(href, "下一页") for rel, href in document.links if rel == "next"]
    inside = [link for block in document.blocks for link in block.links if len(link.text) <= 12]
    # Which of its numbers an address counts pages with shows only in comparison with its neighbours.
    for own in places(url):
        pages = dict(_siblings(own, [*linked, *inside], base))
        if pages:
            following = pages.get(own.page + 1)
            return Paging(following, own.page)
    return Paging()


def places(url: str) -> list[Place]:
    """The ways to read an address as a page of something; the last is "page 1 of itself".

    >>> [place.page for place in places("https://example.com/a/7312_2.html")]
    [2, 1]
    """
    split = urlsplit(url)
    path, query = split.path, parse_qsl(split.query, keep_blank_values=True)
    found: list[Place] = []

    def add(path: str, query: list[tuple[str, str]], page: str) -> None:
        if 1 <= int(page) <= _LAST_PAGE:
            stem = urlunsplit((split.scheme, split.netloc.lower(), path, urlencode(query), ""))
            found.append(Place(stem, int(page)))

    for key, value in query:
        if key.lower() in _PAGE_KEYS and re.fullmatch("[0-9]{1,3}", value):
            add(path, [pair for pair in query if pair[0] != key], value)
    for pattern in _IN_PATH:
        if match := pattern.match(path):
            add(match["stem"] + match["end"].rstrip("/"), query, match["page"])
    add(path.rstrip("/"), query, "1")
    return found


def _siblings(own: Place, links: Iterable[Link], base: str) -> Iterable[tuple[int, str]]:
    for link in links:
        # Neighbouring links to one address are read as one: "3下一页".
        parts = _PAGER_WORD.findall(link.text) if _PAGER.fullmatch(link.text) else []
        if not parts:
            continue
        says_next = any(_NEXT_WORDS.match(part) for part in parts)
        number = next((int(part) for part in parts if part.isdigit()), None)
        if not says_next and number is None:
            continue
        try:
            target = urljoin(base, link.href)
            candidates = places(target)
        except ValueError:
            continue
        for place in candidates:
            expected = own.page + 1 if says_next else number
            if place.stem == own.stem and place.page == expected and place.page != own.page:
                yield place.page, target
                break
