"""What the tag and the names of one element say about the lines inside: bits, looked up once for each sort of element.

Sites repeat their names, so the searches behind a bit run once for each name a process meets.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from cleaning.reading.furniture import (
    BODY_WORDS,
    FOREIGN_WORDS,
    FURNITURE_TAGS,
    FURNITURE_WORDS,
    one_of,
)

FURNITURE, FOREIGN, BODY, KNOWN = 1, 2, 4, 8
LIST, CELL, ARTICLE, MAIN, FOOTER, FIGURE = 16, 32, 64, 128, 256, 512
PARAGRAPH, DIVISION, TABLE_CELL, TITLE, HEADING = 1024, 2048, 4096, 8192, 16384
NO_CARD = 32768
"""Elements that come in rows without being entries of a list."""
BYLINE, AUTHOR, AUTHOR_NAME, CRUMBS, LIKE_CRUMBS = 65536, 131072, 262144, 524288, 1048576
"""What is named as a byline, as of the author, as the author's name alone, as the way through the site, or somewhat like it."""

_BY_TAG: Final = (
    (LIST, ("li", "dl", "ul", "ol")),
    (CELL, ("td", "th")),
    (ARTICLE, ("article",)),
    (MAIN, ("main",)),
    (FOOTER, ("footer", "nav", "aside")),
    (FIGURE, ("figure", "figcaption")),
    (PARAGRAPH, ("p",)),
    (DIVISION, ("div",)),
    (TABLE_CELL, ("td",)),
    (TITLE, ("h1",)),
    (HEADING, ("h2",)),
    (FURNITURE, tuple(FURNITURE_TAGS)),
    (NO_CARD, ("p", "tr", "td", "body", "blockquote", "table", "tbody")),
)
_TAGS: Final = {
    tag: sum(bit for bit, others in _BY_TAG if tag in others) for _, tags in _BY_TAG for tag in tags
}

# Names in these have a space before the first and between them, and nothing else that is white space.
_BYLINE_WORDS = re.compile(
    "[ _-]" + one_of("author|byline|writer|source|meta|info|date|time|post-?date|pub|editor|lai-?yuan")
)
_AUTHOR_WORDS = re.compile(r"[ _-](?:author|bylines?)(?:$|[ _-])")
_AUTHOR_NAME_WORDS = re.compile(
    r"[ _-](?:author|byline|writer|zuozhe)(?:[_-]{0,2}box)?(?:[ _-]{0,2}(?:name|link|info))?(?:$| )"
)
# What names of the rarer sorts begin with: most names are none of these, and asked once.
_RARE_WORDS = re.compile(
    "[ _.:-]"
    + one_of(
        "author|byline|writer|source|meta|info|date|time|post|pub|editor|lai|zuozhe|comment|repl[iy]|disqus|cookie|"
        "consent|gdpr|onetrust|cli-|popup|modal|privacy"
    )
)
_CRUMB_WORDS = re.compile(r"[ _-](?:bread-?)?crumbs?(?:$|[ _-])")
_CRUMB_NAMES: Final = frozenset(("position", "location", "weizhi", "path", "mbx", "dqwz"))


# The elements of a page repeat themselves, and so do pages of one site; more would only fill memory.
@lru_cache(maxsize=2048)
def traits_of(tag: str, words: str, itemprop: str) -> int:
    """The bits of an element by its tag, the words of its class and id, and its itemprop.

    >>> bool(traits_of("div", "trs_editor x1", "") & KNOWN), bool(traits_of("footer", "", "") & FURNITURE)
    (True, True)
    """
    bits = _TAGS.get(tag, 0)
    names = words.split()
    if names:
        bits |= _told_by_names(" " + " ".join(names))
        if not _CRUMB_NAMES.isdisjoint(names):
            bits |= CRUMBS
        if not _known_names().isdisjoint(names) and _has_known_name(names, words):
            bits |= KNOWN
    if itemprop and f"[{itemprop.lower()}]" in known_containers():
        bits |= KNOWN
    return bits


def _told_by_names(names: str) -> int:
    """The bits that the classes and the id of an element stand for by what they are like.

    `names` has a space before each name.
    """
    bits = 0
    if BODY_WORDS.search(names):
        bits = BODY
    elif FURNITURE_WORDS.search(names):
        bits = FURNITURE
    if _RARE_WORDS.search(names):
        if not bits & BODY and FOREIGN_WORDS.search(names):
            bits |= FOREIGN
        if _BYLINE_WORDS.search(names):
            bits |= BYLINE
        if _AUTHOR_WORDS.search(names):
            bits |= AUTHOR
        if _AUTHOR_NAME_WORDS.search(names):
            bits |= AUTHOR_NAME
    if "crumb" in names:
        bits |= LIKE_CRUMBS
        if _CRUMB_WORDS.search(names):
            bits |= CRUMBS
    return bits


def _has_known_name(names: Sequence[str], words: str) -> bool:
    """Whether an element bears a class or, as the last of its words, the id of a known system: see `system_of`."""
    known = known_containers()
    return any(f".{name}" in known for name in names) or f"#{words.rpartition(' ')[2]}" in known


@cache
def _known_names() -> frozenset[str]:
    """All classes and ids of known systems."""
    return frozenset(name[1:] for name in known_containers() if name[0] in ".#")


@cache
def known_containers() -> dict[str, str]:
    """The table of `containers.toml` by name: ".class", "#id" and "[itemprop]" to the system that uses it."""
    text = Path(__file__).with_name("containers.toml").read_text("utf-8")
    forms = (("id", "#{}"), ("class", ".{}"), ("itemprop", "[{}]"))
    return {
        form.format(name): entry["name"]
        for entry in tomllib.loads(text)["container"]
        for key, form in forms
        for name in entry.get(key, ())
    }


def system_of(words: str, itemprop: str) -> str | None:
    """The content management system whose name for a body an element bears; themes use class names as ids as well.

    >>> system_of("trs_editor x1", ""), system_of("sidebar ", "")
    ('TRS and the portals of government', None)
    """
    *classes, ident = words.split(" ")
    names = [f"[{itemprop.lower()}]", f"#{ident}", *(f".{name}" for name in (ident, *classes))]
    known = known_containers()
    return next((known[name] for name in names if name in known), None)
