"""One page to one article: decoding, caps, parsing, choosing, trimming, and what the page says about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import msgspec

from cleaning.article import Article, Block, Dropped, Image, Link, Metadata, Related, Removed, join_values
from cleaning.decoding import Utf8, decode, to_utf8
from cleaning.errors import SiteReaderError
from cleaning.page import Page
from cleaning.reading.below import list_below
from cleaning.reading.bylines import is_byline_line, said_by
from cleaning.reading.caps import limit
from cleaning.reading.content import Choice, choose
from cleaning.reading.dates import moment_of
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.evidence import clean
from cleaning.reading.features import features
from cleaning.reading.finding import find_lines, trim_widely
from cleaning.reading.furniture import is_legal_line
from cleaning.reading.html import Walk, parse
from cleaning.reading.images import article_images
from cleaning.reading.jsonld import LinkedData, linked_data
from cleaning.reading.kind import Signs, Verdict, judge
from cleaning.reading.metadata import read_metadata
from cleaning.reading.options import ReadOptions
from cleaning.reading.placed import place_lines, plain_text
from cleaning.reading.related import address_base, merge_related, read_entries, related_lists
from cleaning.reading.rows import as_blocks
from cleaning.reading.run import FOUND as BELOW_TITLE
from cleaning.reading.scorer import scorer
from cleaning.reading.second import FirstReading, SecondReader, second_reader
from cleaning.reading.sections import split_sections
from cleaning.reading.selection import removed_lines
from cleaning.reading.titles import Title, find_title, fold
from cleaning.reading.unshown import FOUND, unshown_body

if TYPE_CHECKING:
    from cleaning.reading.site import SitePage
    from cleaning.reading.sitereader import SiteReader

_STRANGE = re.compile("[\x01-\x08\x0b\x0e-\x1f\ufffd]")
_START = 4000  # characters
_MOST_COMPARED = (
    300_000_000  # characters of a body that the page names, times lines that are looked for in it
)
_BINARY = 0.1  # of these: more control characters than this are no text in any encoding


class Body(NamedTuple):
    """The article's lines and how they were found; `likely` says of each line of the page what the scorer thinks, `below`
    are the lines of a list of neighbours that stands right below the text; `left` are the lines left out: see
    `selection.Selection`."""

    kept: list[RawBlock]
    left: Mapping[int, tuple[str, str]]
    choice: Choice | None
    found: str
    confidence: float | None
    likely: Sequence[float] = ()
    below: Sequence[RawBlock] = ()


class Examined(NamedTuple):
    """All that is found out about a page with markup, before an article is made of it."""

    document: Document
    title: Title
    body: Body
    removed: list[Removed]
    metadata: Metadata
    keywords: tuple[str, ...]
    related: list[Related]
    neighbours: set[int]
    signs: Signs
    verdict: Verdict


def read_page(page: Page, options: ReadOptions, site_reader: SiteReader | None = None) -> Article:
    """See `cleaning.reading.read`."""
    utf8 = utf8_of(page, options)
    if _is_binary(utf8.content):
        return _dropped(
            page, "unreadable", "the content is not text: a file of another kind, or a broken one"
        )
    if page.form == "text":
        from cleaning.reading.lines import read_lines

        text = decode(utf8.content).text
        return _with_encoding(read_lines(text, page, options), utf8)
    if options.selectors or site_reader is not None:
        return _with_encoding(_read_site(utf8.content, page, options, site_reader), utf8)
    return _with_encoding(_read_html(utf8.content, page, options), utf8)


def _read_site(html: bytes, page: Page, options: ReadOptions, site_reader: SiteReader | None) -> Article:
    """The article of a page as a person's selectors or reader want it read."""
    from cleaning.reading.stated import lines_of_site, with_stated

    try:
        site = site_page(html, page, options, site_reader)
    except SiteReaderError as error:
        return _dropped(page, "reader_failed", str(error))
    article = _read_html(site.html.encode(), page, options, is_body=bool(site.body_by))
    around = _read_html(site.around.encode(), page, options) if site.around is not None else None
    article = with_stated(article, site, around, moment_of(page.fetched_at, options.time_zone))
    removed = lines_of_site(site.removed)
    metadata = _with_said(article.metadata, removed)
    if article.dropped is not None:
        return msgspec.structs.replace(article, metadata=metadata)
    return msgspec.structs.replace(article, metadata=metadata, removed=(*article.removed, *removed))


def site_page(html: bytes, page: Page, options: ReadOptions, site_reader: SiteReader | None) -> SitePage:
    """The page that the selectors and the reader of a site make of a page; SiteReaderError where the reader fails."""
    from cleaning.reading.site import read_site

    return read_site(html, options.selectors, site_reader, page)


