"""The article: what reading takes out of a page, and what repair turns it into."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from cleaning.edits import Edit, Suggestion, digest, revert_edits

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"]
PageKind = Literal["article", "list", "home", "forum", "not_found", "login", "empty", "unreadable"]
Precision = Literal["date", "minute", "second"]


class Block(msgspec.Struct, frozen=True):
    """One line of an article. `text` holds no line break; `level` is that of a heading (1-6), else None."""

    kind: BlockKind
    text: str
    level: int | None = None


class Related(msgspec.Struct, frozen=True):
    """A neighbour article that the page points to: its title or teaser, and what stands beside it."""

    title: str
    url: str | None = None
    published_at: str | None = None
    views: int | None = None


class Image(msgspec.Struct, frozen=True):
    """An image of the article: its absolute address, its alternative text ("" where it has none), and its place.

    It stands before or in the block of this number, `article.blocks[block]`, or behind all of them where `block` is
    their count. As read these are the lines of E0; repair and joining of pages carry the place along. Images are no
    text: no edit speaks of them. Nothing fetches them.
    """

    url: str
    alt: str
    block: int


class Link(msgspec.Struct, frozen=True):
    """A link inside the article: its words, its absolute address, and its place.

    `article.blocks[block].text[start:end] == text`, always. As read these are offsets in a line of E0; repair and
    joining of pages carry them along, and a link whose words are gone is gone with them.
    """

    text: str
    url: str
    block: int
    start: int
    end: int


class Removed(msgspec.Struct, frozen=True):
    """A line that is not part of the published text.

    `seq` is the number of the edit that removed it, or None when reading left it out. `rule` names the rule or
    the reader's part (`read.title`, `read.related` …), `reason` says it in words, `text` is the line.
    """

    rule: str
    reason: str
    text: str
    seq: int | None = None


class Dropped(msgspec.Struct, frozen=True):
    """Why a page gives no article: `reason` is a stable word (`not_an_article`), `detail` a sentence."""

    reason: str
    detail: str = ""
    stage: str = "read"


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says about the article. None always means "not found", never "empty".

    `author` holds persons joined by "、". Times are ISO 8601: with an offset where the page or the profile
    gives a zone, else without; a date alone stays a date and `published_precision` says which of the three it
    is. `found` maps a field name to where its value was found (for example "meta[name=author]").
    `next_url` is the address of the following page of the same article, `page_number` the place of this page. `page_count`
    is how many pages its pager announces, `page_urls` has the addresses of others by their number (as JSON writes it, a text), `page_series` is what the
    addresses of all have in common, and `whole_url` shows all of them on one page.
    """

    author: str | None = None
    source: str | None = None
    editor: str | None = None
    published_at: str | None = None
    published_precision: Precision | None = None
    modified_at: str | None = None
    views: int | None = None
    category: str | None = None
    language: str | None = None
    script: Literal["hans", "hant", "mixed"] | None = None
    rights: str | None = None
    canonical_url: str | None = None
    next_url: str | None = None
    page_number: int | None = None
    page_count: int | None = None
    page_series: str | None = None
    page_urls: dict[str, str] | None = None
    whole_url: str | None = None
    encoding: str | None = None
    encoding_evidence: str | None = None
    replaced_characters: int = 0
    pieces_in_gbk: int = 0
    found: dict[str, str] = {}


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """An article as read, or as repaired when `edits` is not empty. Values never change; make new ones.

    For a page that is no article `kind` names what it is, `dropped` says why and `text` is "".

    `confidence` is the chance that the text as read is right (see `reading.confidence`): of articles with 0.8, four in five are.
    It is None for text without markup, whose lines no scorer was trained on, and for a page that is no article.

    `suggestions` are what rules that were not applied would change in a repaired article.

    `images` and `links` stand in the order of the text; `links` is None where nobody has asked for them.
    """

    url: str | None = None
    title: str | None = None
    blocks: tuple[Block, ...] = ()
    keywords: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    metadata: Metadata = Metadata()
    removed: tuple[Removed, ...] = ()
    edits: tuple[Edit, ...] = ()
    kind: PageKind = "article"
    dropped: Dropped | None = None
    confidence: float | None = None
    fetched_at: str | None = None
    archive_ref: str | None = None
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] | None = None
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def text(self) -> str:
        """The blocks joined by line feeds."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def author(self) -> str | None:
        return self.metadata.author

    @property
    def source(self) -> str | None:
        return self.metadata.source

    @property
    def editor(self) -> str | None:
        return self.metadata.editor

    @property
    def published_at(self) -> str | None:
        return self.metadata.published_at

    @property
    def fields(self) -> dict[str, str]:
        """The texts that edits may change, by field name: `title`, `text`, `keywords`, `related/<n>`.

        >>> Article(title="标题", blocks=(Block("paragraph", "正文"),), keywords=("甲", "乙")).fields
        {'title': '标题', 'text': '正文', 'keywords': '甲|乙'}
        """
        fields = {"title": self.title or "", "text": self.text, "keywords": join_keywords(self.keywords)}
        for number, entry in enumerate(self.related):
            fields[f"related/{number}"] = entry.title
        return fields

    def original(self) -> dict[str, str]:
        """The fields as they were extracted, by taking back every edit; the same keys as `fields`."""
        return revert_edits(self.fields, self.edits)

    def extracted_sha256(self) -> str:
        """The digest of the fields as extracted, which `verify` holds against a replay of the edits."""
        return digest(self.original())


def join_values(name: str, values: Iterable[str | None]) -> str | None:
    """Several values of one metadata field as one, each once: rights joined by "；", names by "、".

    Names are compared one by one, however a page writes several; a notice that stands in another one adds nothing.

    >>> join_values("editor", ["李红、王五", None, "李红 王五", "周渡"]), join_values("source", [None])
    ('李红、王五、周渡', None)
    >>> join_values("rights", ["版权所有", "版权所有 青禾网", "CC BY 4.0"])
    '版权所有 青禾网；CC BY 4.0'
    """
    told: list[str] = []
    if name == "rights":
        for value in filter(None, values):
            if not any(value in known for known in told):
                told = [known for known in told if known not in value] + [value]
        return "；".join(told) or None
    parts = [values] if name == "source" else [_NAMES.split(value) for value in values if value]
    names = [part.strip() for each in parts for part in each if part and part.strip()]
    return "、".join(dict.fromkeys(names)) or None


# Between Chinese names a space divides; inside a Latin one it does not.
_NAMES = re.compile(r"[、，,;；/]|(?<=[㐀-鿿])[ 　\xa0]+(?=[㐀-鿿])")


def join_keywords(keywords: tuple[str, ...] | list[str]) -> str:
    """Keywords as one cell: joined by "|", a "|" inside a keyword written "／".

    >>> join_keywords(["社工", "a|b"])
    '社工|a／b'
    """
    return "|".join(keyword.replace("|", "／") for keyword in keywords)


def split_keywords(cell: str) -> tuple[str, ...]:
    """The keywords of a cell, none for an empty one: the exact inverse of `join_keywords`.

    >>> split_keywords("社工|心理"), split_keywords("")
    (('社工', '心理'), ())
    """
    return tuple(cell.split("|")) if cell else ()
