"""The images of an article: which of the page's are its own, where they stand, and which address shows them whole.

Sites load images late: `src` then holds a placeholder, and the address stands in an attribute for a script.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from cleaning.article import Block, Image
from cleaning.reading.addresses import LONGEST, web_address
from cleaning.reading.document import Attributes, Container, Document, RawBlock, RawImage, squeeze
from cleaning.reading.placed import place_lines

MOST_IMAGES: Final = 500
# So many are looked at to find them; hostile pages have a hundred thousand pixels.
_MOST_TRIED: Final = 10_000
_LONGEST_ALT: Final = 300

# In the order in which they are believed. `file` and `zoomfile` are those of Discuz!, `real_src` that of Sina's blogs.
_LATE_NAMES: Final = """
    data-original data-src data-lazy-src data-actualsrc data-original-src data-lazyload data-lazy data-echo data-url
    zoomfile file real_src _src original lazysrc src2
"""
_LATE: Final = tuple(_LATE_NAMES.split())
_SETS: Final = ("data-srcset", "data-lazy-srcset", "srcset")
_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)[wx](?:,|$)")
_MOST_CANDIDATES: Final = 20

_PIXEL, _ICON = 3, 32
_STYLE_SIZE = re.compile(r"(?<![\w-])(width|height)\s*:\s*([0-9]{1,6})(?:\.[0-9]*)?\s*px", re.I)
_LENGTH = re.compile(r"\s*([0-9]{1,6})(?:\.[0-9]*)?\s*(?:px)?\s*$", re.I)
# Files and folders of a site's own drawings, or of nothing at all: placeholders, counters, smileys, buttons. On labelled
# pages two of thirty drawings in SVG were the article's, the others logos and badges.
_NAMES: Final = """
    blank spacer space none transparent trans pixel 1x nopic no-pic no_pic grey gray dot arrow hit hits stat counter smile
    smiles smiley smileys smilie smilies emoji emojis emoticon emoticons face qqface icon icons ico btn button avatar avatars