def utf8_of(page: Page, options: ReadOptions) -> Utf8:
    """The content of a page in UTF-8, with what says so."""
    if isinstance(page.content, str):
        return Utf8(page.content.removeprefix("\ufeff").encode("utf-8", "replace"), "", "none", 0)
    return to_utf8(page.content, page.headers.get("content-type"), options.encoding)


def _is_binary(content: bytes) -> bool:
    start = content[: 3 * _START].decode("utf-8", "ignore")[:_START]
    strange = len(_STRANGE.findall(start))
    return strange > max(8, _BINARY * len(start)) or start.startswith(("%PDF-", "PK\x03\x04"))


def examine(html: bytes, page: Page, options: ReadOptions, *, is_body: bool = False) -> Examined:
    """What reading finds out about the markup of a page; `is_body` where a person says that it is an article's body."""
    limited = limit(html)
    url = page.url if page.url is not None and _is_address(page.url) else None
    document = parse(limited.content, _walk_for(options))
    data = linked_data(document.json_ld)
    unshown = unshown_body(document, data.body) if not is_body else b""
    if unshown:
        document = parse(_without_end(limited.content) + unshown, _walk_for(options))
    moment = moment_of(page.fetched_at, options.time_zone)
    title = find_title(document, data)
    related, neighbours = related_lists(document, url, moment)
    second = second_reader(options, limited.content, url) if not is_body else None
    body = _find_body(document, data, title, url, neighbours, second, is_body)
    if unshown:
        body = body._replace(found=FOUND)
    if body.below:
        neighbours = neighbours.union(block.position for block in body.below)
        related += read_entries(body.below, address_base(document, url), moment)
    title = _title_above(document, title, body)
    metadata, keywords = read_metadata(
        document,
        data,
        url=url,
        moment=moment,
        kept=body.kept,
        position=title.position,
        title=title.text,
        neighbours=neighbours,
    )
    removed = removed_lines(document.blocks, body.left)
    metadata = _with_notes(metadata, title, body, removed, (*limited.cut, *document.cut))
    signs = _signs(document, title, body, metadata, data, url, neighbours)
    if is_body:
        signs = signs._replace(declared_article=True)
    verdict = judge(document, signs)
    return Examined(document, title, body, removed, metadata, keywords, related, neighbours, signs, verdict)


def _without_end(html: bytes) -> bytes:
    """The markup of a page up to where its body ends, for more to follow there."""
    end = html.rfind(b"</body")
    return html[:end] if end >= 0 else html


def _walk_for(options: ReadOptions) -> type[Walk] | None:
    if not options.links:
        return None
    from cleaning.reading.links import LinkWalk

    return LinkWalk


