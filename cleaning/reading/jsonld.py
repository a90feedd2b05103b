"""What a page's JSON-LD says about the article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, Final

import msgspec

_ARTICLES: Final = (
    "article",
    "newsarticle",
    "blogposting",
    "report",
    "socialmediaposting",
    "webpage",
    "videoobject",
)
_LONGEST: Final = 2_000_000
_NODES: Final = 5_000


class LinkedData(msgspec.Struct, frozen=True):
    """The fields of the first article-like object; "" and () where it does not have them.

    `crumbs` are the names of the first breadcrumb, from the outside in.
    """

    headline: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    section: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    crumbs: tuple[str, ...] = ()


def linked_data(scripts: Sequence[str]) -> LinkedData:
    """The article of the page's JSON-LD scripts; an empty one where they are broken or speak of something else.

    >>> linked_data(['{"@type": "NewsArticle", "headline": "春汛", "author": {"name": "林晚"}}']).authors
    ('林晚',)
    """
    found: list[tuple[int, dict[str, Any]]] = []
    crumbs: tuple[str, ...] = ()
    for script in scripts:
        for node in _objects(script):
            kinds = node.get("@type")
            names = [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
            rank = min((_ARTICLES.index(name) for name in names if name in _ARTICLES), default=-1)
            if rank >= 0 or any(name.endswith("article") for name in names):
                found.append((max(rank, 0), node))
            if not crumbs and "breadcrumblist" in names:
                crumbs = _crumbs(node.get("itemListElement"))
    if not found:
        return LinkedData(crumbs=crumbs)
    node = min(found, key=lambda pair: pair[0])[1]
    return LinkedData(
        headline=_text(node.get("headline") or node.get("name")),
        body=_text(node.get("articleBody")),
        published=_text(node.get("datePublished") or node.get("dateCreated") or node.get("uploadDate")),
        modified=_text(node.get("dateModified")),
        authors=_names(node.get("author") or node.get("creator")),
        publisher="".join(_names(node.get("publisher"))[:1]),
        section="".join(_names(node.get("articleSection"))[:1]),
        keywords=_keywords(node.get("keywords")),
        licence=_text(node.get("license")),
        crumbs=crumbs,
    )


def _objects(script: str) -> Iterator[dict[str, Any]]:
    if len(script) > _LONGEST:
        return
    try:
        data = json.loads(script.strip().removeprefix("<!--").removesuffix("-->").strip(" ;\n"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [data]
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "breadcrumb") if key in node
            )


def _crumbs(value: Any) -> tuple[str, ...]:
    """The names of a list of items, in the order of their positions where they have such."""
    items = [item for item in (value if isinstance(value, list) else [value])[:20] if isinstance(item, dict)]
    places = [str(item.get("position")) for item in items]
    if all(place.isascii() and place.isdigit() for place in places):
        items = [
            item for _, item in sorted(zip(places, items, strict=True), key=lambda pair: int(pair[0][:9]))
        ]
    names = (_text(item.get("name")) or _text(item.get("item")) for item in items)
    return tuple(name for name in names if name and "://" not in name)


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("url")
    if not isinstance(value, str):
        return ""
    try:
        text = unescape(value)
    except ValueError:  # &#999…; of more digits than Python makes a number of
        text = value
    return text.encode("utf-8", "replace").decode().strip()


def _names(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(name for name in map(_text, values[:20]) if name and "://" not in name))


def _keywords(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else []
    return tuple(dict.fromkeys(word for word in map(_text, values[:50]) if word))
