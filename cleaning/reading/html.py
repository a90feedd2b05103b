"""HTML to a flat list of blocks: one parse by lexbor, one walk without recursion.

The only module that knows the parser. What comes out is plain Python: blocks in page order, each in a container
(its nearest block-level element), and what the head and the scripts say; `document` holds the classes.

Half of the nodes of a page are white space and most elements hold no line of their own, so the walk makes nothing until
a line ends: only then do the elements around it become containers. This is the hot loop of reading: a page has two
thousand nodes, and a call for each of them costs as much as the rest of the loop.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaning.article import BlockKind
from cleaning.reading.document import (
    HTML_SPACE,
    Attributes,
    Cell,
    Container,
    Document,
    RawBlock,
    RawImage,
    TimeElement,
    squeeze,
)
from cleaning.reading.measures import measure

_TEXT_NODE, _COMMENT_NODE = 2, 4  # lexbor's numbers of node names; those of elements are looked up by name

# What the walk does at an element. Numbers, because the walk asks two thousand times a page.
_SKIP, _BREAK, _INLINE, _BOLD, _LINK, _TIME, _IMAGE, _META, _SCRIPT, _TITLE, _BLOCK, _KIND = range(12)

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_KINDS: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
    "pre": "code",
}
_UNREAD_TAGS: Final = """
    style template svg iframe object embed canvas audio video map noscript noframes select datalist textarea button input
    rt rp progress meter
"""
# Inline elements whose attributes cannot matter: no hidden noise, times, links or microdata are seen there.
_PLAIN_TAGS: Final = """
    acronym bdi bdo big code data del dfn ins kbd mark math link nobr output q ruby rb s samp strike sub sup tt u var wbr
    picture source