def _is_address(url: str) -> bool:
    """Whether an address can be taken apart; one that cannot says nothing of its page, and stays as it was given."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _read_html(html: bytes, page: Page, options: ReadOptions, *, is_body: bool = False) -> Article:
    examined = examine(html, page, options, is_body=is_body)
    if examined.verdict.kind != "article":
        return _no_article(page, examined.verdict, examined.title, examined.metadata)
    return _article(page, examined, options.links)


def _find_body(
    document: Document,
    data: LinkedData,
    title: Title,
    url: str | None,
    neighbours: set[int],
    second: SecondReader | None,
    is_body: bool,
) -> Body:
    if not document.blocks:
        return Body([], {}, None, "", None)
    hint = data.body
    if len(hint) * len(document.blocks) > _MOST_COMPARED:
        hint = ""
        document.cut["named body"] = None
    choice = choose(document, hint, title.position or 0)
    matrix = features(document, choice, title.position, title.text or "")
    likely = scorer().probabilities(matrix).tolist()
    if is_body:
        # The scorer knows pages, not what a person knows of this one: it is not asked, its doubt is told.
        from cleaning.reading.stated import trusted

        choice, trimmed = trim_widely(document, choice, title, neighbours, likely)
        known = trusted(trimmed, likely)
        return Body(known.kept, known.left, choice, choice.reason, known.confidence, likely)
    found = find_lines(document, choice, title, neighbours, likely)
    below = list_below(document, found.selection.kept, url, neighbours)
    if below:
        neighbours = neighbours.union(block.position for block in below)
        found = find_lines(document, choice, title, neighbours, likely)
    selection, reason = found.selection, found.choice.reason
    if second is not None:
        reading = FirstReading(
            document, found.choice, found.trimmed, fold(title.text or ""), neighbours, likely
        )
        if (other := second.opinion(reading, selection)) is not None:
            selection, reason = other, f"second reader: {second.name}"
    return Body(selection.kept, selection.left, found.choice, reason, selection.confidence, likely, below)


def _title_above(document: Document, title: Title, body: Body) -> Title:
    """The title, or the nearest heading above the text where the head of the page names none."""
    if title.text is not None or not body.kept:
        return title
    first = body.kept[0].position
    for block in reversed(document.blocks[max(first - 12, 0) : first + 1]):
        if block.kind == "heading" and 2 <= len(block.text) <= 80:
            return Title(block.text.strip(" \u3000\xa0"), "heading above the text", block.position)
    return title


def _with_notes(
    metadata: Metadata, title: Title, body: Body, removed: Sequence[Removed], cut: Sequence[str]
) -> Metadata:
    found = dict(metadata.found)
    if title.text:
        found["title"] = title.found
    if body.kept:
        found["text"] = body.found
    if cut:
        found["caps"] = ", ".join(cut)
    return _with_said(msgspec.structs.replace(metadata, found=found), removed)


def _with_said(metadata: Metadata, removed: Sequence[Removed]) -> Metadata:
    """Metadata with what the lines left out say: editors and rights join those known, others fill a gap."""
    said: dict[str, list[str]] = {}
    for entry in removed:
        for name, one in _said(entry):
            said.setdefault(name, []).append(one)
    values: dict[str, str | None] = {}
    found = dict(metadata.found)
    for name, told in said.items():
        known = getattr(metadata, name)
        value = join_values(name, [known, *told]) if name in ("editor", "rights") else known or told[0]
        if value != known:
            values[name] = value
            where = "line of the article's element"
            found[name] = f"{found[name]}, {where}" if name in found else where
    return msgspec.structs.replace(metadata, **values, found=found) if values else metadata


def _said(entry: Removed) -> tuple[tuple[str, str], ...]:
    """What a line that is left out says of the article: editors, sources and rights are never just dropped."""
    if is_legal_line(entry.text):
        return (("rights", clean(entry.text) or ""),)
    return said_by(entry.text) if is_byline_line(entry.text) else ()


def _signs(
    document: Document,
    title: Title,
    body: Body,
    metadata: Metadata,
    data: LinkedData,
    url: str | None,
    neighbours: set[int],
) -> Signs:
    declared = document.meta("og:type")
    return Signs(
        kept=body.kept,
        title=title.text,
        title_shown=title.position is not None,
        dated=metadata.published_at is not None and metadata.found.get("published_at") != "address",
        declared_article=bool(data.body or (declared and "article" in declared[1].lower())),
        url=url,
        neighbours=neighbours,
        likely=body.likely,
        below_title=body.found == BELOW_TITLE,
    )


def _article(page: Page, examined: Examined, with_links: bool) -> Article:
    document, body, metadata = examined.document, examined.body, examined.metadata
    blocks = blocks_of(body)
    sections = split_sections(blocks)
    base = address_base(document, page.url or metadata.canonical_url)
    images: tuple[Image, ...] = ()
    if document.images and body.choice is not None and body.kept:
        images = article_images(document, body.kept, body.choice.container, blocks, sections.taken, base)
    links: tuple[Link, ...] | None = None
    if with_links:
        from cleaning.reading.links import article_links

        links = article_links(document, place_lines(body.kept, blocks, sections.taken), base)
    return Article(
        url=page.url,
        title=clean(examined.title.text or ""),
        blocks=tuple(sections.blocks),
        keywords=sections.keywords or examined.keywords,
        related=merge_related(sections.related, examined.related),
        metadata=metadata,
        confidence=body.confidence,
        removed=(*examined.removed, *sections.removed),
        fetched_at=page.fetched_at,
        archive_ref=page.archive_ref,
        images=images,
        links=links,
    )


def blocks_of(body: Body) -> list[Block]:
    """The kept lines as blocks, before keyword and neighbour lines are taken out of them."""
    return [_clean_block(block) for block in as_blocks(body.kept)]


def _clean_block(block: Block) -> Block:
    text = plain_text(block.text)
    return block if text == block.text else Block(block.kind, text, block.level)


def _no_article(page: Page, verdict: Verdict, title: Title, metadata: Metadata) -> Article:
    article = _dropped(page, "not_an_article", verdict.detail)
    return msgspec.structs.replace(
        article, kind=verdict.kind, title=clean(title.text or ""), metadata=metadata
    )


def _dropped(page: Page, reason: str, detail: str) -> Article:
    return Article(
        url=page.url,
        kind="unreadable",
        dropped=Dropped(reason, detail),
        fetched_at=page.fetched_at,
        archive_ref=page.archive_ref,
    )


def _with_encoding(article: Article, decoded: Utf8) -> Article:
    if not decoded.encoding:
        return article
    metadata = msgspec.structs.replace(
        article.metadata,
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        replaced_characters=decoded.replaced,
        pieces_in_gbk=decoded.pieces,
    )
    return msgspec.structs.replace(article, metadata=metadata)
