"""Caps on what is handed to the HTML parser, by one linear scan of the bytes.

A native parse cannot be interrupted, and some inputs cost far more than their size: 100,000 nested divs take 14 s,
50,000 attributes of one element 4 s, 3,000 misnested `<b>` another 4 s, 49 MB of small tags 1.6 GB of memory. Pages
made by people stay far below the caps, and cheap upper bounds show that for nearly all of them without a scan.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from string import ascii_letters
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

MAX_BYTES: Final = 5_000_000
MAX_TAGS: Final = 200_000
MAX_DEPTH: Final = 512  # where Chromium stops nesting, too
MAX_OPEN_FORMATTING: Final = 256
MAX_REOPENED: Final = 400_000  # open formatting elements times tags: every block reopens all that are open
MAX_ATTRIBUTES: Final = 1_000

# Below these the worst that markup can do takes a tenth of a second.
_HARMLESS_TAGS: Final = 5_000
_HARMLESS_FORMATTED_TAGS: Final = 1_200
_LONG_TAG: Final = 16_000  # bytes: as many attributes as a shorter tag can have cost next to nothing

_FORMATTING: Final = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_NOT_NESTING: Final = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "  # void
    b"p li dt dd option optgroup tr td th thead tbody tfoot colgroup html head body".split()  # closed by their like
)
_RAW: Final = frozenset(
    (b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes")
)
_TAG = re.compile(rb"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*))")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_SVG_LEAVES: Final = frozenset(
    b"path rect circle line polyline polygon ellipse use stop image animate".split()
)
_SVG_BRANCHES: Final = frozenset(
    b"svg g defs symbol clippath mask lineargradient radialgradient text tspan".split()
)
_NAME_BYTES: Final = 8
_AFTER_NAME: Final = b" \t\n\f\r/>"
_ENDS: Final = np.isin(np.arange(256), list(_AFTER_NAME))
_PAIRS: Final = np.arange(65536)
_ANY_BEGINNING: Final = np.isin(_PAIRS >> 8, list(ascii_letters.encode()))
_BEGINNINGS: Final = np.isin(
    _PAIRS,
    [
        first << 8 | second
        for name in _FORMATTING
        for first in (name[0], name[0] & 0xDF)
        for second in (_AFTER_NAME if len(name) == 1 else (name[1], name[1] & 0xDF))
    ],
)
"""Which two bytes behind "<" or "</" can begin a name: that of any element, that of a formatting element."""


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
    units = np.frombuffer(content, np.uint8)
    brackets = units == ord("<")
    tags = int(np.count_nonzero(brackets))
    if any(map(_has_many_attributes, _long_stretches(content))):
        return False
    if tags <= _HARMLESS_FORMATTED_TAGS:
        return True
    many = tags > _HARMLESS_TAGS
    opened = _open_at_most(units, brackets, _ANY_BEGINNING if many else _BEGINNINGS)
    formatting = sum(most for name, most in opened.items() if name in _FORMATTING)
    depth = sum(most for name, most in opened.items() if name not in _FORMATTING | _NOT_NESTING)
    return formatting <= _most_open(tags) and (not many or (tags <= MAX_TAGS and depth <= MAX_DEPTH))


def _most_open(tags: int) -> int:
    return min(MAX_OPEN_FORMATTING, max(MAX_REOPENED // (tags + 1), 4))


def _long_stretches(content: bytes) -> Iterator[bytes]:
    """What stands between two ">" so far apart that a tag between them may be too wide; scripts, mostly."""
    end = -1
    for start in range(0, len(content), _LONG_TAG // 2):
        if start > end and content.find(b">", start, start + _LONG_TAG // 2) < 0:
            begin = content.rfind(b">", 0, start) + 1
            end = content.find(b">", start)
            end = len(content) if end < 0 else end
            yield content[begin:end]


def _has_many_attributes(stretch: bytes) -> bool:
    """Whether the tag that begins in a stretch without ">" is too wide; scripts may look like that and are not."""
    tag = _TAG.search(stretch)
    return (
        tag is not None
        and tag[3] is not None
        and len(_QUOTED.sub(b"", stretch[tag.start() :]).split()) > MAX_ATTRIBUTES
    )


def _open_at_most(
    units: npt.NDArray[np.uint8], brackets: npt.NDArray[np.bool_], beginnings: npt.NDArray[np.bool_]
) -> dict[bytes, int]:
    """For each name of an element an upper bound of how many are open at one time, without regard to the others.

    `beginnings` says which names to look at, by their first two bytes. Names longer than eight bytes are told by these.
    """
    places = np.flatnonzero(brackets[: -_NAME_BYTES - 2])
    closing = units[places + 1] == ord("/")
    places += closing + 1
    asked = beginnings[units[places].astype(np.intp) << 8 | units[places + 1]]
    places, closing = places[asked], closing[asked]
    written = units[places[:, None] + np.arange(_NAME_BYTES + 1)]
    inside = np.logical_and.accumulate(~_ENDS[written], axis=1)
    steps = np.where(closing, -1, 1)
    # Names that begin alike must not close each other.
    steps[closing & inside[:, -1]] = 0
    keys = np.where(inside, written | 0x20, 0)[:, :-1].astype(np.uint8).view(np.uint64).ravel()
    found: dict[bytes, int] = {}
    for key in np.unique(keys):
        opened = np.cumsum(steps[keys == key])
        # A closing tag without an open element takes nothing away from those that follow.
        most = int((opened - np.minimum.accumulate(np.minimum(opened, 0))).max())
        found[key.tobytes().rstrip(b"\0")] = most
    return found


class _Scan:
    """One pass over the tags that copies the input and leaves out what goes beyond a cap."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.out: list[bytes] = []
        self.cut: dict[str, None] = {}
        self.copied = 0  # everything before this offset is in `out` or left out
        self.tags = 0
        self.nested: list[bytes] = []  # the open elements, those beyond the cap as well
        self.opened: Counter[bytes] = Counter()
        self.formatting: Counter[bytes] = Counter()
        self.too_many: Counter[bytes] = Counter()
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
            self._format(name, closing, start, end)
        elif name not in _NOT_NESTING and not self._is_svg_leaf(name, closing, end):
            self._nest(name, closing, start, end)
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

    def _nest(self, name: bytes, closing: bool, start: int, end: int) -> None:
        if not closing:
            self.nested.append(name)
            self.opened[name] += 1
            if len(self.nested) > MAX_DEPTH:
                self._leave_out(start, end, "depth")
        elif self.opened[name]:
            # As in a browser: what is still open inside is closed as well, and a tag that closes nothing does nothing.
            while (inner := self.nested.pop()) != name:
                self.opened[inner] -= 1
            self.opened[name] -= 1
            if len(self.nested) >= MAX_DEPTH:
                self._leave_out(start, end, "depth")

    def _format(self, name: bytes, closing: bool, start: int, end: int) -> None:
        if closing and self.too_many[name]:
            self.too_many[name] -= 1
            self._leave_out(start, end, "formatting")
        elif closing:
            self.formatting[name] = max(self.formatting[name] - 1, 0)
        elif self.formatting.total() >= self.most_open:
            self.too_many[name] += 1
            self._leave_out(start, end, "formatting")
        else:
            self.formatting[name] += 1

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
