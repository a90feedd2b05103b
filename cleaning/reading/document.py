"""A parsed page as plain Python: its lines in page order, the elements around them, and what its head says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaning.article import BlockKind


@dataclass(slots=True, eq=False)
class Container:
    """A block-level element: its `tag`, the `words` of its class and id in lower case, the blocks it spans."""

    tag: str
    words: str
    hidden: bool
    parent: Container | None
    depth: int
    first: int
    last: int = 0
    itemprop: str = ""

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
class RawBlock:
    """A line of the page. `link_chars` of its characters are links, `marks` are punctuation of sentences,
    `bold` means from end to end."""

    kind: BlockKind
    level: int | None
    text: str
    container: Container
    link_chars: int
    links: tuple[Link, ...]
    marks: int
    position: int
    bold: bool = False

    @property
    def link_share(self) -> float:
        return self.link_chars / len(self.text)

    @property
    def hidden(self) -> bool:
        return self.container.hidden


@dataclass(slots=True, eq=False)
class TimeElement:
    """A `time` element, or one with a machine-readable date: value, words around it, the block it stands in."""

    value: str
    words: str
    position: int


@dataclass(slots=True, eq=False)
class Document:
    """What one page holds. `metas` are (lower-case name, property or itemprop; content) in page order."""

    blocks: list[RawBlock] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    title: str = ""
    language: str = ""
    base: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    times: list[TimeElement] = field(default_factory=list)

    def meta(self, *names: str) -> tuple[str, str] | None:
        """The first non-empty content among the names, with the name, in the order of the names."""
        for wanted in names:
            for name, content in self.metas:
                if name == wanted and content.strip():
                    return name, content.strip()
        return None
