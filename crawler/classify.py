"""What an address seems to be: an article, a list page, or nothing to fetch."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal
from urllib.parse import unquote, urlsplit

from crawler.urls import same_site, site_of

# Endings of files that hold no web page.
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|css|js|json|pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz|tar|exe|apk|dmg|mp[34]|"
    r"avi|mov|wmv|flv|m3u8|wav|swf|woff2?|ttf|eot)$",
    re.IGNORECASE,
)
# A day in the path, a number of four or more digits in the last part, or a page file named by a number: what the
# addresses of articles look like on the news systems in common use.
_ARTICLE_PATH = re.compile(
    r"/(?:19|20)[0-9]{2}[-/_]?[01]?[0-9](?:[-/_]?[0-3]?[0-9])?/[^/]+$"
    r"|[0-9]{4,}[^/]*\.(?:s?html?|php|aspx?|jsp)$"
    r"|/[0-9]+(?:_[0-9]+)?\.s?html?$"
    r"|/(?:a|p|article|articles|content|detail|news|post|posts|story|view)/[^/]*[0-9][^/]*$"
)
_ARTICLE_QUERY = re.compile(
    r"(?:^|&)(?:id|aid|article_?id|news_?id|content_?id|tid|p)=[0-9]{1,12}(?:&|$)", re.IGNORECASE
)
_LIST_FILE = re.compile(r"/(?:index|list|default|more|channel|node)[^/]*$", re.IGNORECASE)
_PAGING = re.compile(
    r"[0-9]+|index|page|pages|list|html?|shtml|php|aspx?|jsp|[^0-9A-Za-z]|(?<![A-Za-z])(?:p|pn|pg)(?![A-Za-z])"
)
_PART_NUMBER = re.compile(r"[_-][0-9]{1,3}$")


_ROLES_KEPT = 4096


class Classifier:
    """Judges addresses of one site by the patterns of its profile; where there are none of a kind, it guesses that kind."""

    def __init__(self, article: Sequence[str] = (), list_: Sequence[str] = ()) -> None:
        self._article = [re.compile(pattern) for pattern in article]
        self._list = [re.compile(pattern) for pattern in list_]
        self.guesses = not article
        self._known: dict[str, Literal["article", "list"] | None] = {}

    def role_of(self, url: str) -> Literal["article", "list"] | None:
        """What the page at a normalised address is taken for.

        >>> guess = Classifier()
        >>> guess.role_of("http://a.org/2024/05/01/story.html"), guess.role_of("http://a.org/news/")
        ('article', 'list')
        >>> guess.role_of("http://a.org/logo.png") is None, guess.role_of("http://a.org/about.html") is None
        (True, True)
        >>> Classifier([r"/text/"]).role_of("http://a.org/2024/05/01/story.html") is None
        True
        """
        # Menus and lists of neighbours stand on every page.
        if url not in self._known:
            if len(self._known) >= _ROLES_KEPT:
                self._known.clear()
            self._known[url] = self._judged(url)
        return self._known[url]

    def _judged(self, url: str) -> Literal["article", "list"] | None:
        if any(pattern.search(url) for pattern in self._article):
            return "article"
        if any(pattern.search(url) for pattern in self._list):
            return "list"
        if is_file(url):
            return None
        if not self._article and looks_like_article(url):
            return "article"
        if not self._list and looks_like_list(url):
            return "list"
        return None


def roles_under(
    article: Sequence[str], list_: Sequence[str], starts: Sequence[str]
) -> Callable[[str], Literal["article", "list"] | None]:
    """How a profile with these patterns and start pages judges an address; nothing outside their sites is wanted."""
    classifier = Classifier(article, list_)
    sites = {site_of(start) for start in starts}
    return lambda url: classifier.role_of(url) if site_of(url) in sites else None


def is_file(url: str) -> bool:
    """Whether an address ends like that of a picture, a document or a download."""
    return _NO_PAGE.search(urlsplit(url).path) is not None


def looks_like_article(url: str) -> bool:
    """Whether an address has the shape that articles' addresses have."""
    parts = urlsplit(url)
    return bool(_ARTICLE_PATH.search(parts.path) or _ARTICLE_QUERY.search(parts.query))


def looks_like_list(url: str) -> bool:
    """Whether an address has the shape of a section: a folder, or a file named index, list …"""
    parts = urlsplit(url)
    return not parts.query and (parts.path.endswith("/") or _LIST_FILE.search(parts.path) is not None)


def is_list_neighbour(base: str, target: str) -> bool:
    """Whether a numbered link on a list page leads to another page of the same list.

    >>> is_list_neighbour("http://a.org/news/", "http://a.org/news/index_2.html")
    True
    >>> is_list_neighbour("http://a.org/news/", "http://a.org/sport/2.html")
    False
    """
    return same_site(base, target) and _skeleton(base) == _skeleton(target)


def is_next_part(base: str, target: str) -> bool:
    """Whether a numbered link on an article leads to another page of the same article.

    >>> is_next_part("http://a.org/a/12.html", "http://a.org/a/12_2.html")
    True
    >>> is_next_part("http://a.org/a/12.html", "http://a.org/a/13.html")
    False
    """
    one, other = urlsplit(base), urlsplit(target)
    if not same_site(base, target) or one.path.rpartition("/")[0] != other.path.rpartition("/")[0]:
        return False
    if one.path == other.path:
        return one.query != other.query
    return _PART_NUMBER.sub("", _stem(one.path)) == _PART_NUMBER.sub("", _stem(other.path))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _skeleton(url: str) -> str:
    parts = urlsplit(url)
    return _PAGING.sub("", unquote(f"{parts.path}?{parts.query}"))
