"""Reading one site by the selectors a person wrote for it.

The page is marked, not read, here: BeautifulSoup finds the elements that the selectors name and hands the usual
reader a page that holds them where it cannot miss them. Only sites with selectors pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from cleaning.errors import InputError

FIELDS = ("title", "body", "author", "source", "published_at", "category", "remove")
_META = {
    "author": "author",
    "source": "source",
    "published_at": "article:published_time",
    "category": "article:section",
}


def read_site(html: str, selectors: Mapping[str, str]) -> str:
    """A page that holds the selected elements only; a field whose selector matches nothing stays as it was.

    Raises InputError for an unknown field or a selector that is no CSS.

    >>> page = "<h1>站名</h1><p class=t>春汛</p><div id=b>河水涨了。<i>广告</i></div>"
    >>> site = read_site(page, {"title": ".t", "body": "#b", "remove": "i"})
    >>> "<h1>春汛</h1>" in site, "广告" in site
    (True, False)
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in _select_all(soup, selectors, "remove"):
        element.decompose()
    body = _select_all(soup, selectors, "body")
    title = _first_text(soup, selectors, "title")
    page = BeautifulSoup("<html><head></head><body></body></html>", "html.parser") if body else soup
    head, whole = _child(page, "head"), _child(page, "body")
    if body and soup.html is not None and page.html is not None and soup.html.get("lang"):
        page.html["lang"] = soup.html["lang"]
    for field, name in _META.items():
        if text := _first_text(soup, selectors, field):
            head.insert(0, page.new_tag("meta", attrs={"name": name, "content": text}))
    if title:
        for old in page.find_all(["title", "h1"]):
            old.decompose()
        for name, parent in (("title", head), ("h1", whole)):
            tag = page.new_tag(name)
            tag.string = title
            parent.insert(0, tag)
    if body:
        _keep_head(soup, head)
        article = page.new_tag("div", attrs={"itemprop": "articleBody"})
        for element in body:
            article.append(element.extract())
        whole.append(article)
    return str(page)


def _select_all(soup: BeautifulSoup, selectors: Mapping[str, str], field: str) -> list[Tag]:
    unknown = set(selectors) - set(FIELDS)
    if unknown:
        raise InputError(f"selectors: unknown field {min(unknown)!r}; known are {', '.join(FIELDS)}")
    selector = selectors.get(field)
    if not selector:
        return []
    try:
        return list(soup.select(selector))
    except SelectorSyntaxError as error:
        raise InputError(f"selectors.{field}: {selector!r} is no CSS selector: {error}") from error


def _first_text(soup: BeautifulSoup, selectors: Mapping[str, str], field: str) -> str:
    found = _select_all(soup, selectors, field)
    return " ".join(found[0].get_text(" ").split()) if found else ""


def _child(page: BeautifulSoup, name: str) -> Tag:
    """The head or body of a page, made where the page has none."""
    found = page.find(name)
    if isinstance(found, Tag):
        return found
    made = page.new_tag(name)
    page.insert(0 if name == "head" else len(page.contents), made)
    return made


def _keep_head(soup: BeautifulSoup, head: Tag) -> None:
    for element in soup.find_all(["meta", "link", "title"]):
        head.append(element.extract())
