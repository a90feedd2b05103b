"""The one declaration of tables and columns.

Writers, readers, validators, `datapackage.json`, the frames of `load()` and the documentation follow from
`TABLES`. New columns come only at the end of a table, new tables only at the end of `TABLES`; anything else is
a new `SCHEMA_VERSION`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, TypeAlias

import msgspec

SCHEMA_VERSION = 1

ColumnType = Literal["string", "text", "integer", "number", "datetime", "boolean"]
Cell: TypeAlias = str | int | float | bool | None
Row: TypeAlias = tuple[Cell, ...]

PYTHON_TYPES: dict[ColumnType, type] = {
    "string": str,
    "text": str,
    "integer": int,
    "number": float,
    "datetime": str,
    "boolean": bool,
}


class Column(msgspec.Struct, frozen=True):
    """One column: `string` is a code or short value, `text` prose, `datetime` ISO 8601 (maybe a date alone).

    `empty` allows the empty string as a value, which is not a missing value. `values` closes the list of what
    may stand here; `repeats` says that few distinct values fill many rows (a category in a frame). A column that came
    `later` is nullable and missing in older datasets, where it reads as missing.
    """

    name: str
    type: ColumnType
    meaning: str
    nullable: bool = False
    empty: bool = False
    repeats: bool = False
    values: tuple[str, ...] = ()
    later: bool = False


class Reference(msgspec.Struct, frozen=True):
    """Columns whose values must stand in `table` under `to`; rows with a missing part are exempt."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


