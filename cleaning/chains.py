"""Articles over several pages: which pages belong together, in which order, and which of them are not there.

A page says what comes after it; the page after it must bear that out, by its own pager or by its title. Pages behind a gap
are known by the series that their pagers name. Pure functions over short summaries, like all of gathering.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise

import msgspec

from cleaning.summary import Summary

_MOST_PAGES = 100
# A number behind a title, as pages of one article carry it: (2), （第2页）, _2, - 2/5.
_PAGE_MARK = re.compile(
    r"[\s_\-—–|(（\[【]*(?:第?\s?[0-9]{1,3}\s?[页頁]?|[0-9]{1,3}\s?/\s?[0-9]{1,3})[)）\]】\s]*$"
)
_MARKS = re.compile(r"[\W_]+")
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 300
# What shows all pages on one may lack their lead-ins, or have a list below; less is another text.
_LEAST_OF_WHOLE, _MOST_OF_WHOLE = 0.9, 1.2


class Absent(msgspec.Struct, frozen=True):
    """A page that a pager announces and that is not there: of which article (the place of its first page), its number,
    and its address where the pager tells it."""

    place: int
    number: int
    url: str | None = None


def chains(pages: Sequence[Summary], left: Sequence[int]) -> list[tuple[int, ...]]:
    """The places of each article's pages, in order; a page that stands alone is a chain of one."""
    follower = _followers(pages, left)
    continued = set(follower.values())
    found, used = [], set()
    # A ring of pages has no beginning: its first page in the order of the input begins it.
    for place in sorted(left, key=lambda place: (place in continued, place)):
        if place in used:
            continue
        chain = [place]
        used.add(place)
        while (following := follower.get(chain[-1])) is not None and len(chain) < _MOST_PAGES:
            if following in used:
                break
            chain.append(following)
            used.add(following)
        found.append(tuple(chain))
    return sorted(found)


def _followers(pages: Sequence[Summary], left: Sequence[int]) -> dict[int, int]:
    by_url = {pages[place].url: place for place in left}
    follower: dict[int, int] = {}
    for place in left:
        following = by_url.get(pages[place].next_url or "", place)
        if following != place and _continues(pages[place], pages[following]):
            follower[place] = following
    continued = set(follower.values())
    for series in _series(pages, left):
        for place, following in pairwise(series):
            # Behind a gap the next page that is there goes on.
            if place not in follower and following not in continued:
                follower[place] = following
                continued.add(following)
    return follower


def _series(pages: Sequence[Summary], left: Sequence[int]) -> Iterable[list[int]]:
    """The pages of each series by their numbers, of two with one number the first."""
    named = [
        (series, number, place)
        for place in left
        if (series := pages[place].page_series) is not None
        and (number := pages[place].page_number) is not None
    ]
    for _, group in groupby(sorted(named), key=lambda each: each[0]):
        numbers: dict[int, int] = {}
        for _, number, place in group:
            numbers.setdefault(number, place)
        yield list(numbers.values())


def _continues(page: Summary, following: Summary) -> bool:
    """Whether a page that another one names as the next goes on with its article.

    Its pager says so, or it has none and bears the same title: /a/7_2.html may be another article as well.
    """
    if following.page_series is not None and page.page_series is not None:
        return following.page_series == page.page_series
    return are_alike(page.title, following.title)


def are_alike(title: str | None, other: str | None) -> bool:
    """Whether two pages may have the title of one article; a page without a title is like any.

    >>> are_alike("春汛", "春汛(2)"), are_alike("春汛", "春耕"), are_alike("河畔的春汛", "河畔的春汛：磨坊")
    (True, False, True)
    """
    one, two = _bare(title), _bare(other)
    if not one or not two or one == two:
        return True
    shorter, longer = sorted((one, two), key=len)
    return len(shorter) >= _SHORTEST_TITLE and longer.startswith(shorter)


def whole_title(titles: Sequence[str | None]) -> str | None:
    """The title of an article over several pages, without the number that its pages count themselves with.

    >>> whole_title(["春汛（1）", "春汛（2）"]), whole_title(["春汛", "春汛(2)"]), whole_title(["十年之1", "十年之1"])
    ('春汛', '春汛', '十年之1')
    """
    first, *others = titles
    if not first or all(other in (first, None) for other in others):
        return first
    bare = _PAGE_MARK.sub("", first[:_LONGEST_TITLE]).strip()
    same = all(other is None or _bare(other) == _bare(first) for other in others)
    return bare if bare and same else first


