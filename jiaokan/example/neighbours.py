"""What an article page shows of other articles: teasers, the ones before and after, the most read.

Only articles that are there on both days appear here, so that a page whose own text stays keeps its bytes.
"""

from __future__ import annotations

from functools import cache

import msgspec

from jiaokan.example.source import Source, lines, sources

CHANNELS = {"zhiye": "职业指南", "shequ": "社区服务", "zixun": "本地资讯", "baike": "生活百科"}
TEASER_LENGTH = 100
RELATED_ENTRIES = 8


class Teaser(msgspec.Struct, frozen=True):
    """An entry of a related list: the first hundred characters of another article, its time and view count."""

    url: str
    text: str
    published: str
    views: int


def newest_first(found: tuple[Source, ...]) -> list[Source]:
    return sorted(found, key=lambda source: (source.published, source.url), reverse=True)


@cache
def lasting() -> tuple[Source, ...]:
    """Articles of the four channels that are there on both days, without the twin; the oldest first."""
    both = [
        source for source in reversed(newest_first(sources())) if source.days == (1, 2) and source.is_article
    ]
    return tuple(s for s in both if s.channel in CHANNELS and s.canonical in (None, s.url))


def teaser_of(source: Source) -> Teaser:
    """How other pages announce an article: its first hundred characters, cut wherever that falls."""
    body = "".join(line.shown for line in lines(source, 1) if line.kind == "paragraph")
    opening = f"{source.shown_title} 综合评述 " if (source.views or 0) % 2 else ""
    published = source.published.replace("T", " ")
    return Teaser(source.url, (opening + body)[:TEASER_LENGTH], published, source.views or 0)


def related_to(source: Source) -> tuple[Teaser, ...]:
    """The related list of a spun article: the spun articles that follow it in order of publication, in a ring."""
    if not source.spun:
        return ()
    ring = [other for other in lasting() if other.spun]
    later = [other for other in ring if other.published > source.published and other is not source]
    order = later + [other for other in ring if other not in later and other is not source]
    return tuple(teaser_of(other) for other in order[:RELATED_ENTRIES])


def most_read() -> list[Source]:
    """The eight articles with the most views, for the sidebar."""
    return sorted(lasting(), key=lambda source: (-(source.views or 0), source.url))[:8]


def neighbour(source: Source, step: int) -> Source | None:
    """The article before (-1) or after (1) in the same channel."""
    mates = [other for other in lasting() if other.channel == source.channel and other.url != source.url]
    if step < 0:
        return next((other for other in reversed(mates) if other.published <= source.published), None)
    return next((other for other in mates if other.published > source.published), None)
