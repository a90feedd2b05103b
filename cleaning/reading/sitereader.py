"""What a person writes for a site whose pages are read wrongly: a class with one method.

The class gets a page as BeautifulSoup, before anybody else has looked at it, and says what it knows. The usual reading
goes on from there, so that structure, records and laws are those of every other page.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag

from cleaning.errors import SiteReaderError

if TYPE_CHECKING:
    from cleaning.page import Page

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class SiteFields:
    """What a reader says of one page; whatever it leaves out is found as on any other page.

    `title`, `author`, `source`, `published_at` and `category` are texts, or elements whose text it is. `body` is the
    element that holds the article, or several in their order; `remove` are elements that are no part of it: their
    lines stand in `removed`. `keywords` are texts.
    """

    title: str | Tag | None = None
    author: str | Tag | None = None
    source: str | Tag | None = None
    published_at: str | Tag | None = None
    category: str | Tag | None = None
    keywords: Sequence[str] | None = None
    body: Tag | Sequence[Tag] | None = None
    remove: Tag | Sequence[Tag] | None = None


class SiteReader:
    """The base of readers for one site: name the class in the profile, as `[read] reader = "readers.py:Name"`.

    >>> class Riverbank(SiteReader):
    ...     def read(self, soup, page):
    ...         return SiteFields(title=soup.select_one(".t"), body=soup.select(".part"))
    >>> soup = BeautifulSoup("<p class=t>春汛</p><p class=part>河水涨了。</p>", "html.parser")
    >>> Riverbank().read(soup, None).title.text
    '春汛'
    """

    def read(self, soup: BeautifulSoup, page: Page) -> SiteFields | None:
        """What this page says. `soup` may be changed at will; `page` has `.url`, `.fetched_at` and `.headers`.

        It must depend on the page alone: no network, no files, no clock. None leaves everything to the usual reading
        of the soup as it is then.
        """
        raise NotImplementedError(f"{type(self).__name__} has no method read(self, soup, page); write one")


def fields_of(reader: SiteReader, soup: BeautifulSoup, page: Page) -> SiteFields:
    """What a reader says of a page; SiteReaderError, with class, file, line and exception, where it fails."""
    try:
        said = reader.read(soup, page)
    except RecursionError as error:
        raise _failure(
            reader, error, "it calls itself too often, or walks a page that is nested too deep"
        ) from None
    except (Exception, SystemExit) as error:
        raise _failure(reader, error, str(error)) from error
    if said is None:
        return SiteFields()
    if not isinstance(said, SiteFields):
        raise SiteReaderError(
            f"{type(reader).__name__}.read: expected SiteFields or None, found {type(said).__name__}"
        )
    for field in fields(said):
        value = getattr(said, field.name)
        if (expected := _unlike(field.name, value)) is not None:
            raise SiteReaderError(
                f"{type(reader).__name__}.read: {field.name}: expected {expected}, found {type(value).__name__}"
            )
    return said


def _unlike(name: str, value: Any) -> str | None:
    """What should stand in a field where its value is of another sort."""
    if value is None:
        return None
    if name in ("body", "remove"):
        fits = isinstance(value, Tag) or _all(value, Tag)
        return None if fits else "an element or a list of elements (soup.select(…))"
    if name == "keywords":
        return None if _all(value, str) else "a list of texts"
    return None if isinstance(value, str | Tag) else "a text or an element (soup.select_one(…))"


def _all(value: Any, kind: type) -> bool:
    return (
        isinstance(value, Iterable)
        and not isinstance(value, str | bytes | dict)
        and all(isinstance(one, kind) for one in value)
    )


def _failure(reader: SiteReader, error: BaseException, said: str) -> SiteReaderError:
    """The failure with its place: the last line of the reader's own file that was at work."""
    home = type(reader).read.__code__.co_filename
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == home] or frames
    # Where the file lies on this machine is nobody's business: the detail is published.
    file = home.replace("\\", "/").rpartition("/")[2]
    told = " ".join(said.split())[:_LONGEST_REASON]
    return SiteReaderError(
        f"{type(reader).__name__}.read, {file} line {own[-1].lineno}: {type(error).__name__}{': ' if told else ''}{told}"
    )
