"""Reading one site by what a person wrote for it: selectors, or a class.

The page is marked, not read, here: BeautifulSoup finds the elements that are named and hands the usual reader a page
that holds them where it cannot miss them. Only sites with selectors or a reader of their own pay for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.builder._htmlparser import BeautifulSoupHTMLParser, HTMLParserTreeBuilder
from bs4.exceptions import ParserRejectedMarkup
from soupsieve import SelectorSyntaxError

from cleaning.errors import InputError
from cleaning.reading.caps import SOUP, limit
from cleaning.reading.html import in_order, parse
from cleaning.reading.sitereader import SiteFields, SiteReader, fields_of

if TYPE_CHECKING:
    from cleaning.page import Page

FIELDS = ("title", "body", "author", "source", "published_at", "category", "remove")
_TEXTS = ("title", "author", "source", "published_at", "category")
# Entities, stray "<", and tags in what is read as characters elsewhere: each is a step of its own to a parser in Python.
_MOST_PIECES = 60_000
_PIECE = re.compile(r"<script\b.*?(?:</script|\Z)|[<&]", re.I | re.S)
_META = {
    "author": "author",
    "source": "source",
    "published_at": "article:published_time",
    "category": "article:section",
}


class SitePage(NamedTuple):
    """A page as a person wants it read.

    `html` holds the named body and nothing else; `around` is the whole page then, which has what the body has not
    (bylines, pagers), and None where no body was named. `removed` are the lines of elements to be left out, `said` maps a
    field to its value and to who says it, `keywords` are None where nobody names any, `cut` names the caps that the page
    reached.
    """

    html: str
    around: str | None = None
    removed: tuple[str, ...] = ()
    said: Mapping[str, tuple[str, str]] = {}
    keywords: tuple[str, ...] | None = None
    keywords_by: str = ""
    body_by: str = ""
    cut: tuple[str, ...] = ()


def read_site(
    html: str | bytes,
    selectors: Mapping[str, str],
    reader: SiteReader | None = None,
    page: Page | None = None,
) -> SitePage:
    """A page that holds the named elements only; a field that nothing is found for stays as it was.

    Raises InputError for an unknown field or a selector that is no CSS, SiteReaderError for a reader that fails.

    >>> page = "<h1>站名</h1><p class=t>春汛</p><div id=b>河水涨了。<i>广告</i></div>"
    >>> site = read_site(page, {"title": ".t", "body": "#b", "remove": "i"})
    >>> "<h1>春汛</h1>" in site.html, "广告" in site.html, site.removed
    (True, False, ('广告',))
    """
    html, cut = _limited(html if isinstance(html, bytes) else html.encode())
    soup = _soup(html)
    before = str(soup) if reader is not None else ""
    by_reader = fields_of(reader, soup, page) if reader is not None and page is not None else SiteFields()
    name = f"reader {type(reader).__name__}"
    removing = [*_elements(by_reader.remove), *_select_all(soup, selectors, "remove")]
    body, body_by = _elements(by_reader.body), name
    if not body:
        body, body_by = _select_all(soup, selectors, "body"), "selectors.body"
    removed = _take_out(removing, body)
    said: dict[str, tuple[str, str]] = {}
    for field in _TEXTS:
        if text := _text_of(getattr(by_reader, field)):
            said[field] = (text, name)
        elif found := _select_all(soup, selectors, field):
            said[field] = (_text_of(found[0]), f"selectors.{field}")
    keywords = tuple(by_reader.keywords) if by_reader.keywords is not None else None
    is_whole = not body and not said and not removing
    untouched = is_whole and (reader is None or str(soup) == before)
    marked, around = (html, None) if untouched else _marked(soup, body, said)
    return SitePage(marked, around, removed, said, keywords, name, body_by if body else "", cut)


def _limited(content: bytes) -> tuple[str, tuple[str, ...]]:
    """What BeautifulSoup can take of a page in time, and the caps that were reached."""
    limited = limit(content, SOUP)
    html, cut = limited.content.decode("utf-8", "replace"), limited.cut
    if html.count("<") + html.count("&") > _MOST_PIECES:
        beyond = next(islice(_PIECE.finditer(html), _MOST_PIECES, None), None)
        if beyond is not None:
            html, cut = html[: beyond.start()], tuple(dict.fromkeys((*cut, "size")))
    return html, cut


class _Parser(BeautifulSoupHTMLParser):
    """The parser of Python, which takes the square of the time for what opens and never ends."""

    def close(self) -> None:
        """Ends the page, unless markup is left that the parser would begin to read again and again."""
        if "<" in self.rawdata and self.cdata_elem is None:
            raise AssertionError("markup without an end")  # what this parser raises for markup it rejects
        super().close()


class _PatientParser(_Parser):
    def close(self) -> None:
        """Ends the page; what has no end even in order (an open tag in the characters of a frame) is left."""
        if "<" in self.rawdata and self.cdata_elem is None:
            self.rawdata = ""
        super().close()


class _Builder(HTMLParserTreeBuilder):
    def feed(self, markup: Any, _parser_class: type[BeautifulSoupHTMLParser] = _Parser) -> None:
        super().feed(markup, _parser_class)


class _PatientBuilder(HTMLParserTreeBuilder):
    def feed(self, markup: Any, _parser_class: type[BeautifulSoupHTMLParser] = _PatientParser) -> None:
        super().feed(markup, _parser_class)


def _soup(html: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(html, builder=_Builder)
    except ParserRejectedMarkup:
        # Tags, comments and sections without an end: browsers know what is meant, and so does the other parser.
        return BeautifulSoup(_limited(in_order(html.encode()).encode())[0], builder=_PatientBuilder)


def _marked(
    soup: BeautifulSoup, body: Sequence[Tag], said: Mapping[str, tuple[str, str]]
) -> tuple[str, str | None]:
    """The page that holds the named elements, and the whole page around a named body."""
    around = str(soup) if body else None
    page = BeautifulSoup("<html><head></head><body></body></html>", "html.parser") if body else soup
    head, whole = _child(page, "head"), _child(page, "body")
    if body and soup.html is not None and page.html is not None and soup.html.get("lang"):
        page.html["lang"] = soup.html["lang"]
    for field, name in _META.items():
        if field in said:
            head.insert(0, page.new_tag("meta", attrs={"name": name, "content": said[field][0]}))
    if "title" in said:
        for old in page.find_all(["title", "h1"]):
            old.decompose()
        for name, parent in (("title", head), ("h1", whole)):
            tag = page.new_tag(name)
            tag.string = said["title"][0]
            parent.insert(0, tag)
    if body:
        _keep_head(soup, head)
        article = page.new_tag("div", attrs={"itemprop": "articleBody"})
        for element in body:
            # The soup itself is a Tag as well, but cannot stand inside another one.
            parts = list(element.contents) if isinstance(element, BeautifulSoup) else [element]
            for part in parts:
                article.append(part.extract())
        whole.append(article)
    return str(page), around


def _elements(value: Tag | Sequence[Tag] | None) -> list[Tag]:
    if value is None:
        return []
    return _outermost([value] if isinstance(value, Tag) else list(value))


def _outermost(elements: Sequence[Tag]) -> list[Tag]:
    """Each element once, without those that stand inside another one."""
    own = {id(element) for element in elements}
    kept = [element for element in elements if not any(id(parent) in own for parent in element.parents)]
    return list({id(element): element for element in kept}.values())


def _take_out(elements: Sequence[Tag], body: Sequence[Tag]) -> tuple[str, ...]:
    """Takes elements out of the page; the lines of those inside the body, or of all where no body is named."""
    bodies = {id(element) for element in body}
    lines: list[str] = []
    for element in _outermost(elements):
        if id(element) in bodies:
            continue
        inside = not bodies or any(id(parent) in bodies for parent in element.parents)
        element.extract()
        if inside:
            lines += [block.text for block in parse(str(element).encode("utf-8", "replace")).blocks]
    return tuple(lines)


def _select_all(soup: BeautifulSoup, selectors: Mapping[str, str], field: str) -> list[Tag]:
    unknown = set(selectors) - set(FIELDS)
    if unknown:
        raise InputError(f"selectors: unknown field {min(unknown)!r}; known are {', '.join(FIELDS)}")
    selector = selectors.get(field)
    if not selector:
        return []
    try:
        return _outermost(soup.select(selector))
    except SelectorSyntaxError as error:
        raise InputError(f"selectors.{field}: {selector!r} is no CSS selector: {error}") from error


def _text_of(value: str | Tag | None) -> str:
    text = value.get_text(" ") if isinstance(value, Tag) else value or ""
    return " ".join(text.split())


def _child(page: BeautifulSoup, name: str) -> Tag:
    """The head or body of a page, made where the page has none."""
    found = page.find(name)
    if isinstance(found, Tag):
        return found
    made = page.new_tag(name)
    page.insert(0 if name == "head" else len(page.contents), made)
    return made


def _keep_head(soup: BeautifulSoup, head: Tag) -> None:
    for element in soup.find_all(["base", "meta", "link", "title"]):
        head.append(element.extract())
