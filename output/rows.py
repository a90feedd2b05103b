"""An article as rows: what each table says about it."""

from __future__ import annotations

import msgspec

from cleaning.article import Article, join_keywords
from cleaning.edits import text_digest
from cleaning.errors import EditError
from cleaning.flags import flags_of
from output.errors import RowError
from output.identity import article_id
from output.schema import Row

# The step that undoes what a spinner does to a sentence; the others mend what mirrors and careless pages do.
SPIN_STEPS = frozenset({"wording"})

# The largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
LARGEST_COUNT = 2**53 - 1


class ArticleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A repaired article (its `url` is set) and what only the corpus and the previous run can tell of it."""

    article: Article
    site: str | None = None
    status: str = "added"
    duplicate_of: str | None = None
    similarity: float | None = None
    spin_score: float | None = None


class DroppedRow(msgspec.Struct, frozen=True, order=True):
    """A page that gave no published article. Rows sort by url, stage and reason."""

    url: str
    stage: str
    reason: str
    detail: str = ""
    archive_ref: str | None = None

    def row(self) -> Row:
        """The row of the table `dropped`."""
        return (article_id(self.url), self.url, self.stage, self.reason, self.detail, self.archive_ref)

    def sort_key(self) -> tuple[str, str, str, str, str]:
        """Where the row stands in the table."""
        return (self.url, self.stage, self.reason, self.detail, self.archive_ref or "")


class GoneRow(msgspec.Struct, frozen=True, order=True):
    """An article of an earlier run that the site has taken away, and what shows it."""

    url: str
    last_seen: str | None
    evidence: str

    def row(self) -> Row:
        """The row of the table `gone`."""
        return (article_id(self.url), self.url, self.last_seen, self.evidence)


def url_of(article: Article) -> str:
    """The article's url; RowError when it has none, because nothing can then name its rows."""
    if not article.url:
        raise RowError(
            f"articles.url: expected an address or a urn, found {article.url!r} for {article.title!r}"
        )
    return article.url


def spin_score(article: Article) -> float | None:
    """Traces of spinners and translating machines for every 1,000 characters of the text, weighed; None without text.

    Each edit of a spin step counts with its confidence: a good word put back by the evidence of its page less than a
    form that no one writes. 0 is text without a trace; spun pages of 1,000 characters have 10 and more.

    >>> from cleaning.article import Block
    >>> spin_score(Article(blocks=(Block("paragraph", "正文"),))), spin_score(Article())
    (0.0, None)
    """
    length = len(article.text)
    traces = sum(
        edit.confidence for edit in article.edits if edit.step in SPIN_STEPS and edit.field == "text"
    )
    return round(1000 * traces / length, 2) if length else None


def rows_of(record: ArticleRecord) -> dict[str, list[Row]]:
    """The rows of one article for `articles`, `blocks`, `related`, `edits`, `removed`, `images` and `suggestions`, in table order.

    Raises RowError when the article has no url or its edits do not lead back to an extracted text.
    """
    article = record.article
    ident = article_id(url_of(article))
    return {
        "articles": [_article_row(record, ident)],
        "blocks": [
            (ident, place, block.kind, block.level, block.text) for place, block in enumerate(article.blocks)
        ],
        "related": [
            (ident, place, entry.title, entry.url, entry.published_at, _count(entry.views))
            for place, entry in enumerate(article.related)
        ],
        "edits": [
            (
                ident,
                e.seq,
                e.step,
                e.rule,
                e.field,
                e.block,
                e.start,
                e.end,
                e.before,
                e.after,
                float(e.confidence),
            )
            for e in article.edits
        ],
        "removed": [(ident, gone.seq, gone.rule, gone.reason, gone.text) for gone in article.removed],
        "images": [
            (ident, place, image.block, image.url, image.alt) for place, image in enumerate(article.images)
        ],
        "suggestions": [
            (
                ident,
                place,
                s.step,
                s.rule,
                s.field,
                s.block,
                s.start,
                s.end,
                s.before,
                s.after,
                float(s.confidence),
            )
            for place, s in enumerate(article.suggestions)
        ],
    }


def _count(views: int | None) -> int | None:
    """A view count, or None for a number no reader of tables could hold: pages may print any digits."""
    return views if views is not None and 0 <= views <= LARGEST_COUNT else None


def _article_row(record: ArticleRecord, ident: str) -> Row:
    article, about, text = record.article, record.article.metadata, record.article.text
    try:
        extracted = article.extracted_sha256()
    except EditError as error:
        raise RowError(f"articles.extracted_sha256 of {article.url}: {error}") from error
    return (
        ident,
        article.url,
        about.canonical_url,
        record.site,
        article.title,
        text,
        about.author,
        about.source,
        about.editor,
        about.published_at,
        about.published_precision,
        about.modified_at,
        article.fetched_at,
        _count(about.views),
        join_keywords(article.keywords) or None,
        about.category,
        about.language,
        about.script,
        about.encoding,
        len(text),
        len(article.blocks),
        len(article.edits),
        record.spin_score,
        None if article.confidence is None else float(article.confidence),
        record.duplicate_of,
        record.similarity,
        record.status,
        about.rights,
        article.archive_ref,
        extracted,
        text_digest(text),
        "|".join(flag.name for flag in flags_of(article)) or None,
    )
