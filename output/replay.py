"""One article of a dataset held against its own record: every edit is taken back until the extracted text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from cleaning.edits import Edit, digest, text_digest, unsplice
from cleaning.errors import EditError
from output.errors import OutputError
from output.identity import article_id

Cells: TypeAlias = dict[str, Any]


class ReplayError(OutputError):
    """An edit of a dataset does not lead back: the message names the edit."""


class ArticleRows(msgspec.Struct, frozen=True):
    """All rows of one article as dictionaries by column, in table order."""

    article: Cells
    blocks: list[Cells]
    related: list[Cells]
    edits: list[Cells]
    removed: list[Cells]


def published_fields(article: Cells, related: Sequence[Cells]) -> dict[str, str]:
    """The fields as published, E(N): `title`, `text`, `keywords`, `related/<n>`; missing ones are ""."""
    fields = {name: article[name] or "" for name in ("title", "text", "keywords")}
    for entry in related:
        fields[f"related/{entry['position']}"] = entry["title"]
    return fields


def edit_of(row: Cells) -> Edit:
    """The edit that a row of `edits` records."""
    return Edit(**{name: row[name] for name in Edit.__struct_fields__})


def original_fields(article: Cells, related: Sequence[Cells], edits: Sequence[Cells]) -> dict[str, str]:
    """The fields as extracted, E0, by taking back every edit from the last to the first.

    Raises ReplayError, naming the edit, when one does not find what it should have left or would not have found
    what it says it replaced.
    """
    fields = published_fields(article, related)
    for edit in map(edit_of, reversed(edits)):
        if edit.field not in fields:
            raise ReplayError(
                f"edit {edit.seq} ({edit.rule}) changes field {edit.field!r}, which the article does not have"
            )
        try:
            restored = unsplice(fields[edit.field], edit)
        except EditError as error:
            raise ReplayError(str(error)) from error
        if restored[edit.start : edit.end] != edit.before:
            raise ReplayError(
                f"edit {edit.seq} ({edit.rule}) begins at {edit.start}, beyond the end of {edit.field}"
            )
        fields[edit.field] = restored
    return fields


def problems_of(rows: ArticleRows) -> Iterator[str]:
    """What does not hold in an article's rows, a sentence each."""
    yield from _content(rows)
    yield from _numbering(rows)
    try:
        extracted = digest(original_fields(rows.article, rows.related, rows.edits))
    except ReplayError as error:
        yield str(error)
        return
    if extracted != rows.article["extracted_sha256"]:
        yield (
            f"taking back its {len(rows.edits)} edits gives a text with digest {extracted[:16]}…, "
            f"extracted_sha256 is {rows.article['extracted_sha256'][:16]}…"
        )


def _content(rows: ArticleRows) -> Iterator[str]:
    article, text = rows.article, rows.article["text"]
    if article["article_id"] != article_id(article["url"]):
        yield f"article_id is not that of its url, {article_id(article['url'])}"
    if "\n".join(block["text"] for block in rows.blocks) != text:
        yield "its blocks joined by line feeds are not its text"
    if text_digest(text) != article["text_sha256"]:
        yield "text_sha256 is not the digest of its text"
    counted = {"n_chars": len(text), "n_blocks": len(rows.blocks), "n_edits": len(rows.edits)}
    for name, count in counted.items():
        if article[name] != count:
            yield f"{name} is {article[name]}, counted {count}"


def _numbering(rows: ArticleRows) -> Iterator[str]:
    for name, column, first in (("blocks", "position", 0), ("related", "position", 0), ("edits", "seq", 1)):
        numbers = [row[column] for row in getattr(rows, name)]
        if numbers != list(range(first, first + len(numbers))):
            yield f"{name}.{column} does not count up from {first}"
    known = {row["seq"] for row in rows.edits}
    for row in rows.removed:
        if row["seq"] is not None and row["seq"] not in known:
            yield f"removed.seq {row['seq']} ({row['rule']}) is the number of no edit"