"""
_WHOLE_NAMES: Final = frozenset(_NAMES.split())
_PARTS: Final = frozenset(
    ("blank", "spacer", "transparent", "placeholder", "emoji", "emoticon", "smiley", "icon", "btn", "avatar")
)
_BEGINNINGS: Final = ("loading", "lazyload", "advert")
_CLASSES = re.compile(r"(?:^|[\s_-])(?:emoji|emoticon|smiley|smilie|icon|avatar|qrcode)(?:$|[\s_-])", re.I)
_BETWEEN_PARTS = re.compile(r"[_.\-]+")


def article_images(
    document: Document,
    lines: Sequence[RawBlock],
    home: Container,
    blocks: Sequence[Block],
    taken: set[int],
    base: str,
) -> tuple[Image, ...]:
    """The images among the lines of an article, and those just before and behind them in its element, each once.

    `home` is the chosen element, `blocks` are those that the lines make, `taken` the numbers of those that are no part of
    the article; addresses are relative to `base`.
    """
    start = bisect_left(document.images, lines[0].position, key=_position)
    near = document.images[start : bisect_right(document.images, lines[-1].position + 1, key=_position)]
    if not near:
        return ()
    placed = place_lines(lines, blocks, taken)
    if not placed:
        return ()
    first, last = placed[0].line.position, placed[-1].line.position
    # A row of several lines ends with the last of them.
    ends = list({place.block: place.line.position for place in placed}.values())
    home = _outermost(home)
    found: dict[str, Image] = {}
    cards: dict[Container, bool] = {}
    for image in near[:_MOST_TRIED]:
        if len(found) == MOST_IMAGES:
            break
        if not _is_among(image, first, last, home) or (url := picture(image.attributes, base)) is None:
            continue
        if (around := image.container) is not None:
            if around not in cards:
                cards[around] = _is_card(around, document.blocks, ends)
            if cards[around]:
                continue
        own = Image(url, _alt(image.attributes), bisect_left(ends, image.position))
        found.setdefault(url.partition("#")[0], own)
    return tuple(found.values())


def _position(image: RawImage) -> int:
    return image.position


def _outermost(home: Container) -> Container:
    """The outermost element with no other lines: the chosen one may be the only paragraph of a body."""
    while (outer := home.parent) is not None and (outer.first, outer.last) == (home.first, home.last):
        if outer.tag == "body":
            break
        home = outer
    return home


def _is_among(image: RawImage, first: int, last: int, home: Container) -> bool:
    place = image.position
    if first < place <= last or (place == first and image.inline):
        return True
    # Before the first line or behind the last one; what stands inside a line that is left out belongs to it.
    beside = place in (first, last + 1) and not image.inline
    return beside and image.container is not None and home in image.container.ancestors()


def _is_card(container: Container, blocks: Sequence[RawBlock], ends: Sequence[int]) -> bool:
    """Whether an element is left out and links elsewhere, such as a teaser inside the text."""
    if bisect_left(ends, container.first) != bisect_left(ends, container.last):
        return False
    lines = blocks[container.first : container.last]
    linked, chars = sum(line.link_chars for line in lines), sum(len(line.text) for line in lines)
    return container.hidden or 2 * linked >= chars


def picture(attributes: Attributes, base: str) -> str | None:
    """The address of an image at its largest, or None for what is no picture: placeholders, pixels, icons, smileys.

    >>> picture({"src": "/img/loading.gif", "data-original": "/2026/flut.jpg"}, "https://example.com/")
    'https://example.com/2026/flut.jpg'
    >>> picture({"src": "/2026/flut.jpg", "width": "1", "height": "1"}, "https://example.com/") is None
    True
    """
    if _is_small(attributes) or (
        "class" in attributes and _CLASSES.search((attributes["class"] or "")[:LONGEST])
    ):
        return None
    for written in _written(attributes):
        url = web_address(written, base)
        if url is not None and not _is_no_picture(_path(url)):
            return url
    return None


def _is_no_picture(path: str) -> bool:
    """Whether a path is that of a drawing of the site.

    >>> _is_no_picture("static/image/none.gif"), _is_no_picture("face/12.gif"), _is_no_picture("2026/all-about-space.jpg")
    (True, True, False)
    """
    path = path.lower()
    if path.endswith(".svg"):
        return True
    for name in path.split("/"):
        if name.partition(".")[0].rstrip("0123456789") in _WHOLE_NAMES or name.startswith(_BEGINNINGS):
            return True
        if not _PARTS.isdisjoint(_BETWEEN_PARTS.split(name)):
            return True
    return False


def _written(attributes: Attributes) -> Iterator[str]:
    """What the attributes offer as an address, the best first."""
    for name in _LATE:
        if name in attributes and (value := attributes[name]):
            yield value
    for name in _SETS:
        if name in attributes and (value := attributes[name]):
            yield from _largest_first(value)
    if value := attributes.get("src"):
        yield value


def _largest_first(candidates: str) -> list[str]:
    """The addresses of a `srcset`, by their width or density.

    >>> _largest_first("a.jpg 480w, b.jpg 1200w"), _largest_first("a,1.jpg, b.jpg 2x")
    (['b.jpg', 'a.jpg'], ['b.jpg', 'a,1.jpg'])
    """
    found: list[tuple[float, str]] = []
    waiting = ""
    # Word by word: a pattern over the whole would begin anew at each comma that addresses hold.
    for word in candidates[: 20 * LONGEST].split():
        if waiting and (size := _SIZE.match(word)):
            found.append((float(size[1]), waiting))
            word, waiting = word[size.end() :], ""
        elif waiting and word.startswith(","):
            found.append((1.0, waiting))
        waiting = word.strip(",")
        if waiting and word.endswith(","):
            found.append((1.0, waiting))
            waiting = ""
    if waiting:
        found.append((1.0, waiting))
    found.sort(key=lambda each: -each[0])
    return [url for _, url in found[:_MOST_CANDIDATES]]


def _path(url: str) -> str:
    """What names the file: the address without its host and query."""
    return url.partition("//")[2].partition("/")[2].partition("?")[0].partition("#")[0]


def _is_small(attributes: Attributes) -> bool:
    """Whether the page shows it as a pixel or as an icon of a line of text."""
    sizes: dict[str, int] = {}
    for name in ("width", "height"):
        if name in attributes and (found := _LENGTH.match((attributes[name] or "")[:20])):
            sizes[name] = int(found[1])
    if "style" in attributes:
        for name, number in _STYLE_SIZE.findall((attributes["style"] or "")[:LONGEST]):
            sizes[name.lower()] = int(number)
    if not sizes:
        return False
    return min(sizes.values()) <= _PIXEL or (len(sizes) == 2 and max(sizes.values()) <= _ICON)


def _alt(attributes: Attributes) -> str:
    """The alternative text as one line."""
    alt = squeeze((attributes.get("alt") or "")[: 10 * _LONGEST_ALT])
    if not alt.isprintable():
        alt = squeeze("".join(letter if letter.isprintable() else " " for letter in alt))
    return alt[:_LONGEST_ALT].strip()
