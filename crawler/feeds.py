"""Sitemaps and feeds. They are searched, not parsed: no entity is expanded, no broken file stops the rest of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from crawler.classify import Classifier, is_file
from crawler.rows import Link, Role
from crawler.state import PRIORITY_LISTS, PRIORITY_NEW
from crawler.urls import join_url, same_site

XmlKind = Literal["sitemap", "sitemap_index", "feed"]

# The sitemap protocol allows 50,000 addresses in a file.
MAX_ADDRESSES = 50_000
# It allows addresses of 2,048 characters.
MAX_ADDRESS = 2_048

_ROOT = re.compile(r"<(?:[a-z0-9]{1,20}:)?(urlset|sitemapindex|rss|feed|rdf)[\s>]", re.IGNORECASE)
_ATOM_LINK = re.compile(r"<(?:atom:)?link\s([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z]{1,20})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def xml_kind(text: str) -> XmlKind | None:
    """Which kind of XML a text is, by its first elements; None for HTML and all else.

    >>> xml_kind('<?xml version="1.0"?><urlset xmlns="…">'), xml_kind("<html><head>")
    ('sitemap', None)
    """
    head = text[:2000].lower()
    if "<html" in head:
        return None
    match = _ROOT.search(head)
    if match is None:
        return None
    kinds: dict[str, XmlKind] = {"urlset": "sitemap", "sitemapindex": "sitemap_index"}
    return kinds.get(match[1], "feed")


def links_of_xml(text: str, url: str, depth: int, classifier: Classifier) -> tuple[Link, ...]:
    """The links of a sitemap, a sitemap index or a feed at a normalised address.

    Addresses of other sites are left out. What declares entities gives nothing: no honest sitemap needs any, and
    files that do are built to exhaust whoever expands them.
    """
    kind = xml_kind(text)
    if kind is None or "<!entity" in text[:20_000].lower():
        return ()
    found = _feed_addresses(text) if kind == "feed" else _between(text, "<loc>", "</loc>")
    links: dict[str, Link] = {}
    for reference in islice(found, MAX_ADDRESSES):
        if len(reference) > MAX_ADDRESS:
            continue
        target = join_url(url, reference)
        if target is None or target == url or not same_site(url, target):
            continue
        judged = None if kind == "sitemap_index" else classifier.role_of(target)
        role = judged or _role_by_listing(kind, target, classifier)
        if role is not None:
            priority = PRIORITY_NEW if role == "article" else PRIORITY_LISTS
            by_address = judged is not None
            links.setdefault(target, Link(target, role, depth + 1, priority, parent=url, judged=by_address))
        if len(links) >= MAX_ADDRESSES:
            break
    return tuple(links.values())


def _role_by_listing(kind: XmlKind, target: str, classifier: Classifier) -> Role | None:
    """What an address is taken for because of the file it stands in."""
    if kind == "sitemap_index":
        return "sitemap"
    if (kind == "feed" or classifier.guesses) and not is_file(target):
        # What a feed announces is an article; what a sitemap lists may be one, and reading it will tell.
        return "article"
    return None


def _between(text: str, opening: str, closing: str) -> Iterator[str]:
    """Contents of simple elements, CDATA and the five basic entities undone; linear in the text."""
    at = 0
    while True:
        start = text.find(opening, at)
        end = text.find(closing, start) if start >= 0 else -1
        if end < 0:
            return
        content = text[start + len(opening) : end].strip()
        at = end + len(closing)
        if content.startswith("<![CDATA["):
            yield content[9:].removesuffix("]]>").strip()
        else:
            yield html.unescape(content[:4000])


def _feed_addresses(text: str) -> Iterator[str]:
    for opening, closing in (("<item", "</item>"), ("<entry", "</entry>")):
        for entry in _between(text, opening, closing):
            yield from _entry_addresses(entry)


def _entry_addresses(entry: str) -> Iterator[str]:
    plain = next(_between(entry, "<link>", "</link>"), None)
    if plain:
        yield plain
        return
    for match in _ATOM_LINK.finditer(entry):
        attributes = {name.lower(): one or two for name, one, two in _ATTRIBUTE.findall(match[1])}
        if attributes.get("rel", "alternate") == "alternate" and attributes.get("href"):
            yield html.unescape(attributes["href"][:4000])
            return
