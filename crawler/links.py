"""Links of an HTML page: articles, list pages, further pages of either. One parse per page, bounded before it starts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import islice

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaning.reading.caps import limit
from crawler.agent import PRODUCT
from crawler.classify import Classifier, is_list_neighbour, is_next_part
from crawler.robotstags import words_of_tag
from crawler.rows import Link, Role
from crawler.state import PRIORITY_LISTS, PRIORITY_NEW
from crawler.urls import join_url, same_site

# Bounds on what one page may cost; real list pages stay below a tenth of each. Joining an address takes about 20 µs
# and more for long ones, so their number and their length together are bounded, not only how many lead somewhere.
MAX_LINKS = 5_000
# As much of a page's text as it takes to recognise a notice.
TEXT_KEPT = 4_000
MAX_ANCHORS = 10_000
MAX_METAS = 500
MAX_ADDRESS = 2_000
MAX_ADDRESS_CHARACTERS = 400_000

_NEXT_WORDS = frozenset(
    ["下一页", "下页", "后一页", "下一頁", "下頁", "后页", "次のページ", "next", "next page", "older"]
)
_NEXT_MARKS = frozenset([">", ">>", "›", "»", "→"])
_NUMBER = re.compile(r"\[?[0-9]{1,4}\]?")
_DIGITS = re.compile("[0-9０-９〇一二三四五六七八九十]+")
# A short page that differs from another one in numbers alone says the same; a text of this length is a text.
_LONGEST_ECHO = 300
_TRIM = " \t\n\r\u3000\xa0>»›→…"


class Discovery(msgspec.Struct, frozen=True):
    """What an HTML page gave: its links in their order, hashes of its visible text (`sketch`: of a short one without
    digits), and what it asks robots for (`noindex`, `nofollow`, `noarchive` …)."""

    links: tuple[Link, ...] = ()
    text_hash: str | None = None
    sketch: str | None = None
    asked: frozenset[str] = frozenset()
    fault: str | None = None
    title: str = ""
    text: str = ""


def discover(
    text: str, url: str, role: Role, depth: int, classifier: Classifier, *, follow: bool = True
) -> Discovery:
    """The links of a page at a normalised address that are worth fetching.

    On list pages those are articles, list pages and pagination; on articles their further pages and the articles
    they point to. Links off the site, and those marked nofollow, are left out, and so is markup beyond what the
    parser can take in a blink; `fault` then says so.
    """
    # The parser cannot be interrupted, and markup made for it takes minutes; the scan bounds that.
    limited = limit(text.encode("utf-8", "replace"))
    fault = f"read in part only: it goes beyond the caps of {', '.join(limited.cut)}" if limited.cut else None
    tree = LexborHTMLParser(limited.content)
    asked = _robots_words(tree)
    links: dict[str, Link] = {}
    if follow and "nofollow" not in asked:
        base = _base(tree, url)
        for node in _anchors(tree):
            link = _link(node, base, url, role, depth, classifier)
            if link is not None and link.url != url:
                links.setdefault(link.url, link)
            if len(links) >= MAX_LINKS:
                break
        for link in _refresh(tree, base, url, role, depth):
            links.setdefault(link.url, link)
    shown = visible_text(tree)
    return Discovery(
        tuple(links.values()),
        text_hash(shown),
        _sketch(shown),
        frozenset(asked),
        fault,
        title=_title(tree),
        text=(shown or "")[:TEXT_KEPT],
    )


def _anchors(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    room = MAX_ADDRESS_CHARACTERS
    for node in islice(tree.css("a[href], area[href], link[rel][href]"), MAX_ANCHORS):
        length = len(node.attributes.get("href") or "")
        room -= length
        if room < 0:
            return
        if length <= MAX_ADDRESS:
            yield node


def visible_text(tree: LexborHTMLParser) -> str | None:
    """The text a reader sees, white space made one space. Takes scripts and styles out of the tree."""
    tree.strip_tags(["script", "style", "noscript", "template"])
    return None if tree.body is None else " ".join(tree.body.text(separator=" ").split())


def text_hash(text: str | None) -> str | None:
    """A hash of a text that a reader sees."""
    return None if text is None else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _sketch(shown: str | None) -> str | None:
    if not shown:
        return None
    return text_hash(shown if len(shown) > _LONGEST_ECHO else _DIGITS.sub("", shown))


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return " ".join(node.text().split())[:200] if node is not None else ""


def _link(
    node: LexborNode, base: str, url: str, role: Role, depth: int, classifier: Classifier
) -> Link | None:
    attributes = node.attributes
    words = attributes.get("rel")
    rel = words.lower().split() if words else []
    if "nofollow" in rel or (node.tag == "link" and "next" not in rel):
        return None
    target = join_url(base, attributes.get("href") or "")
    if target is None or not same_site(url, target):
        return None
    if _is_further_page(node, rel, url, target, role):
        kind: Role = "article" if role == "article" else "list"
        return Link(target, kind, depth + 1, PRIORITY_LISTS, parent=url)
    judged = classifier.role_of(target)
    if judged is None or (role == "article" and judged == "list"):
        return None
    priority = PRIORITY_LISTS if judged == "list" else PRIORITY_NEW
    return Link(target, judged, depth + 1, priority, parent=url, judged=True)


def _is_further_page(node: LexborNode, rel: list[str], url: str, target: str, role: Role) -> bool:
    if "next" in rel and node.tag == "link":
        return True
    label = node.text(deep=True)[:40].strip().lower()
    word = label.strip(_TRIM)
    if word in _NEXT_WORDS or "next" in rel:
        return True
    if label not in _NEXT_MARKS and _NUMBER.fullmatch(word) is None:
        return False
    return is_next_part(url, target) if role == "article" else is_list_neighbour(url, target)


def _refresh(tree: LexborHTMLParser, base: str, url: str, role: Role, depth: int) -> Iterator[Link]:
    for node in islice(tree.css("meta[http-equiv]"), MAX_METAS):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            _, _, target = (node.attributes.get("content") or "").partition("=")
            joined = join_url(base, target.strip().strip("'\"")) if target else None
            if joined is not None and joined != url and same_site(url, joined):
                yield Link(joined, role, depth + 1, PRIORITY_NEW, parent=url)


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (join_url(url, node.attributes.get("href") or "") if node is not None else None) or url


def _robots_words(tree: LexborHTMLParser) -> set[str]:
    words: set[str] = set()
    for node in islice(tree.css("meta[name]"), MAX_METAS):
        if (node.attributes.get("name") or "").strip().lower() in {"robots", PRODUCT}:
            words |= words_of_tag((node.attributes.get("content") or "")[:MAX_ADDRESS])
    return words
