"""HTML to a flat list of blocks: one parse by lexbor, one walk without recursion.

The only module that knows the parser. What comes out is plain Python: blocks in page order, each in a container
(its nearest block-level element), and what the head and the scripts say; `document` holds the classes.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaning.article import BlockKind
from cleaning.reading.document import Container, Document, Link, RawBlock, TimeElement

_TEXT, _COMMENT = 2, 4  # lexbor's node names for text and comments; stable, elements are looked up by name

_UNREAD_TAGS: Final = """
    style template svg iframe object embed canvas audio video map noscript noframes select datalist textarea button input
    rt rp progress meter
"""
_INLINE_TAGS: Final = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math meta link nobr output q
    ruby rb s samp script small span strike strong sub sup time tt u var wbr picture source
"""
# Inline elements whose attributes can matter: hidden noise, times, links, microdata.
_READ_TAGS: Final = "a abbr b cite em font i label meta script small span strong time"
_UNREAD, _INLINE, _INLINE_READ = (
    frozenset(tags.split()) for tags in (_UNREAD_TAGS, _INLINE_TAGS, _READ_TAGS)
)
_BOLD: Final = frozenset(("b", "strong"))
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_KINDS: Final[dict[str, BlockKind]] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
    "pre": "code",
}

_HTML_SPACE = re.compile("[ \t\n\f\r]+")
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.I)
_SENTENCE_MARKS = re.compile("[，。！？；：、,.!?;:…।॥۔،؛؟]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def parse(html: bytes) -> Document:
    """The blocks and the head of a page in UTF-8; any bytes give a document, if an empty one."""
    tree = LexborHTMLParser(html)
    document = Document()
    root = tree.root
    if root is None:
        return document
    document.language = root.attributes.get("lang") or "" if root.tag == "html" else ""
    if tree.head is not None:
        _read_head(tree.head, document)
    if tree.body is not None:
        _Walk(document).run(tree.body)
    return document


def _read_head(head: LexborNode, document: Document) -> None:
    for node in head.iter():
        tag = node.tag
        if tag == "meta":
            _read_meta(node.attributes, document)
        elif tag == "title":
            document.title = document.title or squeeze(node.text()).strip(" ")
        elif tag == "link":
            attributes = node.attributes
            document.links.append(((attributes.get("rel") or "").lower(), attributes.get("href") or ""))
        elif tag == "script":
            _read_script(node, node.attributes, document)
        elif tag == "base":
            document.base = document.base or node.attributes.get("href") or ""


def _read_meta(attributes: dict[str, str | None], document: Document) -> None:
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    if name and (content := attributes.get("content")):
        document.metas.append((name.strip().lower(), content))


def _read_script(node: LexborNode, attributes: dict[str, str | None], document: Document) -> None:
    if "ld+json" in (attributes.get("type") or ""):
        document.json_ld.append(node.text())


def squeeze(text: str) -> str:
    """Runs of HTML white space as one space; ideographic and no-break spaces are text and stay.

    >>> squeeze("a \\n b\\u3000")
    'a b\\u3000'
    """
    return _HTML_SPACE.sub(" ", text)


_names: dict[int, str] = {}


def _tag_name(node: LexborNode) -> str:
    number = node.tag_id
    if number in _names:
        return _names[number]
    name = node.tag or ""
    # Elements lexbor does not know get an address as their number, which the next page may give to another one.
    if number < 1000:
        _names[number] = name
    return name


class _Walk:
    """The state of one walk: the containers and links that are open, and the line that is being collected."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.container = Container("body", "", False, None, 0, 0)
        self.open: list[tuple[LexborNode, str]] = []
        self.link: Link | None = None
        self.kinds: list[str] = []
        self.parts: list[str] = []
        self.line_links: list[Link] = []
        self.link_chars = 0
        self.bold = self.bold_chars = 0

    def run(self, body: LexborNode) -> None:
        """Visits every node below the body once, in page order."""
        self._enter_block("body", body.attributes)
        node = body.first_child
        while node is not None:
            child = self._visit(node)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and self.open:
                parent, tag = self.open.pop()
                self._leave(tag)
                following = parent.next
            node = following
        self._leave("body")

    def _visit(self, node: LexborNode) -> LexborNode | None:
        """Takes in one node; its first child where the walk goes down."""
        number = node.tag_id
        if number == _TEXT:
            self._text(node.text_content or "")
            return None
        tag = _names.get(number) or _tag_name(node)
        if tag == "br":
            self._end_line()
            return None
        if tag in _UNREAD or number == _COMMENT or tag.startswith("-"):
            return None
        if tag in _INLINE:
            return self._enter_inline(tag, node)
        child = node.first_child
        if child is None:
            self._end_line()
            return None
        self._enter_block(tag, node.attributes)
        self.open.append((node, tag))
        return child

    def _enter_inline(self, tag: str, node: LexborNode) -> LexborNode | None:
        if tag in _INLINE_READ:
            attributes = node.attributes
            if tag == "script":
                _read_script(node, attributes, self.document)
                return None
            if tag == "meta":
                _read_meta(attributes, self.document)
                return None
            if attributes and _is_hidden(attributes):
                return None
            if tag == "time" or "datetime" in attributes:
                self._time(attributes, node)
            elif tag == "a":
                self.link = Link(attributes.get("href") or "", "", attributes.get("rel") or "")
            elif "itemprop" in attributes:
                self._itemprop(attributes, node)
        child = node.first_child
        if child is None:
            self.link = None if tag == "a" else self.link
            return None
        self.bold += tag in _BOLD
        self.open.append((node, tag))
        return child

    def _enter_block(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._end_line()
        outer = self.container
        words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower() if attributes else ""
        hidden = outer.hidden or (bool(attributes) and _is_hidden(attributes))
        first = len(self.document.blocks)
        self.container = Container(tag, words, hidden, outer, outer.depth + 1, first)
        self.container.itemprop = attributes.get("itemprop") or ""
        self.document.containers.append(self.container)
        if tag in _KINDS:
            self.kinds.append(tag)

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self.link = None
        elif tag in _BOLD:
            self.bold -= 1
        elif tag not in _INLINE:
            self._end_line()
            self.container.last = len(self.document.blocks)
            if self.container.parent is not None:
                self.container = self.container.parent
            if tag in _KINDS and self.kinds:
                self.kinds.pop()

    def _text(self, text: str) -> None:
        if not self.parts and not text.strip(" \t\n\f\r"):
            return
        if self.kinds and self.kinds[-1] == "pre" and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                self._add(line)
                self._end_line()
        self._add(text)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        if self.bold:
            self.bold_chars += len(text)
        if self.link is not None and (words := squeeze(text).strip(" ")):
            self.link_chars += len(words)
            if self.line_links and self.line_links[-1].href == self.link.href:
                self.line_links[-1].text += words
            else:
                self.line_links.append(Link(self.link.href, words, self.link.rel))

    def _end_line(self) -> None:
        if not self.parts:
            return
        text = "".join(self.parts)
        kind: BlockKind = "paragraph"
        tag = self.kinds[-1] if self.kinds else ""
        if tag:
            kind = _KINDS[tag]
        text = text.rstrip(" \t\n\f\r") if kind == "code" else squeeze(text).strip(" ")
        if text and not text.isspace():
            if kind == "code" and len(_HAN_OR_KANA.findall(text)) * 2 > len(text):
                kind = "paragraph"  # old bulletin boards set prose in pre
            marks = len(_SENTENCE_MARKS.findall(text))
            position = len(self.document.blocks)
            chars = min(self.link_chars, len(text))
            block = RawBlock(
                kind, _HEADINGS.get(tag), text, self.container, chars, tuple(self.line_links), marks, position
            )
            block.bold = self.bold_chars >= len(text)
            self.document.blocks.append(block)
        self.parts, self.line_links, self.link_chars, self.bold_chars = [], [], 0, 0

    def _time(self, attributes: dict[str, str | None], node: LexborNode) -> None:
        words = " ".join(attributes.get(key) or "" for key in ("itemprop", "class", "id", "property"))
        value = attributes.get("datetime") or squeeze(node.text()).strip(" ")
        self.document.times.append(TimeElement(value, words.lower(), len(self.document.blocks)))

    def _itemprop(self, attributes: dict[str, str | None], node: LexborNode) -> None:
        content = attributes.get("content") or squeeze(node.text()).strip(" ")
        self.document.metas.append((f"itemprop:{attributes['itemprop'] or ''}".lower(), content))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    # visibility:hidden is not hidden for a reader: WeChat shows its articles by script.
    return "hidden" in attributes or (
        style is not None and "none" in style and bool(_DISPLAY_NONE.search(style))
    )
