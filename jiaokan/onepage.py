"""One page, read under its identity: what `jiaokan.extract` and the stages of a run have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cleaning.article import Article, Dropped
from cleaning.page import Page
from cleaning.reading import ReadOptions, explain, read
from cleaning.reading.dates import instant_of
from crawler.urls import normalise_url
from output.identity import urn_of

if TYPE_CHECKING:
    from cleaning.reading.explaining import Explanation
    from cleaning.reading.sitereader import SiteReader

# Chrome, Edge and IE write the one, SingleFile the other; the address ends at a space or with the comment.
_SAVED_FROM = re.compile(
    rb"<!--\s{0,9}(?:saved from url=\([0-9]{1,6}\)(https?://[!-;=?-~]{1,2000}?)\s{0,9}-->"
    rb"|Page saved with SingleFile\s{1,9}url:\s{0,9}(https?://[!-;=?-~]{1,2000}?)\s)",
    re.IGNORECASE,
)
_HEAD = 4096


def read_page(page: Page, options: ReadOptions) -> Article:
    """The article of a page under its identity: the normalised address, or the digest of the input without one.

    A `fetched_at` that is no ISO 8601 time counts as missing. Raises ReaderError where the site's own reader cannot be
    loaded: that is no fault of the page.
    """
    site_reader = _site_reader(options)
    raw = page.content.encode("utf-8", "replace") if isinstance(page.content, str) else page.content
    told = saved_from(page)
    url = normalised(page.url) or told or urn_of(raw)
    try:
        article = read(replace(page, url=None if url.startswith("urn:") else url), options, site_reader)
    except Exception as error:  # a fault of ours: one bad page never stops a run
        article = Article(
            kind="unreadable", dropped=Dropped("reader_failed", f"{type(error).__name__}: {error}")
        )
    fetched_at = page.fetched_at if instant_of(page.fetched_at) else None
    if told is not None:
        found = {**article.metadata.found, "url": "comment of the browser that saved the page"}
        article = replace(article, metadata=replace(article.metadata, found=found))
    return replace(
        _with_pages_normalised(article), url=url, fetched_at=fetched_at, archive_ref=page.archive_ref
    )


def _with_pages_normalised(article: Article) -> Article:
    """The addresses of further pages as those of pages are written, so that the ones find the others."""
    about = article.metadata
    if about.page_number is None:
        return article
    urls = {number: normalised(url) or url for number, url in (about.page_urls or {}).items()}
    metadata = replace(
        about,
        next_url=normalised(about.next_url),
        page_urls=urls or None,
        whole_url=normalised(about.whole_url),
    )
    return replace(article, metadata=metadata)


def _site_reader(options: ReadOptions) -> SiteReader | None:
    if options.reader is None:
        return None
    # It brings BeautifulSoup, which the pages of most sites have no use for.
    from jiaokan.sitereaders import load_reader

    return load_reader(options.reader)


def explain_page(page: Page, options: ReadOptions) -> Explanation:
    """Why `read_page` reads a page as it does."""
    from cleaning.reading.explaining import Explanation

    url = normalised(page.url) or saved_from(page)
    site_reader = _site_reader(options)
    try:
        return explain(replace(page, url=url), options, site_reader)
    except Exception as error:  # as in read_page, whose article tells the same
        return Explanation(form=page.form, kind="unreadable", kind_reason=f"{type(error).__name__}: {error}")


def saved_from(page: Page) -> str | None:
    """The address that a browser wrote into a page when it saved it; None where the address is known, or not written.

    It is what the page calls itself, as a canonical address is, and nothing is fetched from there.

    >>> saved_from(Page(content="<!-- saved from url=(0026)https://example.com/a.html -->"))
    'https://example.com/a.html'
    """
    if page.form != "html" or normalised(page.url) is not None:
        return None
    start = page.content[:_HEAD]
    if isinstance(start, str):
        start = start.encode("utf-8", "replace")
    match = _SAVED_FROM.search(start)
    return normalised((match[1] or match[2]).decode("ascii")) if match else None


def normalised(url: str | None) -> str | None:
    """The address as it is written everywhere; None for none, and for what is no address."""
    if not url:
        return None
    try:
        return normalise_url(url)
    except ValueError:
        return None
