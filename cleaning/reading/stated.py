"""What a person states about a page goes before what is found in it, with a record of who said it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cleaning.article import Article, Metadata, Removed
from cleaning.reading.bylines import said_by
from cleaning.reading.dates import Moment, parse_machine_date
from cleaning.reading.evidence import clean
from cleaning.reading.people import persons
from cleaning.reading.related import merge_related
from cleaning.reading.selection import Selection
from cleaning.reading.trim import Trimmed

if TYPE_CHECKING:
    from cleaning.reading.site import SitePage

_AROUND = (
    "author",
    "source",
    "editor",
    "published_at",
    "modified_at",
    "views",
    "category",
    "rights",
    "canonical_url",
    "next_url",
    "page_number",
    "page_count",
    "page_series",
    "page_urls",
    "whole_url",
)


def lines_of_site(lines: Sequence[str]) -> list[Removed]:
    """The records of lines that a person's selectors or reader leave out."""
    return [Removed("read.site", "left out by the profile of the site", line) for line in lines]


def trusted(trimmed: Trimmed, likely: Sequence[float]) -> Selection:
    """The lines of a body that a person named: all but what is no text by its form, such as buttons."""
    total = sum(len(block.text) for block in trimmed.kept)
    sure = sum(likely[block.position] * len(block.text) for block in trimmed.kept)
    return Selection(trimmed.kept, trimmed.left_out, round(sure / total, 3) if total else None)


def with_stated(article: Article, site: SitePage, around: Article | None, moment: Moment) -> Article:
    """The article with what was stated; what a named body does not hold comes from the page around it."""
    if around is not None:
        article = _with_page_around(article, around)
    metadata, title = article.metadata, article.title
    values: dict[str, Any] = {}
    found = {**metadata.found, **_caps(", ".join(site.cut), metadata.found.get("caps", ""))}
    for field, (text, by) in site.said.items():
        if field == "title":
            title, found["title"] = clean(text), by
            continue
        value = _value(field, text, moment)
        if value:
            values |= value
            found[field] = by
    if site.body_by and "text" in found:
        found["text"] = site.body_by
    keywords = article.keywords
    if site.keywords is not None:
        cleaned = (clean(word) for word in site.keywords)
        keywords = tuple(dict.fromkeys(word for word in cleaned if word))
        found["keywords"] = site.keywords_by
    metadata = replace(metadata, **values, found=found)
    if article.dropped is not None:
        return replace(article, title=title, metadata=metadata)
    return replace(article, title=title, metadata=metadata, keywords=keywords)


def _caps(*named: str) -> dict[str, str]:
    """The caps that any reading of the page reached, as `found` names them."""
    reached = dict.fromkeys(cap for names in named for cap in names.split(", ") if cap)
    return {"caps": ", ".join(reached)} if reached else {}


def _value(field: str, text: str, moment: Moment) -> dict[str, Any]:
    """The metadata of one stated text; a label such as 来源： is none of the value. Empty for a time that is none."""
    if field == "published_at":
        stamp = parse_machine_date(text, moment)
        return {"published_at": stamp.iso, "published_precision": stamp.precision} if stamp else {}
    told = next((value for name, value in said_by(text) if name == field), None) or clean(text)
    if field == "author" and told:
        told = persons(told) or told
    return {field: told} if told else {}


def _with_page_around(article: Article, around: Article) -> Article:
    """The article of a named body with what only the rest of its page says."""
    own, other = article.metadata, around.metadata
    values = {
        name: getattr(other, name)
        for name in _AROUND
        if getattr(own, name) is None and getattr(other, name) is not None
    }
    if "published_at" in values:
        values["published_precision"] = other.published_precision
    found = {**{name: other.found[name] for name in values if name in other.found}, **own.found}
    found |= _caps(own.found.get("caps", ""), other.found.get("caps", ""))
    if around.title and "title" in other.found:
        found["title"] = other.found["title"]
    metadata: Metadata = replace(own, **values, found=found)
    if article.dropped is not None:
        return replace(article, metadata=metadata, title=article.title or around.title)
    return replace(
        article,
        title=around.title or article.title,
        metadata=metadata,
        keywords=article.keywords or around.keywords,
        related=merge_related(article.related, around.related),
    )
