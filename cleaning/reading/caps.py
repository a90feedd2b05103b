"""Caps on what is handed to the HTML parser, by one linear scan of the bytes.

A native parse cannot be interrupted, and some inputs cost far more than their size: 100,000 nested divs take 14 s,
50,000 attributes of one element 4 s, 3,000 misnested `<b>` another 4 s, 49 MB of small tags 1.6 GB of memory. Pages
made by people stay far below the caps, and cheap upper bounds show that for nearly all of them without a scan.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MAX_BYTES: Final = 5_000_000
MAX_TAGS: Final = 200_000
MAX_DEPTH: Final = 512  # where Chromium stops nesting, too
MAX_OPEN_FORMATTING: Final = 256
MAX_REOPENED: Final = 400_000  # open formatting elements times tags: every block reopens all that are open
MAX_ATTRIBUTES: Final = 1_000

# Below these the worst that markup can do takes a tenth of a second.
_HARMLESS_TAGS: Final = 5_000
_HARMLESS_FORMATTED_TAGS: Final = 1_200
_SLICES: Final = 64

_FORMATTING: Final = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_NOT_NESTING: Final = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "  # void
    b"p li dt dd option optgroup tr td th thead tbody tfoot colgroup html head body".split()  # closed by their like
)
_RAW: Final = frozenset(
    (b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes")
)
_FORMATTING_TAG = re.compile(rb"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s>]", re.I)
_TAG = re.compile(rb"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*))")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_LONG_TAG = re.compile(rb">[^>]{16000,}")
_SVG_LEAVES: Final = frozenset(
    b"path rect circle line polyline polygon ellipse use stop image animate".split()
)
_SVG_BRANCHES: Final = frozenset(
    b"svg g defs symbol clippath mask lineargradient radialgradient text tspan".split()
)


class Limited(NamedTuple):
    """Bytes that are safe to parse; `cut` names the caps that were reached (size, tags, depth, …), if any."""

    content: bytes
    cut: tuple[str, ...] = ()


def limit(content: bytes) -> Limited:
    """The bytes as they are, or, where they go beyond a cap, without the markup that does; text stays.

    >>> limit(b"<div>" * 600 + b"text")[1], len(limit(b"<p>text</p>" * 9)[0])
    ((), 99)
    >>> limit(b"<div>" * 6000 + b"text").cut
    ('depth',)
    """
    if len(content) <= MAX_BYTES and _is_harmless(content):
        return Limited(content)
    return _Scan(content).run()


def _is_harmless(content: bytes) -> bool:
    tags = content.count(b"<")
    return (
        tags <= _HARMLESS_TAGS
        and (tags <= _HARMLESS_FORMATTED_TAGS or _open_formatting(content) <= _most_open(tags))
        and not any(map(_has_many_attributes, _LONG_TAG.findall(content)))
        and not _has_many_attributes(content[: max(content.find(b">"), 0)])
    )


def _most_open(tags: int) -> int:
    return min(MAX_OPEN_FORMATTING, max(MAX_REOPENED // (tags + 1), 4))


def _has_many_attributes(stretch: bytes) -> bool:
    """Whether the tag that begins in a stretch without ">" is too wide; scripts may look like that and are not."""
    tag = _TAG.search(stretch)
    return (
        tag is not None
        and tag[3] is not None
        and len(_QUOTED.sub(b"", stretch[tag.start() :]).split()) > MAX_ATTRIBUTES
    )


def _open_formatting(content: bytes) -> int:
    """An upper bound of the formatting elements that are open at one time."""
    step = len(content) // _SLICES + 1
    opened = bound = 0
    for start in range(0, len(content), step):
        slashes = _FORMATTING_TAG.findall(content, start, start + step + 8)
        closing = slashes.count(b"/")
        bound = max(bound, opened + len(slashes) - closing)
        opened += len(slashes) - 2 * closing
    return bound


class _Scan:
    """One pass over the tags that copies the input and leaves out what goes beyond a cap."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.out: list[bytes] = []
        self.cut: dict[str, None] = {}
        self.copied = 0  # everything before this offset is in `out` or left out
        self.tags = 0
        self.depth = self.too_deep = 0
        self.formatting = self.too_many = 0
        self.most_open = _most_open(content.count(b"<"))
        self.in_svg = False
        self.shorten = len(content) > MAX_BYTES

    def run(self) -> Limited:
        position = 0
        while match := _TAG.search(self.content, position):
            if match[1]:
                position = self._pass_raw(match.start(), self.content.find(b"-->", match.end()), 3)
                continue
            end = self.content.find(b">", match.end())
            if end < 0:
                break
            position = end + 1
            self._tag(match[3].lower(), bool(match[2]), match.start(), position)
            if not match[2] and match[3].lower() in _RAW:
                position = self._pass_element(match[3], position)
        self.out.append(self.content[self.copied :])
        content = b"".join(self.out)
        if len(content) > MAX_BYTES:
            self.cut["size"] = None
            content = content[:MAX_BYTES].decode("utf-8", "ignore").encode()
        return Limited(content, tuple(self.cut))

    def _tag(self, name: bytes, closing: bool, start: int, end: int) -> None:
        self.tags += 1
        if self.tags > MAX_TAGS:
            self._leave_out(start, end, "tags")
        elif name in _FORMATTING:
            self._format(closing, start, end)
        elif name not in _NOT_NESTING and not self._is_svg_leaf(name, closing, end):
            self._nest(closing, start, end)
        if not closing and end - start > MAX_ATTRIBUTES and self.copied <= start:
            attributes = _QUOTED.sub(b"", self.content[start:end]).split()
            if len(attributes) > MAX_ATTRIBUTES:
                self._leave_out(start, end, "attributes")
                self.out.append(b"<" + name + b">")

    def _is_svg_leaf(self, name: bytes, closing: bool, end: int) -> bool:
        """Whether "/>" ends this element at once, as it does in SVG and nowhere else."""
        if name == b"svg":
            self.in_svg = not closing
        elif self.in_svg and name in _SVG_LEAVES:
            return self.content[end - 2 : end] == b"/>"
        elif name not in _SVG_BRANCHES:
            self.in_svg = False
        return False

    def _nest(self, closing: bool, start: int, end: int) -> None:
        if closing and self.too_deep:
            self.too_deep -= 1
            self._leave_out(start, end, "depth")
        elif closing:
            self.depth = max(self.depth - 1, 0)
        elif self.depth >= MAX_DEPTH:
            self.too_deep += 1
            self._leave_out(start, end, "depth")
        else:
            self.depth += 1

    def _format(self, closing: bool, start: int, end: int) -> None:
        if closing and self.too_many:
            self.too_many -= 1
            self._leave_out(start, end, "formatting")
        elif closing:
            self.formatting = max(self.formatting - 1, 0)
        elif self.formatting >= self.most_open:
            self.too_many += 1
            self._leave_out(start, end, "formatting")
        else:
            self.formatting += 1

    def _leave_out(self, start: int, end: int, cap: str) -> None:
        self.cut[cap] = None
        self.out.append(self.content[self.copied : start])
        # Words on both sides of a tag that is gone must not run together.
        if cap in ("depth", "tags"):
            self.out.append(b"\n")
        self.copied = end

    def _pass_raw(self, start: int, end: int, closer: int) -> int:
        """The offset behind a comment or raw text; in a page that is too long it is left out."""
        after = len(self.content) if end < 0 else end + closer
        if self.shorten:
            self.out.append(self.content[self.copied : start])
            self.copied = after
        return after

    def _pass_element(self, name: bytes, start: int) -> int:
        closer = re.compile(rb"</" + re.escape(name) + rb"[\s/>]", re.I).search(self.content, start)
        end = closer.start() if closer else len(self.content)
        if self.shorten and name.lower() in (b"script", b"style"):
            return self._pass_raw(start, end, 0)
        return end
