"""Links of an HTML page: articles, list pages, further pages of either. One parse per page, bounded before it starts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.classify import Classifier, is_list_neighbour, is_next_part
from crawler.rows import Link, Role
from crawler.state import PRIORITY_LISTS, PRIORITY_NEW
from crawler.urls import join_url, same_site

# The parser cannot be interrupted and takes 14 s for 100,000 nested elements, so a linear scan looks first. Real
# list pages stay below a tenth of each bound.
MAX_CHARACTERS = 5_000_000
MAX_TAGS = 200_000
MAX_DEPTH = 2_000
MAX_LINKS = 5_000
# As much of a page's text as it takes to recognise a notice.
TEXT_KEPT = 4_000

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Elements that never nest by themselves, or whose end tag is optional: they say nothing about depth.
_FLAT = frozenset(
    [
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
        ),
        *(
            "wbr",
            "p",
            "li",
            "dt",
            "dd",
            "option",
            "tr",
            "td",
            "th",
            "tbody",
            "thead",
            "tfoot",
            "html",
            "body",
            "head",
        ),
    ]
)
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
    """What an HTML page gave: its links in their order, hashes of its visible text (`sketch`: of a short one without digits), and what it
    asks robots for."""

    links: tuple[Link, ...] = ()
    text_hash: str | None = None
    sketch: str | None = None
    noindex: bool = False
    fault: str | None = None
    title: str = ""
    text: str = ""


def discover(text: str, url: str, role: Role, depth: int, classifier: Classifier) -> Discovery:
    """The links of a page at a normalised address that are worth fetching.

    On list pages those are articles, list pages and pagination; on articles their further pages and the articles
    they point to. Links off the site, and those marked nofollow, are left out. A page too large or too deeply
    nested to parse gives no links and says so in `fault`.
    """
    fault = parse_fault(text)
    if fault is not None:
        return Discovery(fault=fault)
    tree = LexborHTMLParser(text)
    asked = _robots_words(tree)
    links: dict[str, Link] = {}
    if "nofollow" not in asked:
        base = _base(tree, url)
        for node in tree.css("a[href], area[href], link[rel][href]"):
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
        "noindex" in asked,
        title=_title(tree),
        text=(shown or "")[:TEXT_KEPT],
    )


def parse_fault(text: str) -> str | None:
    """Why a page is not given to the parser, or None.

    >>> parse_fault("<p>short</p>") is None
    True
    >>> parse_fault("<div>" * 3000)
    'more than 2000 elements are nested in one another'
    """
    if len(text) > MAX_CHARACTERS:
        return f"the page has more than {MAX_CHARACTERS} characters"
    if text.count("<") > MAX_TAGS:
        return f"the page has more than {MAX_TAGS} tags"
    if text.count("<") - text.count("</") <= MAX_DEPTH:
        # Too few begin for so many to be nested: most pages end here.
        return None
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() in _FLAT:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            return f"more than {MAX_DEPTH} elements are nested in one another"
    return None


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
    for node in tree.css("meta[http-equiv]"):
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
    for node in tree.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() in {"robots", "jiaokan"}:
            content = (node.attributes.get("content") or "").lower()
            words.update(content.replace(",", " ").split())
    return words | ({"noindex", "nofollow"} if "none" in words else set())
