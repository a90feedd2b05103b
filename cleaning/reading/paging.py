"""Articles over several pages: which page this is, how many there are, and where the others lie.

A pager is believed only where addresses bear it out: those of its links must differ from that of the page in a page
number alone, and in the number that the link names. Then links to other articles (下一篇) are no pages of this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from cleaning.reading.document import Document, RawBlock
from cleaning.reading.elements import FOREIGN, traits_of
from cleaning.reading.measures import TURN
from cleaning.reading.related import address_base

_PAGE_KEYS: Final = ("page", "p", "pageno", "pagenum", "paged", "pn", "pageindex", "currentpage")
_IN_PATH: Final = (
    re.compile(r"^(?P<stem>.*[^/_-])[_-](?P<page>[0-9]{1,3})(?P<end>\.[a-z]{3,5})$", re.I),  # 12345_2.html
    re.compile(r"^(?P<stem>.*?)/(?:page/|p)?(?P<page>[0-9]{1,2})(?P<end>/?)$"),  # /a/12345/2
)
_NEXT_WORD = r"下一?[页頁]|后一页|下页|next(?: page)?"
_PREVIOUS_WORD = r"上一?[页頁]|前一页|上页|prev(?:ious)?(?: page)?"
_LAST_WORD = r"[尾末][页頁]|最后一页|last(?: page)?"
_NEXT, _PREVIOUS, _LAST = (
    re.compile(f"(?:{word})$", re.I) for word in (_NEXT_WORD, _PREVIOUS_WORD, _LAST_WORD)
)
_WORD = rf"[0-9]{{1,3}}|第[0-9]{{1,3}}页|{_NEXT_WORD}|{_PREVIOUS_WORD}|{_LAST_WORD}"
_TURNING = re.compile("ext|rev|ast|EXT|REV|AST")  # of next, previous, last: faster than ignoring case
_PAGER_WORD = re.compile(_WORD, re.I | re.ASCII)
_BETWEEN = r"[\s\u3000\xa0>»›<«‹\[\]【】|.…]"
_PAGER = re.compile(rf"{_BETWEEN}*(?:(?:{_WORD}){_BETWEEN}*)+", re.I)
_WHOLE = re.compile(
    r"[\s\[【]*(?:(?:在?[本单][页頁])?(?:阅读|查看|显示|浏览|閱讀|顯示)?(?:全文|全部|余下全文)(?:阅读|显示|浏览)?|单页阅读|"
    r"view all|(?:view|read)? ?(?:as )?(?:a )?single page|show all(?: pages)?|all pages)[\s>»\]】]*",
    re.I,
)
_COUNT = re.compile(
    r"共\s*([0-9]{1,3})\s*[页頁]|(?:^|[\s第(（])[0-9]{1,3}\s*/\s*([0-9]{1,3})(?:\s*[页頁]|$|[)）\s])"
)
_OF_HOW_MANY = re.compile(r"(?<![0-9/])([0-9]{1,3})\s*/\s*[0-9]{1,3}(?![0-9/])")
_NO_PAGES: Final = ("javascript", "mailto", "tel", "data")
_LONGEST_WORDS: Final = 12
_LONGEST_PAGER: Final = 120
_LAST_PAGE: Final = 500
_MOST_LINKS: Final = 400
_LEAST_AGREEING: Final = 2  # links of a pager that nothing but themselves bears out
_MOST_READINGS: Final = 4  # numbers that a page without an address may have


class Place(NamedTuple):
    """An address without its page number, and that number (None where it has none: the first page)."""

    stem: str
    number: int | None


class Paging(NamedTuple):
    """What a pager says. All is None or empty for an article of one page.

    `series` is what the addresses of all pages have in common, `page_count` how many
    pages the pager names (None where it only leads on), `urls` the
    addresses of others by their number, `whole_url` the address that shows all of them on one page.
    """

    next_url: str | None = None
    page_number: int | None = None
    page_count: int | None = None
    series: str | None = None
    urls: tuple[tuple[int, str], ...] = ()
    whole_url: str | None = None


class _Link(NamedTuple):
    """A link that may belong to a pager: what it says, word by word, where it leads, and its line."""

    words: tuple[str, ...]
    target: str
    places: tuple[Place, ...]
    line: int


class _Reading(NamedTuple):
    """One way to understand a pager: the page that the address is, the pages its links lead to, those that it names by their
    number or as the last, how many links agree, and the lines it has."""

    own: Place
    number: int
    urls: dict[int, str]
    named: tuple[int, ...]
    agreeing: int
    lines: frozenset[int]


def find_paging(document: Document, url: str | None) -> Paging:
    """What the pager of a page says; links to other articles (下一篇, rel=next of an archive) are no pages of this one.

    A page without an address is told from its pager alone; what is relative in it names no page.
    """
    base = address_base(document, url)
    links = list(islice(_links(document, base), _MOST_LINKS))
    if not links:
        return Paging()
    if url is None:
        return _without_address(document, links)
    # Which of its numbers an address counts pages with, and whether 0 or 1 is the first, shows only in the links.
    readings = [_understood(own, links, first) for first in (1, 0) for own in places(url)]
    best = max(readings, key=lambda reading: reading.agreeing)
    if not best.agreeing:
        return Paging()
    following = best.urls.get(best.number + 1)
    named = max((*best.named, _announced(document.blocks, best.lines)), default=0)
    count = max(named, best.number) if named else None
    whole = _whole(document, base, url, best.own.stem)
    return Paging(following, best.number, count, best.own.stem, tuple(best.urls.items()), whole)


def _without_address(document: Document, links: Sequence[_Link]) -> Paging:
    """What the pager of a saved page says, whose own number is the one that it does not link."""
    links = [link for link in links if _leads_elsewhere(link.target)]
    best: _Reading | None = None
    for first in (1, 0):
        numbered = (place.stem for link in links for place in link.places if place.number is not None)
        for stem in dict.fromkeys(numbered):
            for number in _own_numbers(document, links, stem, first):
                own = Place(stem, number - 1 + first)
                reading = _understood(own, links, first)
                if best is None or reading.agreeing > best.agreeing:
                    best = reading
    if best is None or best.agreeing + _is_said(document, best) < _LEAST_AGREEING:
        return Paging()
    count = max((*best.named, best.number, _announced(document.blocks, best.lines)))
    if not urlsplit(best.own.stem).netloc:
        return Paging(page_number=best.number, page_count=count)
    return Paging(best.urls.get(best.number + 1), best.number, count, best.own.stem, tuple(best.urls.items()))


def _leads_elsewhere(target: str) -> bool:
    """Whether an address is one of another page: scripts and places of this one are buttons."""
    return bool(target) and target[0] != "#" and target.partition(":")[0].lower() not in _NO_PAGES


def _is_said(document: Document, reading: _Reading) -> bool:
    """Whether a line beside the pager says which page of how many this is (2/5)."""
    near = {place + step for place in reading.lines if place >= 0 for step in (-1, 0, 1)}
    lines = [document.blocks[place].text for place in near if 0 <= place < len(document.blocks)]
    told = [found for line in lines if len(line) <= _LONGEST_PAGER for found in _OF_HOW_MANY.findall(line)]
    return str(reading.number) in told


def _own_numbers(document: Document, links: Sequence[_Link], stem: str, first: int) -> list[int]:
    """The numbers a page may have by its pager: before the next, behind the previous, or named without a link."""
    found: dict[int, None] = {}
    linked: dict[int, None] = {}
    lines: dict[int, None] = {}
    for link in links:
        pages = [_page(place, first) for place in link.places if place.stem == stem]
        for page in pages:
            linked[page] = None
            if any(map(_NEXT.match, link.words)):
                found[page - 1] = None
            elif any(map(_PREVIOUS.match, link.words)):
                found[page + 1] = None
            if link.line >= 0 and any(word.strip("第页") == str(page) for word in link.words):
                lines |= dict.fromkeys((link.line - 1, link.line, link.line + 1))
    for line in lines:
        if 0 <= line < len(document.blocks) and _PAGER.fullmatch(text := document.blocks[line].text):
            found |= dict.fromkeys(
                int(number) for number in re.findall("[0-9]{1,3}", text) if int(number) not in linked
            )
    return [number for number in found if 1 <= number <= _LAST_PAGE][:_MOST_READINGS]


def places(url: str) -> list[Place]:
    """The ways to read an address as a page of something; the last is "page of itself".

    >>> [place.number for place in places("https://example.com/a/7312_2.html")]
    [2, None]
    """
    split = urlsplit(url)
    path, query = split.path, parse_qsl(split.query, keep_blank_values=True)
    found: list[Place] = []

    def add(path: str, query: list[tuple[str, str]], page: str | None) -> None:
        if page is None or int(page) <= _LAST_PAGE:
            stem = urlunsplit((split.scheme, split.netloc.lower(), path, urlencode(query), ""))
            found.append(Place(stem, None if page is None else int(page)))

    for key, value in query:
        if key.lower() in _PAGE_KEYS and re.fullmatch("[0-9]{1,3}", value, re.ASCII):
            add(path.rstrip("/"), [pair for pair in query if pair[0] != key], value)
    for pattern in _IN_PATH:
        if match := pattern.match(path):
            add(match["stem"] + match["end"].rstrip("/"), query, match["page"])
    add(path.rstrip("/"), query, None)
    return found


def _links(document: Document, base: str) -> Iterator[_Link]:
    for rel, href in document.links:
        if rel == "next" and (link := _link(("下一页",), href, base, -1)) is not None:
            yield link
    measures = document.measures
    turning = ((measures.digits > 0) | (measures.signs & TURN > 0)).tolist()
    for block in document.blocks:
        if not (block.anchors and (turning[block.position] or _TURNING.search(block.text))):
            continue
        for each in block.links:
            # Neighbouring links to one address are read as one: "3下一页".
            if len(each.text) > _LONGEST_WORDS or not _PAGER.fullmatch(each.text):
                continue
            words = tuple(_PAGER_WORD.findall(each.text))
            link = _link(words, each.href, base, block.position)
            if link is not None and not _is_of_comments(block):
                yield link


def _link(words: tuple[str, ...], href: str, base: str, line: int) -> _Link | None:
    try:
        target = urljoin(base, href)
        return _Link(words, target, tuple(places(target)), line)
    except ValueError:
        return None


def _is_of_comments(block: RawBlock) -> bool:
    """Whether a pager turns the pages of comments, which are no pages of the article."""
    return any(
        traits_of(element.tag, element.words, element.itemprop) & FOREIGN
        for element in block.container.ancestors()
    )


def _understood(own: Place, links: Sequence[_Link], first: int) -> _Reading:
    """The links that agree with one way to read the address; `first` is how the site calls the first page, 0 or 1."""
    number = _page(own, first)
    urls: dict[int, str] = {}
    lines: set[int] = set()
    named: list[int] = []
    agreeing = 0
    for link in links:
        expected = _expected(link.words, number)
        for place in link.places:
            page = _page(place, first)
            if place.stem != own.stem or page == number or page < 1:
                continue
            is_last = expected is None and page > number and place.number is not None
            if page == expected or is_last:
                urls.setdefault(page, link.target)
                lines.add(link.line)
                named += [page] if is_last or any(word.strip("第页").isdigit() for word in link.words) else []
                agreeing += 1
                break
    agreeing = agreeing if number >= 1 else 0
    return _Reading(own, number, dict(sorted(urls.items())), tuple(named), agreeing, frozenset(lines))


def _page(place: Place, first: int) -> int:
    return 1 if place.number is None else place.number + 1 - first


def _expected(words: Sequence[str], number: int) -> int | None:
    """The page that the words of a link promise; None for the last one, whose number only its address tells."""
    for word in words:
        if _NEXT.match(word):
            return number + 1
        if _PREVIOUS.match(word):
            return number - 1
    for word in words:
        if digits := re.search("[0-9]+", word):
            return int(digits[0])
    return None


def _announced(blocks: Sequence[RawBlock], lines: frozenset[int]) -> int:
    """How many pages the words beside a pager name (共5页, 2/5), 0 where they name none."""
    near = {place + step for place in lines if place >= 0 for step in (-1, 0, 1)}
    counts = [
        int(found[1] or found[2])
        for place in near
        if 0 <= place < len(blocks) and len(blocks[place].text) <= _LONGEST_PAGER
        for found in _COUNT.finditer(blocks[place].text)
    ]
    return max((count for count in counts if count <= _LAST_PAGE), default=0)


def _whole(document: Document, base: str, url: str, stem: str) -> str | None:
    """The address behind a link such as 阅读全文, where it looks like one more page of the series."""
    bare = re.sub(r"\.[a-z]{3,5}$", "", urlsplit(stem).path)
    for block in document.blocks:
        for each in block.links:
            if len(each.text) > _LONGEST_WORDS + 8 or not _WHOLE.fullmatch(each.text):
                continue
            try:
                target = urljoin(base, each.href)
                split = urlsplit(target)
            except ValueError:
                continue
            same = split.netloc.lower() == urlsplit(stem).netloc and split.path.startswith(bare)
            if same and target.partition("#")[0] != url.partition("#")[0]:
                return target
    return None
