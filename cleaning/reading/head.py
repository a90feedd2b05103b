"""What the head of a page says, by name."""

from __future__ import annotations

from collections.abc import Mapping

from cleaning.reading.document import Document


def head_of(document: Document) -> dict[str, str]:
    """The first non-empty content of every name; asked for some fifty names a page, a list would be searched as often.

    >>> head_of(Document(metas=[("author", " "), ("author", "林晚 "), ("author", "周渡")]))
    {'author': '林晚'}
    """
    head: dict[str, str] = {}
    for name, content in document.metas:
        if name not in head and (content := content.strip()):
            head[name] = content
    return head


def first_of(head: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str] | None:
    """The first of the names that the head holds, with its content; None for none.

    >>> first_of({"date": "2026-02-03", "author": "林晚"}, ("pubdate", "date"))
    ('date', '2026-02-03')
    """
    for name in names:
        if name in head:
            return name, head[name]
    return None
