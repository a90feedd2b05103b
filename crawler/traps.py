"""Addresses that a site makes without end: calendars, facets, endless lists, echoes of one page.

Two ways to tell them. Some show it by themselves: paths that repeat their own parts, dates of another age, queries of many
parameters. The others show it by what they bring: addresses are counted by their pattern (numbers and names of pages
taken out), and a pattern of which page after page brings nothing is left for the rest of the crawl. Nothing of
this is remembered: the next crawl asks a few pages of the pattern again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

import msgspec

Kind = Literal["list", "article"]

# Bounds that addresses of pages keep far below.
LONGEST = 1000
MOST_PARTS = 12
MOST_PARAMETERS = 8
# So often stands no part in an honest path; a/b/a/b is a link resolved against the wrong folder.
MOST_REPEATED = 3
FIRST_YEAR = 1990
YEARS_AHEAD = 2
# Pages in a row that brought nothing, until a pattern is left: of one pattern, of one path with any query, of one folder.
# What the profile names as an article gets more patience.
BARREN = 10
BARREN_PATH = 16
BARREN_FOLDER = 30
BARREN_NAMED = 50
# A pattern that has brought something in more than this share of its pages has a dry stretch, no end.
FRUITFUL_SHARE = 0.1
# Texts remembered to know an echo again, as numbers of eight bytes.
MOST_TEXTS = 100_000

_YEAR = re.compile(
    r"/((?:1[0-9]|2[0-9])[0-9]{2})(?:[-/_](?:0?[1-9]|1[0-2])(?![0-9])|(?:0[1-9]|1[0-2])(?:[0-3][0-9])?(?![0-9]))"
    r"|[?&](?:y|year|ym|yyyy|date|month|day)=((?:1[0-9]|2[0-9])[0-9]{2})(?![0-9]{5})",
    re.IGNORECASE,
)
_NUMBER = re.compile("[0-9]+")
_TOKEN = re.compile(r"(?=[^/]*[0-9])[0-9A-Za-z_~-]{16,}")
_SLUG = re.compile(r"(?:[^/-]+-){3,}[^/]+|(?:%[0-9A-F]{2}){3,}[^/]*|[^/.]{24,}", re.IGNORECASE)


def pattern_of(url: str) -> str:
    """An address with numbers, keys and page names taken out: what addresses of one kind have in common.

    >>> pattern_of("http://a.org/2026/05/01/1234.html")
    '/#/#/#/#.html'
    >>> pattern_of("http://a.org/news/how-to-mend-a-book.html"), pattern_of("http://a.org/s/0f3a9c77d2e14b60/x?b=2&a=1")
    ('/news/*', '/s/*/x?a&b')
    """
    parts = urlsplit(url)
    path = _SLUG.sub("*", _TOKEN.sub("*", parts.path))
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return _NUMBER.sub("#", path) + ("?" + "&".join(dict.fromkeys(names)) if names else "")


def shows_a_trap(url: str, today: date) -> str | None:
    """What shows by an address alone that it is one of endlessly many, in words; None for all others.

    >>> shows_a_trap("http://a.org/x/y/x/y/x/y/x/y/", date(2026, 5, 1))
    'its path repeats itself'
    >>> shows_a_trap("http://a.org/calendar/2031/07/", date(2026, 5, 1))
    'it is dated 2031'
    >>> shows_a_trap("http://a.org/2026/05/01/1234.html", date(2026, 5, 1)) is None
    True
    """
    if len(url) > LONGEST:
        return f"it has more than {LONGEST} characters"
    parts = urlsplit(url)
    folders = [part for part in parts.path.split("/") if part]
    if len(folders) > MOST_PARTS:
        return f"its path has more than {MOST_PARTS} parts"
    names = [part for part in folders if not part.isdecimal()]
    if len(names) > MOST_REPEATED and max(Counter(names).values()) > MOST_REPEATED:
        return "its path repeats itself"
    if parts.query.count("&") >= MOST_PARAMETERS:
        return f"it has more than {MOST_PARAMETERS} parameters"
    dated = _YEAR.search(f"{parts.path}?{parts.query}")
    year = int(dated[1] or dated[2]) if dated else today.year
    return f"it is dated {year}" if not FIRST_YEAR <= year <= today.year + YEARS_AHEAD else None


class Page(msgspec.Struct, frozen=True):
    """What a page that was asked for the first time brought: whether it led to unknown articles, and what it says.

    `sketch` is a hash of its visible text, None where there is none; `of_its_own` says that a page of the same pattern led to it.
    """

    url: str
    kind: Kind
    new_articles: bool
    sketch: str | None = None
    of_its_own: bool = False


class _Count:
    __slots__ = ("barren", "fruitful", "seen")

    def __init__(self) -> None:
        self.seen = self.fruitful = self.barren = 0


class Patterns:
    """The patterns of one crawl: what each has brought, how many pages it may still have, and which are left.

    `named` says whether an address is an article by a pattern of the profile; `most` is the largest number of pages
    never seen before that one pattern may have, 0 for any.
    """

    def __init__(self, named: Callable[[str], bool] = lambda _: False, most: int = 0) -> None:
        self._named = named
        self._most = most
        self._counts: dict[tuple[str, Kind, str], _Count] = {}
        self._texts: set[int] = set()
        self.left: dict[tuple[str, Kind, str], str] = {}

    def note(self, page: Page) -> list[str]:
        """Counts a page; for each pattern that is left from now on a sentence that says so."""
        fruitful = self._brings(page)
        said = []
        for key, patience in self._keys(page.url, page.kind):
            count = self._counts.setdefault(key, _Count())
            count.seen += 1
            count.fruitful += fruitful
            count.barren = 0 if fruitful else count.barren + 1
            if key in self.left:
                continue
            if count.barren >= patience and count.fruitful <= FRUITFUL_SHARE * count.seen:
                self.left[key] = f"{count.barren} pages of {key[2]} in a row brought nothing new"
            elif self._most and key[0] == "pattern" and count.seen >= self._most:
                self.left[key] = f"{key[2]} has had its {self._most} pages (max_per_pattern)"
            if key in self.left:
                said.append(self.left[key])
        return said

    def why_left(self, url: str, kind: Kind) -> str | None:
        """Why an address is not asked for in this crawl any more; None where it is."""
        if not self.left:
            return None
        return next((self.left[key] for key, _ in self._keys(url, kind) if key in self.left), None)

    def _brings(self, page: Page) -> bool:
        echo = page.sketch is not None and hash(page.sketch) in self._texts
        if page.sketch is not None and len(self._texts) < MOST_TEXTS:
            self._texts.add(hash(page.sketch))
        if page.kind == "list":
            return page.new_articles and not echo
        # What lists lead to is wanted, however alike it is; endless pages lead to themselves.
        return not (page.of_its_own and (echo or page.sketch is None))

    def _keys(self, url: str, kind: Kind) -> Iterable[tuple[tuple[str, Kind, str], int]]:
        pattern = pattern_of(url)
        host = urlsplit(url).netloc
        named = kind == "article" and self._named(url)
        yield ("pattern", kind, host + pattern), BARREN_NAMED if named else BARREN
        if named:
            return
        path, query, _ = pattern.partition("?")
        if query:
            yield ("path", kind, f"{host}{path}?"), BARREN_PATH
        folders = path.split("/")
        if len(folders) > 3:
            yield ("folder", kind, f"{host}/{folders[1]}/"), BARREN_FOLDER
