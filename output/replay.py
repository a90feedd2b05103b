"""One article of a dataset held against its own record: every edit is taken back until the extracted text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from cleaning.edits import Edit, digest, revert_edits, text_digest
from cleaning.errors import EditError
from cleaning.ledger import lines_touched
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
    images: list[Cells] = []
    suggestions: list[Cells] = []


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
    try:
        return revert_edits(published_fields(article, related), [edit_of(row) for row in edits])
    except EditError as error:
        raise ReplayError(str(error)) from error


def problems_of(rows: ArticleRows) -> Iterator[str]:
    """What does not hold in an article's rows, a sentence each."""
    yield from _content(rows)
    yield from _numbering(rows)
    yield from _suggestions(rows)
    try:
        original = original_fields(rows.article, rows.related, rows.edits)
    except ReplayError as error:
        yield str(error)
        return
    extracted = digest(original)
    if extracted != rows.article["extracted_sha256"]:
        yield (
            f"taking back its {len(rows.edits)} edits gives a text with digest {extracted[:16]}…, "
            f"extracted_sha256 is {rows.article['extracted_sha256'][:16]}…"
        )
        return
    yield from _lines_of_edits(original["text"], rows.edits)
    yield from _removed_lines(rows)


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


def _suggestions(rows: ArticleRows) -> Iterator[str]:
    """Suggestions speak of the text as published: what they would replace stands where they say."""
    if not rows.suggestions:
        return
    fields = published_fields(rows.article, rows.related)
    for row in rows.suggestions:
        text = fields.get(row["field"], "")
        if text[row["start"] : row["end"]] != row["before"]:
            yield (
                f"suggestions.before of {row['rule']} is {row['before']!r:.60}, "
                f"{row['field']}[{row['start']}:{row['end']}] is {text[row['start'] : row['end']]!r:.60}"
            )


def _numbering(rows: ArticleRows) -> Iterator[str]:
    counted = (
        ("blocks", "position", 0),
        ("related", "position", 0),
        ("edits", "seq", 1),
        ("images", "position", 0),
        ("suggestions", "position", 0),
    )
    for name, column, first in counted:
        numbers = [row[column] for row in getattr(rows, name)]
        if numbers != list(range(first, first + len(numbers))):
            yield f"{name}.{column} does not count up from {first}"
    places = [row["block"] for row in rows.images]
    if places != sorted(places) or any(not 0 <= place <= len(rows.blocks) for place in places):
        yield "images.block does not follow the blocks of the article"
    known = {row["seq"] for row in rows.edits}
    for row in rows.removed:
        if row["seq"] is not None and row["seq"] not in known:
            yield f"removed.seq {row['seq']} ({row['rule']}) is the number of no edit"


def _lines_of_edits(text: str, edits: Sequence[Cells]) -> Iterator[str]:
    """Each edit names the line of the extracted text it falls in."""
    changes = [edit_of(row) for row in edits]
    try:
        lines = lines_touched(text, changes)
    except EditError as error:
        yield str(error)
        return
    for edit, line in zip(changes, lines, strict=True):
        if line is not None and edit.block != line:
            yield f"edit {edit.seq} ({edit.rule}) changes line {line}, block is {edit.block}"
        elif edit.field != "text" and edit.block is not None:
            yield f"edit {edit.seq} ({edit.rule}) changes {edit.field}, which has no lines; block is {edit.block}"


def _removed_lines(rows: ArticleRows) -> Iterator[str]:
    """A line that an edit removed stands in `removed` as the edit has it, once."""
    edits = {row["seq"]: row for row in rows.edits}
    told = [row["seq"] for row in rows.removed if row["seq"] is not None]
    if len(set(told)) != len(told):
        yield "removed.seq: one edit stands twice"
    for row in rows.removed:
        edit = edits.get(row["seq"])
        if edit is not None and (row["rule"], row["text"]) != (edit["rule"], edit["before"].strip("\n")):
            yield f"removed.seq {row['seq']} ({row['rule']}) is not what edit {edit['seq']} ({edit['rule']}) removed"
