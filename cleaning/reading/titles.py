"""The title of an article: what the page shows as its heading, told from site names by its other titles."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cleaning.reading.document import Document, RawBlock
from cleaning.reading.jsonld import LinkedData

# Between title and site: marks that stand in titles hardly ever, and dashes that do.
_SURE = re.compile(r"\s+[-–—·•»«:‹›/]+\s+|\s*[_|｜»]+\s*|\s*::\s*")
_DASH = re.compile(r"(?<![-–—－])[-–—－]{1,2}(?![-–—－])")
_SITE = re.compile(
    r"(?:[网網报報刊站]|频道|頻道|新闻|新聞|论坛|論壇|博客|官网|在线|中心|专栏|资讯|之家|百科|日报|晚报|电视台|门户|"
    r"\.(?:com|cn|net|org)(?:\.[a-z]{2})?|CSDN|blog|news|times|post)$",
    re.I,
)
_NOISE = re.compile(r"[\W_]+")
_LONGEST: Final = 200
_TITLE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:h1|(?:main|art(?:icle)?|post|entry|news|page)?[_-]?(?:title|headline|heading|bt|tit))(?:$|[\s_-])"
)


class Title(NamedTuple):
    """The title, where it was found, and the number of the block that shows it (None where no block does)."""

    text: str | None
    found: str
    position: int | None


def find_title(document: Document, data: LinkedData) -> Title:
    """The title of the page's article; `text` is None for a page without any."""
    named = _named_titles(document, data)
    keys = [fold(text) for text, _ in named]
    blocks = [
        block for block in document.blocks[:400] if 2 <= len(block.text) <= _LONGEST and not block.hidden
    ]
    shown = _shown_title(blocks, [key for key in keys if key])
    if shown is not None:
        where = shown.container.tag if shown.kind == "heading" else "line that repeats the title of the page"
        return Title(shown.text.strip(" \u3000\xa0"), where, shown.position)
    first = [block for block in blocks if block.level == 1]
    if len(first) == 1 and not named:
        return Title(first[0].text.strip(" \u3000\xa0"), "h1", first[0].position)
    for text, where in named:
        if where == "title":
            text = without_site(text, _site_names(document, data))
        if text:
            return Title(text, where, None)
    return Title(None, "", None)


def fold(text: str) -> str:
    """A text without punctuation, spaces and case, for comparing titles."""
    return _NOISE.sub("", text).casefold()


def without_site(title: str, sites: frozenset[str] = frozenset()) -> str:
    """A document title without the names of site and section behind (or before) it.

    >>> without_site("春汛_社会频道_河畔新闻网"), without_site("Spring flood - The Riverside Times")
    ('春汛', 'Spring flood')
    >>> without_site("十年-一条河的变化")
    '十年-一条河的变化'
    """
    parts = [part.strip() for part in _SURE.split(title) if part and part.strip()]
    if not parts:
        return title.strip()
    while len(parts) > 1 and (fold(parts[0]) in sites or (_SITE.search(parts[0]) and len(parts[0]) <= 6)):
        del parts[0]
    kept = parts[0]
    # A dash inside what is left belongs to the title unless a site is named behind it.
    for found in reversed(list(_DASH.finditer(kept))):
        behind = kept[found.end() :].strip()
        if found.start() >= 2 and (_SITE.search(behind) or fold(behind) in sites):
            kept = kept[: found.start()].strip()
    return kept


def _named_titles(document: Document, data: LinkedData) -> list[tuple[str, str]]:
    """What the head calls the page, the best first."""
    named: list[tuple[str, str]] = []
    if data.headline:
        named.append((data.headline, "JSON-LD headline"))
    for name in ("og:title", "twitter:title", "articletitle", "dc.title", "title"):
        if meta := document.meta(name):
            named.append((meta[1], f"meta[{name}]"))
    if document.title:
        named.append((document.title, "title"))
    return named


def _site_names(document: Document, data: LinkedData) -> frozenset[str]:
    meta = document.meta("og:site_name", "application-name")
    return frozenset(filter(None, (fold(meta[1]) if meta else "", fold(data.publisher))))


def _shown_title(blocks: list[RawBlock], keys: list[str]) -> RawBlock | None:
    """The block that shows what the head calls the page: the whole of it, or all but the name of the site."""
    best: tuple[float, RawBlock] | None = None
    for block in blocks:
        text = fold(block.text)
        if len(text) < 2:
            continue
        score = max((_likeness(text, key) for key in keys), default=0.0)
        if not score:
            continue
        if block.level == 1:
            score += 0.35
        elif block.level in (2, 3):
            score += 0.12
        elif _TITLE_WORDS.search(block.container.words):
            score += 0.2
        if block.link_share > 0.9:
            score -= 0.25
        if score >= 0.55 and (best is None or score > best[0] + 0.001):
            best = score, block
    return best[1] if best else None


def _likeness(text: str, key: str) -> float:
    """How well a line fits a title: 1 for the whole, less for its beginning, 0 where it is not part of it."""
    if text == key:
        return 1.0
    if key.startswith(text) and len(text) >= 4:
        return 0.45 + 0.5 * len(text) / len(key)
    if text in key and len(text) >= 6 and 2 * len(text) >= len(key):
        return 0.3 + 0.5 * len(text) / len(key)
    if key in text and len(key) >= 6 and len(text) <= 2 * len(key):
        return 0.3 + 0.5 * len(key) / len(text)
    return 0.0
