"""When an article appeared and was last changed, by all that its page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final, NamedTuple

from cleaning.reading.bylines import Byline, closing_date, read_bylines
from cleaning.reading.dates import (
    Moment,
    Stamp,
    date_in_address,
    day_near_address,
    instant_of,
    lacks_year,
    parse_date,
    parse_machine_date,
)
from cleaning.reading.document import Document
from cleaning.reading.evidence import Evidence, Values
from cleaning.reading.head import first_of
from cleaning.reading.jsonld import LinkedData

_PUBLISHED: Final = (
    "article:published_time", "og:published_time", "og:article:published_time", "publishdate", "pubdate", "apub:time",
    "publish_time", "publish-date", "published", "published-date", "publication_date", "weibo: article:create_at",
    "article_date_original", "originalpublicationdate", "sailthru.date", "parsely-pub-date", "citation_publication_date",
    "citation_date", "dc.date", "dc.date.issued", "dcterms.created", "date",
)  # fmt: skip
_PUBLISHED_ITEM: Final = ("datepublished", "itemprop:datepublished")
_MODIFIED: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "itemprop:datemodified",
    "lastmod",
    "last-modified",
)
_TIME_WORDS = re.compile("publish|pub|entry-date|created|posted")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LONGEST_DATED, _MOST_DATED = 60, 200  # characters of a line, lines
_AROUND: Final = timedelta(days=92)
_UPDATE: Final = "byline of an update"


class Told(NamedTuple):
    """A moment and where the page tells it."""

    stamp: Stamp
    where: str


def put_times(values: Values, known: Evidence) -> None:
    """Notes `published_at` (a Stamp) and `modified_at`."""
    if published := _published(known):
        values.put("published_at", *published)
    meta = first_of(known.head, _MODIFIED)
    modified = parse_machine_date(meta[1] if meta else known.data.modified, known.moment)
    where = f"meta[{meta[0]}]" if meta else "JSON-LD dateModified"
    values.put("modified_at", modified.iso if modified else None, where)
    values.put("modified_at", known.visible.updated.iso if known.visible.updated else None, "byline")


def day_near(document: Document, head: Mapping[str, str], data: LinkedData, url: str | None) -> date | None:
    """A day near the one on which the page was written, as its head or its address says; None where they say none."""
    told = (meta[1] for names in (_PUBLISHED, _PUBLISHED_ITEM, _MODIFIED) if (meta := first_of(head, names)))
    for value in (*told, data.published, data.modified, *(time.value for time in document.times[:1])):
        if value and (stamp := parse_machine_date(value)):
            return date.fromisoformat(stamp.iso[:10])
    return day_near_address(url) if url else None


def bylines_of(lines: Sequence[str], moment: Moment, document: Document) -> Byline:
    """What bylines say; where nothing else tells the year of their date, the latest date on the page does.

    Lists of neighbours are of the days around: a date that lies far from all of them stays without a year.
    """
    found = read_bylines(lines, moment)
    if found.published or moment.near or moment.fetched or not any(map(lacks_year, lines)):
        return found
    latest = _latest_day(document)
    completed = read_bylines(lines, moment._replace(near=latest)) if latest else found
    if latest is None or completed.published is None:
        return found
    away = abs(date.fromisoformat(completed.published.iso[:10]) - latest)
    return completed if away <= _AROUND else found


def _latest_day(document: Document) -> date | None:
    dated = (
        block.text
        for block in document.blocks
        if len(block.text) <= _LONGEST_DATED and _YEAR.search(block.text)
    )
    stamps = map(parse_date, islice(dated, _MOST_DATED))
    return max((date.fromisoformat(stamp.iso[:10]) for stamp in stamps if stamp), default=None)


def _published(known: Evidence) -> Told | None:
    """When the article appeared and where the page says so: its head, what it shows, then weaker evidence."""
    heads = list(_in_head(known))
    candidates = [*heads, *_on_page(known)]
    updated = known.visible.updated
    if not candidates:
        stamp = closing_date(known.around.closing, known.moment)
        if stamp is None and updated is not None:
            return Told(updated, _UPDATE)
        return Told(stamp, "closing line") if stamp else None
    first = candidates[0]
    shown, place = (known.visible.published, "byline") if known.visible.published else (updated, _UPDATE)
    if shown and first.where != "byline" and _shown_counts(shown.iso, first.stamp.iso, first.where):
        # Whoever counts the first day and not the one readers see finds it there.
        return Told(shown, f"{place} ({first.where}: {first.stamp.iso})")
    return _with_its_offset(candidates) or _more_precise(candidates, len(heads))


def _in_head(known: Evidence) -> Iterator[Told]:
    for names in (_PUBLISHED, _PUBLISHED_ITEM):
        if meta := first_of(known.head, names):
            yield from _told(known, meta[1], f"meta[{meta[0]}]")
    yield from _told(known, known.data.published, "JSON-LD datePublished")
    yield from _told(known, known.head.get("id:publish_time"), "element of that name")


def _on_page(known: Evidence) -> Iterator[Told]:
    if known.visible.published:
        yield Told(known.visible.published, "byline")
    for time in known.document.times[:20]:
        if time.words and _TIME_WORDS.search(time.words):
            yield from _told(known, time.value, "time")
    for time in known.document.times[:1]:
        yield from _told(known, time.value, "time")
    if known.url and (stamp := date_in_address(known.url)):
        yield Told(stamp, "address")


def _told(known: Evidence, value: str | None, where: str) -> Iterator[Told]:
    if value and (stamp := parse_machine_date(value, known.moment)):
        yield Told(stamp, where)


def _with_its_offset(candidates: list[Told]) -> Told | None:
    """The moment of the first candidate as another one tells it, with the offset of the place.

    Heads in universal time may name the day before or after.
    """
    first = candidates[0].stamp.iso
    for other in candidates[1:]:
        if (
            other.stamp.iso != first
            and first.endswith("+00:00")
            and other.stamp.iso[-6:-5] in ("+", "-")
            and instant_of(other.stamp.iso) == instant_of(first)
        ):
            return other
    return None


def _more_precise(candidates: list[Told], heads: int) -> Told:
    """The first candidate, or one that tells the time of the same day as well: heads often hold the date alone."""
    best = candidates[0]
    for other in candidates[1 : max(heads, 1) + 2]:
        if (
            best.stamp.precision == "date"
            and other.stamp.precision != "date"
            and other.stamp.iso[:10] == best.stamp.iso[:10]
        ):
            best = other
    return best


def _shown_counts(shown: str, told: str, where: str) -> bool:
    """Whether the date that readers see goes before the one told to machines.

    It does where those are JSON-LD or an itemprop, which systems fill with the day a page was first made and keep
    through rewrites, and where a head in universal time names the neighbouring day. The same digits in another order
    are one date, read wrongly.
    """
    if shown[:10] == told[:10] or sorted(shown[:10]) == sorted(told[:10]):
        return False
    if where.startswith("JSON-LD") or where.removeprefix("meta[").removesuffix("]") in _PUBLISHED_ITEM:
        return True
    days = abs(date.fromisoformat(shown[:10]) - date.fromisoformat(told[:10])).days
    return days == 1 and told.endswith("+00:00")