"""
_READ_TAGS: Final = "abbr cite em font i label small span"
_ACTIONS: Final = {
    **dict.fromkeys(_UNREAD_TAGS.split(), _SKIP),
    **dict.fromkeys((*_PLAIN_TAGS.split(), *_READ_TAGS.split()), _INLINE),
    **dict.fromkeys(("b", "strong"), _BOLD),
    **dict.fromkeys(_KINDS, _KIND),
    "br": _BREAK,
    "a": _LINK,
    "time": _TIME,
    "script": _SCRIPT,
    "title": _TITLE,
    "meta": _META,
    "img": _IMAGE,
}
_PLAIN: Final = frozenset((*_PLAIN_TAGS.split(), "script", "title"))
_NONE: Final[Attributes] = {}
# Inline elements of the platform for official accounts: account, author and time of a page, in one line.
_TELLING: Final = frozenset(("js_name", "js_author_name", "publish_time"))

# Images in front of one line whose open elements are remembered; hostile pages have more than memory holds.
_MOST_WAITING: Final = 100

# A title with what stands beside it has fewer pieces.
_MOST_PARTS: Final = 20

_CELLS: Final = frozenset(("td", "th"))
# What a page may say of its cells; tables that people read are narrower.
_MOST_CELLS: Final = 200
_MOST_COLUMNS: Final = 100
_MOST_ROWS: Final = 1000
# What only a hostile page holds: lines of code cost as much as elements, and elements inside each other that each say
# their whole text cost its square.
_MOST_LINES_OF_CODE: Final = 50_000
_MOST_SAID: Final = 200_000  # characters
_MOST_JSON_LD: Final = 200  # scripts

_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.I)
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def parse(html: bytes, walk: type[Walk] | None = None) -> Document:
    """The blocks and the head of a page in UTF-8; any bytes give a document, if an empty one.

    `walk` is a walk that notes more than the usual one.
    """
    document = Document()
    _read_tree(LexborHTMLParser(html), document, walk or Walk)
    document.measures = measure(document)
    return document


def in_order(html: bytes) -> str:
    """The page as markup that any parser reads alike: every element is closed, every other "<" is escaped.

    >>> in_order(b"<p>1 < 2<p>3<a ")
    '<html><head></head><body><p>1 &lt; 2</p><p>3</p></body></html>'
    """
    return LexborHTMLParser(html).html or ""


def _read_tree(tree: LexborHTMLParser, document: Document, walk: type[Walk]) -> None:
    root = tree.root
    if root is None:
        return
    document.language = root.attributes.get("lang") or "" if root.tag == "html" else ""
    if tree.head is not None:
        _read_head(tree.head, document)
    if tree.body is not None:
        walk(document).run(tree.body)


def _read_head(head: LexborNode, document: Document) -> None:
    for node in head.iter():
        tag = node.tag
        if tag == "meta":
            _read_meta(node.attributes, document)
        elif tag == "title":
            document.title = document.title or squeeze(node.text())
        elif tag == "link":
            attributes = node.attributes
            document.links.append(((attributes.get("rel") or "").lower(), attributes.get("href") or ""))
        elif tag == "script":
            _read_script(node, document)
        elif tag == "base":
            document.base = document.base or node.attributes.get("href") or ""


def _read_meta(attributes: Attributes, document: Document) -> None:
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    if name and (content := attributes.get("content")):
        document.metas.append((name.strip().lower(), content))


def _read_script(node: LexborNode, document: Document) -> None:
    if "ld+json" in (node.attributes.get("type") or ""):
        if len(document.json_ld) == _MOST_JSON_LD:
            document.cut["JSON-LD"] = None
        else:
            document.json_ld.append(node.text())


# A breadcrumb that has no class of that name may be named for those who listen to the page, or for machines.
_CRUMBS = re.compile("breadcrumb|面包屑|麵包屑", re.I)

_known: Final[dict[int, tuple[int, str, bool]]] = {}


def _action(node: LexborNode) -> tuple[int, str, bool]:
    """What to do at a node, its tag, and whether its attributes are to be read."""
    number, tag = node.tag_id, node.tag or ""
    if number == _COMMENT_NODE or tag.startswith("-"):
        return _SKIP, tag, False
    action = _ACTIONS.get(tag, _BLOCK)
    found = (action, tag, action < _BLOCK and tag not in _PLAIN)
    # Elements lexbor does not know get an address as their number, which the next page may give to another one.
    if number < 1000:
        _known[number] = found
    return found


class Walk:
    """The state of one walk: the elements and links that are open, and the line that is being collected.

    `frames` are the block-level elements that are open, `made` the containers of the outermost of them: an element
    becomes a container with its first line.
    """

    def __init__(self, document: Document) -> None:
        self.document, self.blocks = document, document.blocks
        self.frames: list[tuple[LexborNode, str]] = []
        self.made: list[Container] = []
        self.kinds: list[str] = []
        self.parts: list[str] = []
        self.anchors: list[tuple[Attributes, str]] = []
        self.bold_parts: list[str] = []
        self.waiting: list[tuple[RawImage, tuple[tuple[LexborNode, str], ...]]] = []
        self.said = 0
        self.columns: dict[int, int] = {}  # behind each cell that is known, by its node

    def run(self, body: LexborNode) -> None:
        """Visits every node below the body once, in page order."""
        blocks, frames, made, kinds = self.blocks, self.frames, self.made, self.kinds
        parts, anchors, bold_parts = self.parts, self.anchors, self.bold_parts
        opened: list[tuple[LexborNode, int]] = []
        link: Attributes | None = None
        bold = 0
        frames.append((body, "body"))
        node = body.first_child
        while True:
            if node is None:
                if not opened:
                    break
                node, action = opened.pop()
                if action >= _BLOCK:
                    if parts:
                        self.end_line()
                    if len(made) == len(frames):
                        made.pop().last = len(blocks)
                    frames.pop()
                    if action == _KIND:
                        kinds.pop()
                elif action == _LINK:
                    link = None
                elif action == _BOLD:
                    bold -= 1
                node = node.next
                continue
            number = node.tag_id
            if number == _TEXT_NODE:
                # White space between elements is no text; inside a line it is.
                if parts or not node.is_empty_text_node:
                    text = node.text_content or ""
                    if kinds and kinds[-1] == "pre" and "\n" in text:
                        text = self._lines_of_code(text)
                    parts.append(text)
                    if link is not None:
                        anchors.append((link, text))
                    if bold:
                        bold_parts.append(text)
                node = node.next
                continue
            action, tag, read = _known.get(number) or _action(node)
            if action >= _BLOCK:
                if parts:
                    self.end_line()
                child = node.first_child
                if child is None:
                    node = node.next
                    continue
                frames.append((node, tag))
                if action == _KIND:
                    kinds.append(tag)
            elif action <= _BREAK:
                if parts and action == _BREAK:
                    self.end_line()
                node = node.next
                continue
            else:
                attributes = node.attributes if read else _NONE
                if (
                    attributes
                    and ("style" in attributes or "hidden" in attributes)
                    and _is_hidden(attributes)
                ):
                    node = node.next
                    continue
                if (
                    action >= _TIME
                    or "itemprop" in attributes
                    or "datetime" in attributes
                    or ("id" in attributes and attributes["id"] in _TELLING)
                ):
                    self._inline(action, attributes, node)
                child = node.first_child if action < _SCRIPT else None
                if child is None:
                    node = node.next
                    continue
                if action == _LINK:
                    link = attributes
                elif action == _BOLD:
                    bold += 1
            opened.append((node, action))
            node = child
        self.end_line()
        for container in made:
            container.last = len(blocks)

    def _inline(self, action: int, attributes: Attributes, node: LexborNode) -> None:
        """What an inline element says besides its text."""
        if action == _IMAGE:
            self._image(attributes)
        elif action == _SCRIPT:
            _read_script(node, self.document)
        elif action == _META:
            _read_meta(attributes, self.document)
        elif action == _TITLE:  # of a page without a head
            self.document.title = self.document.title or squeeze(node.text())
        elif action == _TIME or "datetime" in attributes:
            self._time(attributes, node)
        elif attributes.get("id") in _TELLING:
            self.document.metas.append((f"id:{attributes['id']}", squeeze(node.text())))
        elif action != _LINK and "itemprop" in attributes:
            content = attributes.get("content") or self._text_of(node)
            self.document.metas.append((f"itemprop:{attributes['itemprop'] or ''}".lower(), content))

    def _time(self, attributes: Attributes, node: LexborNode) -> None:
        words = " ".join([attributes.get(key) or "" for key in ("itemprop", "class", "id", "property")])
        value = attributes.get("datetime") or self._text_of(node)
        self.document.times.append(TimeElement(value, words.lower(), len(self.document.blocks)))

    def _text_of(self, node: LexborNode) -> str:
        """The text of an element that says something by its markup; "" once such elements have said too much."""
        if self.said > _MOST_SAID:
            self.document.cut["said"] = None
            return ""
        text = squeeze(node.text())
        self.said += len(text)
        return text

    def _lines_of_code(self, text: str) -> str:
        """Ends a line at each line break of preformatted text; what stands behind the last one."""
        *lines, rest = text.split("\n", max(_MOST_LINES_OF_CODE - len(self.blocks), 0))
        if "\n" in rest:
            self.document.cut["lines"] = None
            rest = rest.replace("\n", " ")
        for line in lines:
            self.parts.append(line)
            self.end_line()
        return rest

    def end_line(self) -> None:
        """Makes a block of the collected text, unless it is white space."""
        parts, anchors, blocks = self.parts, self.anchors, self.blocks
        written = parts[0] if len(parts) == 1 else "".join(parts)
        tag = self.kinds[-1] if self.kinds else ""
        if tag == "li" and "pre" in self.kinds:
            tag = "pre"  # numbered lines of code
        kind: BlockKind = _KINDS[tag] if tag else "paragraph"
        text = squeeze(written) if kind != "code" else written.rstrip(HTML_SPACE)
        if text and not text.isspace():
            chars = len(text)
            if kind == "code" and len(_HAN_OR_KANA.findall(text)) * 2 > chars:
                kind = "paragraph"  # old bulletin boards set prose in pre
            linked = 0
            if len(anchors) == 1:
                # Half of the lines of a page are one link.
                alone = anchors[0][1] is written and tag != "pre"
                linked = chars if alone else min(len(squeeze(anchors[0][1])), chars)
            elif anchors:
                linked = min(sum([len(squeeze(written)) for _, written in anchors]), chars)
            block = RawBlock(
                kind,
                _HEADINGS.get(tag) if tag else None,
                text,
                self.made[-1] if len(self.made) == len(self.frames) else self._container(),
                linked,
                tuple(anchors),
                len(blocks),
            )
            if anchors and 1 < len(parts) <= _MOST_PARTS:
                block.parts = tuple(parts)
            if self.bold_parts:
                block.bold = sum(map(len, self.bold_parts)) >= chars
            blocks.append(block)
        parts.clear()
        if anchors:
            anchors.clear()
        if self.bold_parts:
            self.bold_parts.clear()

    def _container(self) -> Container:
        """The container of the innermost open element; those around it that held no line yet become one, too."""
        made, containers, first = self.made, self.document.containers, len(self.blocks)
        outer = made[-1] if made else None
        for node, tag in self.frames[len(made) :]:
            attributes = node.attributes
            words, hidden, itemprop = "", outer is not None and outer.hidden, ""
            if attributes:
                get = attributes.get
                words = f"{get('class') or ''} {get('id') or ''}".lower()
                if "style" in attributes or "hidden" in attributes:
                    hidden = hidden or _is_hidden(attributes)
                itemprop = get("itemprop") or ""
                label = get("aria-label") or get("itemtype")
                if label and _CRUMBS.search(label):
                    words += " breadcrumb"
            outer = Container(tag, words, hidden, outer, len(made) + 1, first, len(containers), itemprop)
            if tag in _CELLS:
                outer.cell = self._cell(node, attributes)
            containers.append(outer)
            made.append(outer)
        if self.waiting:
            self._adopt(first)
        return made[-1]

    def _cell(self, node: LexborNode, attributes: Attributes) -> Cell:
        """The place of a cell, counted from the nearest one before it whose place is known: rows may be endless."""
        column, looked, before = 0, 0, node.prev
        while before is not None and looked < _MOST_CELLS:
            if before.tag in _CELLS:
                known = self.columns.get(before.mem_id)
                if known is not None:
                    column += known
                    break
                column += _span(before.attributes, "colspan", _MOST_COLUMNS)
            looked, before = looked + 1, before.prev
        column = min(column, _MOST_COLUMNS)
        cell = Cell(
            column,
            _span(attributes, "colspan", _MOST_COLUMNS),
            _span(attributes, "rowspan", _MOST_ROWS),
        )
        self.columns[node.mem_id] = column + cell.columns
        return cell

    def _image(self, attributes: Attributes) -> None:
        around = self.made[-1] if self.made else None
        image = RawImage(attributes, len(self.blocks), bool(self.parts), around)
        self.document.images.append(image)
        if self.waiting and self.waiting[0][0].position != image.position:
            self.waiting.clear()
        if len(self.waiting) < _MOST_WAITING:
            self.waiting.append((image, tuple(self.frames)))

    def _adopt(self, first: int) -> None:
        """Puts the images before the first line of new containers into those that were open around them, too."""
        open_now = self.frames
        for image, frames in self.waiting:
            if image.position == first:
                together = min(len(frames), len(open_now))
                while frames[together - 1] is not open_now[together - 1]:
                    together -= 1
                image.container = self.made[together - 1]
        self.waiting.clear()


def _span(attributes: Attributes, name: str, most: int) -> int:
    written = attributes.get(name) if attributes else None
    if not written or not written.isascii() or not written.strip().isdigit():
        return 1
    return max(1, min(int(written[:6]), most))


def _is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes:
        return True
    # visibility:hidden is not hidden for a reader: WeChat shows its articles by script.
    style = attributes.get("style")
    return style is not None and "none" in style and _DISPLAY_NONE.search(style) is not None
