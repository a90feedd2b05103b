"""Which elements hold a line or another part of a text, and in which element the text itself stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.rows import data_tables

# Elements that are part of a text by their tag. A cell is where its table holds data; others lay out a page.
_PARTS: Final = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dt", "dd", "dl"),
        *("blockquote", "figure", "figcaption", "caption", "pre"),
    )
)
_PARTS_OF_TABLES: Final = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table"))
# Elements with at most so many lines, and more than so many alike beside them, without links: pictures with their captions,
# questions with their answers, the days of a week.
_LINES, _ALIKE = 4, 2
_LINKED: Final = 0.3


def parts_of(document: Document) -> Parts:
    """What is known of the parts of texts on a page, which is found out once."""
    if document.parts is None:
        document.parts = Parts(document)
    return document.parts


class Parts:
    """The elements of a page that are no element that holds an article, because they are part of what one holds."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._homes: dict[int, Container] = {}
        self._tables: dict[int, bool] = {}
        self._boxes: set[int] | None = None

    def home_of(self, container: Container) -> Container:
        """The innermost element around one, or that one, which is no line or other part of a text.

        >>> from cleaning.reading.html import parse
        >>> document = parse(b"<div><section><p>1</p><ul><li>2</ul></section></div>")
        >>> [parts_of(document).home_of(block.container).tag for block in document.blocks]
        ['section', 'section']
        """
        passed: list[int] = []
        while container.number not in self._homes:
            passed.append(container.number)
            outer = self._around(container)
            if outer is None:
                self._homes[container.number] = container
            else:
                container = outer
        home = self._homes[container.number]
        self._homes.update(dict.fromkeys(passed, home))
        return home

    def _around(self, container: Container) -> Container | None:
        """The element around one that is a part of a text by its tag or by what stands beside it; None for any other."""
        if container.tag in _PARTS or (container.tag in _PARTS_OF_TABLES and self._is_of_data(container)):
            return container.parent
        for each in container.ancestors():
            if each.last - each.first > _LINES:
                break
            if each.number in self._small_boxes():
                return each.parent
        return None

    def _is_of_data(self, part: Container) -> bool:
        """Whether a table, or the one around a part of it, holds data; tables that lay out a page do not."""
        table = next((each for each in part.ancestors() if each.tag == "table"), None)
        if table is None:
            return False
        if table.number not in self._tables:
            lines = [each for each in self._document.blocks[table.first : table.last] if not each.hidden]
            whole = any(len(cells) == len(lines) for cells in data_tables(lines))
            self._tables[table.number] = whole and not _is_linked(lines)
        return self._tables[table.number]

    def _small_boxes(self) -> set[int]:
        """The numbers of small elements that are one of several of the same tag and names in the one around them."""
        if self._boxes is None:
            alike: dict[tuple[int, str, str], list[Container]] = {}
            for each in self._document.containers:
                if each.parent is not None:
                    alike.setdefault((each.parent.number, each.tag, each.words), []).append(each)
            self._boxes = {
                each.number for group in alike.values() if self._are_small(group) for each in group
            }
        return self._boxes

    def _are_small(self, group: Sequence[Container]) -> bool:
        if len(group) <= _ALIKE or any(each.last - each.first > _LINES for each in group):
            return False
        blocks = self._document.blocks
        return not _is_linked([block for each in group for block in blocks[each.first : each.last]])


def _is_linked(lines: Sequence[RawBlock]) -> bool:
    return sum(block.link_chars for block in lines) > _LINKED * sum(len(block.text) for block in lines)
