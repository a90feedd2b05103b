"""Caps on what is handed to the HTML parser, by one linear scan of the bytes.

A native parse cannot be interrupted, and some inputs cost far more than their size: 100,000 nested divs take 14 s,
50,000 attributes of one element 4 s, 3,000 misnested `<b>` another 4 s, 49 MB of small tags 1.6 GB of memory. Pages
made by people stay far below the caps: nearly all have too few tags to do harm and are not scanned.

The scan never takes an element for closed that the parser may hold open: a closing tag counts only where the rules of
HTML let it close something, and what stands in comments, attributes and scripts closes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice, product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.reading.widetags import ATTRIBUTE, may_hold_a_wide_tag

MAX_BYTES: Final = 3_000_000  # a million Chinese characters, without comments, scripts and styles
MAX_TAGS: Final = 60_000  # four times those of the largest of 760 real pages
MAX_DEPTH: Final = 512  # where Chromium stops nesting, too
MAX_OPEN_FORMATTING: Final = 256
MAX_REOPENED: Final = 400_000  # open formatting elements times tags: every block reopens all that are open
MAX_ATTRIBUTES: Final = 1_000
MAX_COMPARED: Final = (
    200_000_000  # pairs of attributes of one tag: the parser compares each with all before it
)
MAX_OPTIONS: Final = 5_000  # lexbor looks through those of a list at each further one
MAX_MERGED: Final = (
    100_000_000  # bytes of text that is copied each time when more of it follows a tag that makes no element
)

# Below these the worst that markup can do takes half a second, and nearly all pages are below them.
_HARMLESS_TAGS: Final = 16_000
_HARMLESS_PAGE: Final = 80_000  # bytes: its tags cannot have more attributes than that
_HARMLESS_BYTES: Final = 1_000_000  # of tags that each have somewhat few attributes
_HARMLESS_FORMATTED_TAGS: Final = 1_200

_FORMATTING: Final = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_VOID: Final = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_BY_LIKE: Final = (
    frozenset(  # closed by their like, and never deep; a form is never opened inside another one
        b"p li dt dd form option tr td th thead tbody tfoot colgroup html head body".split()
    )
)
_NOT_NESTING: Final = _VOID | _BY_LIKE
_BARRING: Final = {b"p": 1, b"li": 2, b"dt": 4, b"dd": 8, b"form": 16}
"""Elements that are not counted, and that no closing tag of an element such as span reaches through."""
_CLOSED_THROUGH: Final = frozenset(
    b"address article aside blockquote button center details dir div dl fieldset figcaption figure footer header hgroup "
    b"h1 h2 h3 h4 h5 h6 listing main menu nav ol pre section summary ul applet caption marquee object select table template".split()
)
"""Elements whose closing tag closes what is open inside as well; that of others stops at any of these."""
_SPECIAL: Final = _CLOSED_THROUGH | frozenset(b"noscript dialog search".split())
_DRAWINGS: Final = frozenset((b"svg", b"math"))
_HTML_IN_DRAWINGS: Final = frozenset(b"foreignobject desc title annotation-xml mi mo mn ms mtext".split())
_BOUNDS: Final = frozenset(b"applet caption marquee object select table template".split()) | _HTML_IN_DRAWINGS
"""Elements that no closing tag from inside reaches through, but for those of tables."""
_ENDING_DRAWINGS: Final = frozenset(
    b"b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta "
    b"nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)
_RAW: Final = frozenset(
    (b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes")
)
_HTML, _DRAWING, _EITHER = range(3)
_FARTHEST: Final = (
    2 * MAX_DEPTH
)  # elements that a closing tag is looked for in; what opened before stays open

_ATTRIBUTES = re.compile(ATTRIBUTE)
_MARKUP = re.compile(
    rb"<(?:(/?)([a-zA-Z][^ \t\n\f\r/>]*+)((?:" + ATTRIBUTE + rb")*+)[ \t\n\f\r]*+(/?)[ \t\n\f\r/]*+(>|\Z)"
    rb"|(!--)|(!\[CDATA\[)|[!?]|/(?=[^a-zA-Z>]))"
)
_NAMES_OF_FORMATTING: Final = rb"b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_OPENED = re.compile(rb"<(?:" + _NAMES_OF_FORMATTING + rb")[ \t\n\f\r/>]", re.I)
_PLAIN_ATTRIBUTES: Final = (
    rb"(?:[ \t\n\f\r]+[a-z0-9:_-]+=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[a-z0-9#]+))*+[ \t\n\f\r]*+"
)
_CLOSED_AT_ONCE = re.compile(
    rb"<(%b)%b>[^<]*+(?:<(a|span)%b>[^<]*+</\2>[^<]*+)*+</\1>"
    % (_NAMES_OF_FORMATTING, _PLAIN_ATTRIBUTES, _PLAIN_ATTRIBUTES),
    re.I,
)
"""A formatting element with text and links in it: whoever sees it begin sees it end."""
_COMMENT_END = re.compile(rb"--!?>")
_SCRIPT = re.compile(rb"<script[ \t\n\f\r/>]", re.I)
_REST = re.compile(
    rb"<!--.*?(?:--!?>|\Z)|<(script|style)[ \t\n\f\r/>].*?(?:</\1|\Z)|</?[a-zA-Z!?][^>]*+>?", re.I | re.S
)
_AFTER_NAME: Final = b" \t\n\f\r/>"


def _pairs(pairs: Iterable[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """A table of all pairs of bytes: whether a pair, as first * 256 + second, is one of these."""
    table = np.zeros(65536, bool)
    for first, second in pairs:
        table[first << 8 | second] = True
    return table


_MAY_FORMAT: Final = _pairs(
    (first, second)
    for name in _FORMATTING - {b"a"}
    for first in (name[0], name[0] & 0xDF)
    for second in (_AFTER_NAME if len(name) == 1 else (name[1], name[1] & 0xDF))
)
"""Which two bytes behind "<" can begin the name of a formatting element; an open `<a>` ends with the next one."""


# Text around tags that make no element is one text, which lexbor copies for each piece where it kept anything else in
# between: tags that are ignored, with their attributes, and, around a table, all that stands in it outside of cells.
_IGNORED: Final = frozenset(b"html head body frame frameset form".split())
_PARTS_OF_TABLES: Final = frozenset(b"td th tr tbody thead tfoot col colgroup caption".split())
_MERGING_OPENED = re.compile(
    rb"<(?:(?:html|head|body|frame|form)|(?:td|th|tr|tbody|thead|tfoot|col|caption)[a-z]*+[ \t\n\f\r/]|"
    rb"(?:(?:table|t[rdh]|tbody|thead|tfoot|col|caption|input|script|style|template)|[!?])[^>]*+>[ \t\n\f\r]*+[^< \t\n\f\r])",
    re.I,
)
_MERGING_CLOSED = re.compile(
    rb"</(?:[a-z][^ \t\n\f\r/>]*+[ \t\n\f\r/]++[^>]|(?:html|head|body|frame|form)|"
    rb"(?:table|t[rdh]|tbody|thead|tfoot|col|caption|input|script|style|template)[^>]*+>[ \t\n\f\r]*+[^< \t\n\f\r])",
    re.I,
)
_MAY_BEGIN_MERGING: Final = _pairs(
    chain(
        (
            (first, second)
            for name in b"ht he bo fr fo td th tr tb tf ta te co ca in sc st".split()
            for first in (name[0], name[0] & 0xDF)
            for second in (name[1], name[1] & 0xDF)
        ),
        product(b"!?", range(256)),
    )
)
"""Which two bytes behind "<" can begin such a tag; closing ones are looked for by themselves."""

_OF_NAMES: Final = np.array([byte not in b" \t\n\f\r/>" for byte in range(256)])
_LONGEST_NAME: Final = 12  # bytes, with what stands behind it

_TEMPLATE: Final = frozenset((b"template",))
_SPECIAL_OR_BOUND: Final = _SPECIAL | _BOUNDS
_CLOSERS: Final = {name: re.compile(rb"</" + name + rb"(?=[ \t\n\f\r/>])", re.I) for name in _RAW}


class Bounds(NamedTuple):
    """What a parser can take: tags, and attributes of all tags together, None where their number does no harm."""

    tags: int = MAX_TAGS
    attributes: int | None = None


FAST: Final = Bounds()
SOUP: Final = Bounds(tags=16_000, attributes=100_000)
"""For a parser in Python, which takes ten times as long; of 763 real pages the largest has 15,400 tags."""


class Limited(NamedTuple):
    """Bytes that are safe to parse; `cut` names the caps that were reached (size, tags, depth, …), if any."""

    content: bytes
    cut: tuple[str, ...] = ()


def limit(content: bytes, bounds: Bounds = FAST) -> Limited:
    """The bytes as they are, or, where they go beyond a cap, without the markup that does; text stays.

    >>> limit(b"<div>" * 600 + b"text")[1], len(limit(b"<p>text</p>" * 9)[0])
    ((), 99)
    >>> limit(b"<div>" * 18000 + b"text").cut
    ('depth',)
    """
    most = MAX_BYTES if bounds.attributes is None else bounds.attributes
    if len(content) <= most and _is_harmless(content):
        return Limited(content)
    return _Scan(content, bounds).run()


def _is_harmless(content: bytes) -> bool:
    units = np.frombuffer(content, np.uint8)
    brackets = units == ord("<")
    tags = int(np.count_nonzero(brackets))
    if tags > _HARMLESS_TAGS or len(content) > _HARMLESS_BYTES:
        return False
    if len(content) > _HARMLESS_PAGE and may_hold_a_wide_tag(content):
        return False
    if tags <= _HARMLESS_FORMATTED_TAGS and tags <= _most_merging(content):
        return True
    places = np.flatnonzero(brackets[:-2])
    begun = units[places + 1].astype(np.intp) << 8 | units[places + 2]
    return not _may_merge(content, begun, places) and not _may_stay_open(content, begun, tags)


def _most_merging(content: bytes) -> int:
    return 2 * MAX_MERGED // max(len(content), 1)


def _may_merge(content: bytes, begun: npt.NDArray[np.intp], places: npt.NDArray[np.intp]) -> bool:
    """Whether tags that make no element may be so many that the text around them is copied too often."""
    most = _most_merging(content)
    if len(begun) <= most:
        return False
    opened = int(np.count_nonzero(_MAY_BEGIN_MERGING[begun]))
    if opened + _most_closed(content, places[begun >> 8 == ord("/")] + 2) <= most:
        return False
    closed = sum(1 for _ in islice(_MERGING_CLOSED.finditer(content), most + 1))
    if opened + closed <= most:
        return False
    return closed + sum(1 for _ in islice(_MERGING_OPENED.finditer(content), most + 1)) > most


def _most_closed(content: bytes, names: npt.NDArray[np.intp]) -> int:
    """How many closing tags may be found by `_MERGING_CLOSED`: those of other elements that end right behind their names
    are not, and most do. `names` are the places of the names."""
    names = names[: np.searchsorted(names, len(content) - _LONGEST_NAME)]
    letters = np.frombuffer(content, np.uint8)[names[:, None] + np.arange(_LONGEST_NAME)]
    merging = _MAY_BEGIN_MERGING[letters[:, 0].astype(np.intp) << 8 | letters[:, 1]]
    behind = _OF_NAMES[letters].argmin(axis=1)
    plain = letters[np.arange(len(names)), behind] == ord(">")
    return int(np.count_nonzero(merging | ~plain)) + _LONGEST_NAME


def _may_stay_open(content: bytes, begun: npt.NDArray[np.intp], tags: int) -> bool:
    """Whether more formatting elements may stay open than blocks can reopen in time."""
    most = _most_open(tags)
    if tags <= _HARMLESS_FORMATTED_TAGS or np.count_nonzero(_MAY_FORMAT[begun]) <= most:
        return False
    many = len(_OPENED.findall(content)) - most
    return many > 0 and sum(1 for _ in islice(_CLOSED_AT_ONCE.finditer(content), many)) < many


def _most_open(tags: int) -> int:
    return min(MAX_OPEN_FORMATTING, max(MAX_REOPENED // (tags + 1), 4))


class _Scan:
    """One pass over the tags that copies the input and leaves out what goes beyond a cap."""

    def __init__(self, content: bytes, bounds: Bounds) -> None:
        self.content, self.bounds = content, bounds
        self.out: list[bytes] = []
        self.cut: dict[str, None] = {}
        self.kept = 0  # bytes in `out`
        self.copied = 0  # everything before this offset is in `out` or left out
        self.tags = self.options = self.attributes = self.compared = 0
        self.opened: Counter[bytes] = Counter()
        # The open elements, those beyond the cap as well, each with what bars the way to it and how its content is read.
        self.nested: list[bytes] = []
        self.barred: list[int] = [0]
        self.modes: list[int] = [_HTML]
        # Behind each open bound: how many cells have begun in it. What was opened in another cell cannot be closed.
        self.cells: list[int] = [0]
        # Behind each open bound: whether it is a table and no cell is open, so that text stands before the table.
        self.loose: list[bool] = [False]
        self.loose_text = self.merged = 0  # bytes
        self.formatting: list[tuple[bytes, int, int]] = []
        self.unclosed: set[bytes] = set()  # names of elements with characters that no tag closes any more
        self.too_many: Counter[bytes] = Counter()
        self.most_open = _most_open(content.count(b"<"))
        self.shorten = len(content) > MAX_BYTES

    def run(self) -> Limited:
        """The input up to the cap of size, its text with the markup that no cap leaves out; called once."""
        content, position = self.content, 0
        while match := _MARKUP.search(content, position):
            if self.tags == self.bounds.tags:
                self._leave_out_rest(match.start())
                break
            self.tags += 1
            if self.loose[-1] and match.start() > position:
                self._keep_apart(position, match.start())
            if match[2] is None:
                position = self._pass(match)
                continue
            if not match[5]:
                break  # the page ends inside a tag
            position = self._tag(match[2].lower(), match)
            if self.shorten and self.kept + position - self.copied > MAX_BYTES:
                self.cut["size"] = None
                content = content[:position]
                break
        self.out.append(content[self.copied :])
        content = b"".join(self.out)
        if len(content) > MAX_BYTES:
            self.cut["size"] = None
            content = content[:MAX_BYTES].decode("utf-8", "ignore").encode()
        return Limited(content, tuple(self.cut))

    def _tag(self, name: bytes, match: re.Match[bytes]) -> int:
        """The offset behind a tag, and behind the characters of an element that holds nothing else."""
        closing = bool(match[1])
        if not closing and name in _RAW:
            self._check_attributes(name, closing, match)
            return self._pass_element(name, match)
        if name in _FORMATTING:
            self._format(name, closing, match)
        elif name in _NOT_NESTING and not (self.modes[-1] and (name not in _ENDING_DRAWINGS or closing)):
            self._pass_by(name, closing, match)
        elif closing:
            self._close(name, match)
        else:
            self._open(name, match)
        if name in _ENDING_DRAWINGS:
            self._leave_drawing()
        self._check_attributes(name, closing, match)
        return match.end()

    def _check_attributes(self, name: bytes, closing: bool, match: re.Match[bytes]) -> None:
        if match[3] and self._is_ignored(name, closing) and self.copied <= match.start():
            self.merged += match.start()
            if self.merged > MAX_MERGED:
                self._leave_out(match, "attributes")
                self.out.append(b"<" + match[1] + match[2] + b">")
                return
        most = self.bounds.attributes
        is_short = match.end() - match.start() <= MAX_ATTRIBUTES
        if (is_short and (most is None or not match[3])) or self.copied > match.start():
            return
        attributes = sum(1 for _ in _ATTRIBUTES.finditer(match[3]))
        self.attributes += attributes
        self.compared += attributes * attributes if not is_short else 0
        too_many = attributes > MAX_ATTRIBUTES or self.compared > MAX_COMPARED
        if too_many or (most is not None and self.attributes > most):
            self._leave_out(match, "attributes")
            self.out.append(b"<" + match[1] + match[2] + b">")

    def _is_ignored(self, name: bytes, closing: bool) -> bool:
        """Whether the parser may make nothing of a tag and its attributes."""
        return closing or name in _IGNORED or (name in _PARTS_OF_TABLES and not self.opened[b"table"])

    def _keep_apart(self, start: int, end: int) -> None:
        """Puts an element behind text that the parser moves before the table, once such text is much."""
        if self.copied > start or self.content[start:end].isspace():
            return
        self.loose_text += end - start
        self.merged += self.loose_text
        if self.merged > MAX_MERGED:
            self.cut["tables"] = None
            self.kept += end - self.copied
            self.out += (self.content[self.copied : end], b"<wbr>")
            self.copied = end

    def _pass_by(self, name: bytes, closing: bool, match: re.Match[bytes]) -> None:
        """A tag of an element that is not counted."""
        if name in _PARTS_OF_TABLES and len(self.loose) > 1:
            self.loose[-1] = closing or name not in (b"td", b"th")
        if closing and name in (b"body", b"html"):
            self.merged += match.start()
            if self.merged > MAX_MERGED:
                self._leave_out(match, "tags")
        if bit := _BARRING.get(name, 0):
            self.barred[-1] = self.barred[-1] & ~bit if closing else self.barred[-1] | bit
        if name == b"form" and not closing and self.opened[b"template"]:
            # Inside a template forms do nest.
            self._push(name, _HTML)
        if name in (b"td", b"th") and not closing:
            self.cells[-1] += 1
        if name == b"option" and not closing:
            self.options += 1
            if self.options > MAX_OPTIONS:
                self._leave_out(match, "options")

    def _open(self, name: bytes, match: re.Match[bytes]) -> None:
        mode = self.modes[-1]
        if mode == _DRAWING and match[4] and name not in _ENDING_DRAWINGS:
            return  # "/>" ends an element at once in drawings, and nowhere else
        if name in _DRAWINGS:
            mode = _EITHER if match[4] else _DRAWING
        elif mode and name in _HTML_IN_DRAWINGS:
            mode = _EITHER
        self._push(name, mode)
        if len(self.nested) > MAX_DEPTH:
            self._leave_out(match, "depth")

    def _push(self, name: bytes, mode: int) -> None:
        self.nested.append(name)
        self.opened[name] += 1
        self.barred.append(0)
        self.modes.append(mode)
        if name in _BOUNDS:
            self.cells.append(0)
            self.loose.append(name == b"table")

    def _leave_drawing(self) -> None:
        """Notes that the parser may have ended the drawing, or may not."""
        place = len(self.modes) - 1
        while self.modes[place] == _DRAWING:
            self.modes[place] = _EITHER
            place -= 1

    def _close(self, name: bytes, match: re.Match[bytes]) -> None:
        place = self._reached(name) if self.opened[name] else -1
        if place < 0:
            self._leave_drawing()
            return
        deep = len(self.nested) > MAX_DEPTH
        for inner in self.nested[place:]:
            self.opened[inner] -= 1
            if inner in _BOUNDS:
                self.cells.pop()
                self.loose.pop()
        del self.nested[place:], self.barred[place + 1 :], self.modes[place + 1 :]
        if deep and place >= MAX_DEPTH:
            self._leave_out(match, "depth")

    def _reached(self, name: bytes) -> int:
        """The place of the innermost open element of a name that a closing tag here surely closes, else -1."""
        nested = self.nested
        through = name in _CLOSED_THROUGH
        stops = _TEMPLATE if name == b"table" else _BOUNDS if through else _SPECIAL_OR_BOUND
        for place in range(len(nested) - 1, max(len(nested) - 1 - _FARTHEST, -1), -1):
            if not through and self.barred[place + 1]:
                return -1
            inner = nested[place]
            if inner == name:
                return place
            if inner in stops:
                return -1
        return -1

    def _format(self, name: bytes, closing: bool, match: re.Match[bytes]) -> None:
        if closing or name != b"a":
            self._leave_drawing()
        here = (name, len(self.cells), self.cells[-1])
        if closing and self.too_many[name]:
            self.too_many[name] -= 1
            self._leave_out(match, "formatting")
        elif closing:
            if here in self.formatting:
                del self.formatting[-1 - self.formatting[::-1].index(here)]
        elif name == b"a" and here in self.formatting:
            pass  # it ends the one that is open
        elif len(self.formatting) >= self.most_open:
            self.too_many[name] += 1
            self._leave_out(match, "formatting")
        else:
            self.formatting.append(here)

    def _leave_out(self, match: re.Match[bytes], cap: str) -> None:
        self.cut[cap] = None
        self.kept += match.start() - self.copied
        self.out.append(self.content[self.copied : match.start()])
        # Words on both sides of a tag that is gone must not run together.
        if cap in ("depth", "options"):
            self.out.append(b"\n")
        self.copied = match.end()

    def _leave_out_rest(self, start: int) -> None:
        """All markup from here on; what is left of the page is text."""
        self.cut["tags"] = None
        self.out.append(self.content[self.copied : start])
        room = 2 * MAX_BYTES
        self.out.append(_REST.sub(b"\n", self.content[start : start + room]))
        if len(self.content) > start + room:
            self.cut["size"] = None
        self.copied = len(self.content)

    def _pass(self, match: re.Match[bytes]) -> int:
        """The offset behind a comment, a declaration, or a section of characters in a drawing."""
        start, content = match.end(), self.content
        if match[6]:
            if content.startswith((b">", b"->"), start):
                return content.find(b">", start) + 1
            found = _COMMENT_END.search(content, start)
            end = found.end() if found else len(content)
            return self._skip(match.start(), end) if self.shorten else end
        if match[7] and self.modes[-1]:
            # It may be read as a declaration, which ends sooner: nobody reads it where it is gone.
            end = content.find(b"]]>", start)
            return self._skip(match.start(), len(content) if end < 0 else end + 3)
        end = content.find(b">", start)
        return len(content) if end < 0 else end + 1

    def _pass_element(self, name: bytes, match: re.Match[bytes]) -> int:
        """The offset at the closing tag of an element that holds characters, whatever they look like."""
        content, start = self.content, match.end()
        if self.modes[-1] == _DRAWING and match[4]:
            return start
        # In drawings and lists of choices the same names are elements like others, whose tags count.
        unsure = self.modes[-1] != _HTML or self.opened[b"select"] > 0
        closer = None if name in self.unclosed else _CLOSERS[name].search(content, start)
        if closer is None:
            self.unclosed.add(name)
            if unsure:
                self._open(name, match)
                return start
        end = closer.start() if closer else len(content)
        if name == b"script" and (escape := content.find(b"<!--", start, end)) >= 0:
            unsure = unsure or _SCRIPT.search(content, escape, end) is not None
        if (self.shorten and name in (b"script", b"style")) or (
            unsure and content.find(b"<", start, end) >= 0
        ):
            return self._skip(start, end)
        return end

    def _skip(self, start: int, end: int) -> int:
        """Leaves out what is no text of the page."""
        if start > self.copied:
            self.kept += start - self.copied
            self.out.append(self.content[self.copied : start])
        self.copied = max(self.copied, end)
        return end
