"""A parsed page as plain Python: its lines in page order, the elements around them, and what its head says.

A page has hundreds of lines and elements. Structs are made three times as fast as data classes; none of them is part of a
cycle, so the garbage collector need not look at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from cleaning.article import BlockKind

if TYPE_CHECKING:
    from cleaning.reading.measures import Measures
    from cleaning.reading.parts import Parts

Attributes = dict[str, str | None]
"""Attributes of an element by name; None for one without a value."""

HTML_SPACE: Final = " \t\n\f\r"
_RUN_OF_SPACE = re.compile(f"[{HTML_SPACE}]+")


def squeeze(text: str) -> str:
    """Runs of HTML white space as one space, none at the ends; ideographic and no-break spaces are text and stay.

    >>> squeeze(" a \\n b\\u3000")
    'a b\\u3000'
    """
    text = text.strip(HTML_SPACE)
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _RUN_OF_SPACE.sub(" ", text)
    return text


class Cell(NamedTuple):
    """Where a cell of a table stands: how many columns are before it in its row, and how many columns and rows it takes.

    Empty cells have no line and thus no container, but their columns count.
    """

    column: int
    columns: int
    rows: int


class Container(msgspec.Struct, eq=False, gc=False):
    """A block-level element with at least one line: its `tag`, the `words` of its class and id in lower case, the
    blocks it spans, and its `number` among the containers of the page, outer ones before inner ones. `cell` is the
    place of a cell of a table."""

    tag: str
    words: str
    hidden: bool
    parent: Container | None
    depth: int
    first: int
    number: int
    itemprop: str = ""
    last: int = 0
    cell: Cell | None = None

    def ancestors(self) -> Iterator[Container]:
        """This container and those around it, from the inside out."""
        found: Container | None = self
        while found is not None:
            yield found
            found = found.parent


@dataclass(slots=True, eq=False)
class Link:
    """A link inside a block: its address as written and its words."""

    href: str
    text: str
    rel: str = ""


@dataclass(slots=True, eq=False)
class LinkPlace:
    """Where a link stands in the text of a line, and its address as written."""

    href: str
    start: int
    end: int


class RawBlock(msgspec.Struct, eq=False, gc=False):
    """A line of the page. `link_chars` of its characters are links, `marks` are punctuation of sentences,
    `bold` means from end to end. `anchors` are its links as the page has them: see `links`. `parts` are the pieces of text
    that a line with links is made of, where there are a few."""

    kind: BlockKind
    level: int | None
    text: str
    container: Container
    link_chars: int
    anchors: tuple[tuple[Attributes, str], ...]
    position: int
    bold: bool = False
    marks: int = 0
    parts: tuple[str, ...] = ()

    @property
    def link_share(self) -> float:
        return self.link_chars / len(self.text)

    @property
    def hidden(self) -> bool:
        return self.container.hidden

    @property
    def links(self) -> tuple[Link, ...]:
        """The links with words in the order of the line. Few lines are ever asked, so they are made on demand."""
        found: list[Link] = []
        for attributes, written in self.anchors:
            words = squeeze(written)
            href = attributes.get("href") or ""
            if words and found and found[-1].href == href:
                found[-1].text += words
            elif words:
                found.append(Link(href, words, attributes.get("rel") or ""))
        return tuple(found)


class TimeElement(msgspec.Struct, eq=False, gc=False):
    """A `time` element, or one with a machine-readable date: value, words around it, the block it stands in."""

    value: str
    words: str
    position: int


class RawImage(msgspec.Struct, eq=False, gc=False):
    """An image: its attributes, the block it stands in or before, whether it stands inside that line, and the innermost
    element around it that holds a line."""

    attributes: Attributes
    position: int
    inline: bool
    container: Container | None


@dataclass(slots=True, eq=False)
class Document:
    """What one page holds. `metas` are (lower-case name, property or itemprop; content) in page order; `measures` are
    those of its blocks and containers. `link_places` has the links by the number of their line, where they are asked for.
    `cut` names the caps of `html` that were reached; for `parts` see `parts.parts_of`.
    """

    blocks: list[RawBlock] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    title: str = ""
    language: str = ""
    base: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    times: list[TimeElement] = field(default_factory=list)
    images: list[RawImage] = field(default_factory=list)
    link_places: dict[int, list[LinkPlace]] = field(default_factory=dict)
    cut: dict[str, None] = field(default_factory=dict)
    measures: Measures = field(init=False, repr=False)
    parts: Parts | None = field(default=None, init=False, repr=False)

    def meta(self, *names: str) -> tuple[str, str] | None:
        """The first non-empty content among the names, with the name, in the order of the names."""
        for wanted in names:
            for name, content in self.metas:
                if name == wanted and content.strip():
                    return name, content.strip()
        return None