def _bare(title: str | None) -> str:
    # Hostile titles are megabytes of dashes; what tells two articles apart stands at the beginning.
    told = (title or "").strip()[:_LONGEST_TITLE]
    return _MARKS.sub("", _PAGE_MARK.sub("", told) or told).casefold()


def numbered(numbers: Iterable[int | None]) -> list[int]:
    """The numbers of an article's pages in their order; what has none, or one that cannot be, is the next.

    >>> numbered([None, 2, 4, None, 3])
    [1, 2, 4, 5, 6]
    """
    told: list[int] = []
    for number in numbers:
        last = told[-1] if told else 0
        told.append(number if number is not None and number > last else last + 1)
    return told


def pages_in_words(numbers: Sequence[int], count: int, *, at_least: bool = False) -> str:
    """Which pages of how many there are.

    >>> pages_in_words([1, 2, 4], 5), pages_in_words([1, 2, 3, 4, 7], 7), pages_in_words([1], 2, at_least=True)
    ('1, 2, 4 of 5', '1-4, 7 of 7', '1 of 2 or more')
    """
    runs: list[str] = []
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        runs += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)
    return f"{', '.join(runs)} of {count}{' or more' if at_least else ''}"


class Extent(msgspec.Struct, frozen=True):
    """Which pages of an article are there, how many it has (at least, where only the next one is announced)."""

    numbers: tuple[int, ...]
    count: int
    at_least: bool

    @property
    def is_whole(self) -> bool:
        return len(self.numbers) >= self.count

    def __str__(self) -> str:
        return pages_in_words(self.numbers, self.count, at_least=self.at_least)


def extent(numbers: Sequence[int | None], counts: Sequence[int | None], goes_on: bool) -> Extent:
    """The extent of an article whose pages have these numbers and announce these counts.

    `goes_on` says that the last page that is there names a following one.
    """
    there = numbered(numbers)
    announced = max([count for count in counts if count is not None], default=1)
    count = max(announced, there[-1] + goes_on)
    return Extent(tuple(there), count, at_least=count > announced and goes_on)


def absent_pages(pages: Sequence[Summary], chain: Sequence[int]) -> list[Absent]:
    """The pages of one article that its pagers announce and that the chain has not, in their order."""
    members = [pages[place] for place in chain]
    found = extent_of(members)
    urls: dict[int, str] = {}
    for page in members:
        urls = {**{int(number): url for number, url in page.page_urls.items()}, **urls}
    last = members[-1]
    if last.next_url is not None:
        urls.setdefault(found.numbers[-1] + 1, last.next_url)
    missing = sorted(set(range(1, found.count + 1)) - set(found.numbers))
    return [Absent(chain[0], number, urls.get(number)) for number in missing]


def extent_of(members: Sequence[Summary]) -> Extent:
    """The extent of an article with these pages."""
    inside = {page.url for page in members}
    following = members[-1].next_url
    return extent(
        [page.page_number for page in members],
        [page.page_count for page in members],
        following is not None and following not in inside,
    )


def whole_page(
    pages: Sequence[Summary],
    chain: Sequence[int],
    alone: Mapping[str, int],
    pointing: Mapping[str, Sequence[int]],
) -> int | None:
    """The place of a page that shows all pages of a chain on one.

    The chain names it by a link such as 阅读全文, or it names a page of the chain as its canonical address. `alone` has the
    pages that no other one continues by their address, `pointing` by the canonical address they name.
    """
    members = [pages[place] for place in chain]
    if members[0].page_series is None:
        return None
    named = [alone[url] for page in members if (url := page.whole_url) is not None and url in alone]
    named += [place for page in members for place in pointing.get(page.url, ())]
    length = sum(page.n_chars for page in members)
    whole = extent_of(members).is_whole
    for place in named:
        share = pages[place].n_chars / (length or 1)
        fits = share >= _LEAST_OF_WHOLE and (share <= _MOST_OF_WHOLE or not whole)
        if place not in chain and fits and are_alike(members[0].title, pages[place].title):
            return place
    return None