class Table(msgspec.Struct, frozen=True):
    """One table: what a row is, its columns in order, its key (empty: rows have none), its references."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def first_names(self) -> tuple[str, ...]:
        """The names of the columns that every dataset has, those written before later ones came too."""
        return tuple(column.name for column in self.columns if not column.later)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


STATUSES = ("added", "changed", "recleaned", "unchanged")
BLOCK_KINDS = ("heading", "paragraph", "list_item", "table_row", "quote", "code", "caption")

_ID = Column("article_id", "string", "First 16 hex digits of the SHA-256 of the article's url.")
_REF = Column(
    "archive_ref", "string", "Where the fetched bytes lie: archive file and byte offset.", nullable=True
)
_OF_ARTICLE = (Reference(("article_id",), "articles", ("article_id",)),)

ARTICLES = Table(
    "articles",
    "One row is one published article.",
    (
        _ID,
        Column("url", "string", "Normalised final address, or urn:sha256:<digest> for an input without one."),
        Column(
            "canonical_url", "string", "The page's own rel=canonical address where credible.", nullable=True
        ),
        Column("site", "string", 'Host of the url without "www.".', nullable=True, repeats=True),
        Column("title", "text", "Title as published.", nullable=True, empty=True),
        Column("text", "text", "Text as published: the blocks joined by line feeds.", empty=True),
        Column("author", "string", 'Persons who wrote it, joined by "、".', nullable=True),
        Column("source", "string", "Where the page says the text comes from.", nullable=True),
        Column("editor", "string", "Who the page says edited it.", nullable=True),
        Column(
            "published_at",
            "datetime",
            "When the page says it was published: the day its readers see, which may be that of an update.",
            nullable=True,
        ),
        Column(
            "published_precision",
            "string",
            "How exact published_at is.",
            nullable=True,
            repeats=True,
            values=("date", "minute", "second"),
        ),
        Column("modified_at", "datetime", "When the page says it was last changed.", nullable=True),
        Column(
            "fetched_at", "datetime", "When the bytes were fetched, from the archive or input.", nullable=True
        ),
        Column("views", "integer", "View count shown on the page.", nullable=True),
        Column("keywords", "string", 'Keywords joined by "|".', nullable=True),
        Column("category", "string", "Section of the site the page names.", nullable=True, repeats=True),
        Column("language", "string", "Language tag.", nullable=True, repeats=True),
        Column(
            "script",
            "string",
            "Script of the text as extracted: simplified, traditional or mixed.",
            nullable=True,
            repeats=True,
            values=("hans", "hant", "mixed"),
        ),
        Column(
            "encoding",
            "string",
            "Character encoding the bytes were decoded with.",
            nullable=True,
            repeats=True,
        ),
        Column("n_chars", "integer", "Length of text in code points."),
        Column("n_blocks", "integer", "Number of rows in blocks."),
        Column("n_edits", "integer", "Number of rows in edits."),
        Column(
            "spin_score",
            "number",
            "Traces of spinners and translating machines in 1,000 characters of text, weighed by confidence.",
            nullable=True,
        ),
        Column(
            "confidence",
            "number",
            "The chance that the extracted text is right (F1 of .9 or more), 0 to 1; missing for text without markup.",
            nullable=True,
        ),
        Column(
            "duplicate_of",
            "string",
            "article_id of the earliest near-duplicate in this dataset.",
            nullable=True,
        ),
        Column(
            "similarity", "number", "Jaccard similarity to duplicate_of by 5-grams, 0.7 to 1.", nullable=True
        ),
        Column("status", "string", "Against the previous run.", repeats=True, values=STATUSES),
        Column(
            "rights", "text", "Licence, copyright and reservation lines found on the page.", nullable=True
        ),
        _REF,
        Column("extracted_sha256", "string", "SHA-256 of the canonical JSON of all fields as extracted."),
        Column("text_sha256", "string", "SHA-256 of text in UTF-8."),
        Column(
            "flags",
            "string",
            'What is wrong with the text and was not repaired, names joined by "|": no_punctuation, lost_characters, '
            "inserted_noise, keyword_stuffing, mixed_script, cut_short.",
            nullable=True,
            later=True,
        ),
    ),
    key=("article_id",),
    references=(Reference(("duplicate_of",), "articles", ("article_id",)),),
)

BLOCKS = Table(
    "blocks",
    "One row is one line of a published article.",
    (
        _ID,
        Column("position", "integer", "Place of the block in its article, from 0."),
        Column("kind", "string", "What the block is.", repeats=True, values=BLOCK_KINDS),
        Column(
            "level",
            "integer",
            "Level of a heading, 1 to 6. A bold line that serves as one is a level below the heading above it, or on level 2.",
            nullable=True,
        ),
        Column("text", "text", "The line; it holds no line break.", empty=True),
    ),
    key=("article_id", "position"),
    references=_OF_ARTICLE,
)

RELATED = Table(
    "related",
    "One row is one neighbour article that a page points to.",
    (
        _ID,
        Column("position", "integer", "Place in the article's list of related entries, from 0."),
        Column("title", "text", "Title or teaser as published.", empty=True),
        Column("url", "string", "Address the entry links to.", nullable=True),
        Column("published_at", "datetime", "Time shown beside the entry.", nullable=True),
        Column("views", "integer", "View count shown beside the entry.", nullable=True),
    ),
    key=("article_id", "position"),
    references=_OF_ARTICLE,
)

EDITS = Table(
    "edits",
    "One row is one change to an article's text: a splice by one rule.",
    (
        _ID,
        Column("seq", "integer", "Number of the edit in its article, from 1, in order of application."),
        Column("step", "string", "Step that proposed the edit.", repeats=True),
        Column("rule", "string", "Id of the rule.", repeats=True),
        Column("field", "string", "Field it changes: title, text, keywords or related/<n>.", repeats=True),
        Column("block", "integer", "Line of the extracted text where it falls, from 0.", nullable=True),
        Column("start", "integer", "First code point it replaces in the field as the edit found it, from 0."),
        Column("end", "integer", "Code point after the last one it replaces."),
        Column("before", "text", "What stood there.", empty=True),
        Column("after", "text", "What stands there instead.", empty=True),
        Column("confidence", "number", "How sure the rule is, 0 to 1."),
    ),
    key=("article_id", "seq"),
    references=_OF_ARTICLE,
)

REMOVED = Table(
    "removed",
    "One row is one line that is not part of the published text.",
    (
        _ID,
        Column(
            "seq",
            "integer",
            "Number of the edit that removed it; missing when reading left it out.",
            nullable=True,
        ),
        Column("rule", "string", "Rule or part of the reader that removed it.", repeats=True),
        Column("reason", "string", "Why, in words.", empty=True, repeats=True),
        Column("text", "text", "The line.", empty=True),
    ),
    references=(*_OF_ARTICLE, Reference(("article_id", "seq"), "edits", ("article_id", "seq"))),
)

DROPPED = Table(
    "dropped",
    "One row is one page that gave no published article.",
    (
        _ID,
        Column("url", "string", "Address of the page."),
        Column("stage", "string", "Stage that dropped it.", repeats=True),
        Column("reason", "string", "A stable word for why.", repeats=True),
        Column("detail", "text", "The same as a sentence.", empty=True),
        _REF,
    ),
)

GONE = Table(
    "gone",
    "One row is one article of an earlier run that the site has taken away.",
    (
        _ID,
        Column("url", "string", "Address it had."),
        Column(
            "last_seen", "datetime", "The fetched_at it had in the last run that published it.", nullable=True
        ),
        Column("evidence", "string", "What shows that it is gone."),
    ),
    key=("article_id",),
)

IMAGES = Table(
    "images",
    "One row is one image in the text of a published article.",
    (
        _ID,
        Column("position", "integer", "Place in the article's list of images, from 0."),
        Column(
            "block",
            "integer",
            "Position of the block it stands before or in; the number of blocks where it stands behind all of them.",
        ),
        Column("url", "string", "Absolute address; nothing is fetched from there."),
        Column("alt", "text", "Alternative text the page gives, on one line.", empty=True),
    ),
    key=("article_id", "position"),
    references=_OF_ARTICLE,
)

SUGGESTIONS = Table(
    "suggestions",
    "One row is one change that a suggested rule would make to a published article, and that was not made.",
    (
        _ID,
        Column("position", "integer", "Place in the article's list of suggestions, from 0."),
        Column("step", "string", "Step the rule belongs to.", repeats=True),
        Column("rule", "string", "Rule that suggests it.", repeats=True),
        Column("field", "string", "Field it would change.", repeats=True),
        Column("block", "integer", "Position of its block; missing outside of text.", nullable=True),
        Column("start", "integer", "Offset of its first character in the published field, in code points."),
        Column("end", "integer", "Offset behind its last character."),
        Column("before", "text", "What stands there.", empty=True),
        Column("after", "text", "What would stand there.", empty=True),
        Column("confidence", "number", "How sure the rule is, 0 to 1."),
    ),
    key=("article_id", "position"),
    references=_OF_ARTICLE,
)

TABLES: tuple[Table, ...] = (ARTICLES, BLOCKS, RELATED, EDITS, REMOVED, DROPPED, GONE, IMAGES, SUGGESTIONS)
LATER: frozenset[str] = frozenset(("images", "suggestions"))
"""Tables that came after the others: a dataset that does not list them is older and has no rows of them."""


def table(name: str) -> Table:
    """The table of that name; KeyError when there is none.

    >>> table("gone").names
    ('article_id', 'url', 'last_seen', 'evidence')
    """
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)


@cache
def row_type(name: str) -> Any:
    """A msgspec Struct of a table's columns in order, which checks types while it decodes a JSON line."""
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for column in table(name).columns:
        kind: Any = PYTHON_TYPES[column.type]
        kind = kind | None if column.nullable else kind
        fields.append((column.name, kind, None) if column.later else (column.name, kind))
    return msgspec.defstruct(f"{name.title()}Row", fields, frozen=True, forbid_unknown_fields=True)
