"""Gather: what only many pages show. Pure functions over short summaries of pages, in the order of the input.

Pages of one article are joined, copies are dropped, and lines that a site's template puts on many articles become
facts; so do the spinners that a site's pages show together. A summary holds what this needs, so that the articles themselves stay on disk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from cleaning.chains import Absent, absent_pages, chains, extent_of, whole_page
from cleaning.facts import Facts, SiteFacts, TemplateLine
from cleaning.reading.dates import instant_of
from cleaning.spinners.sites import engines_at_work
from cleaning.summary import Summary

# A template line stands on two of five articles of a site and on eight at least, among the first or last lines of each:
# on the dumps looked at, real sentences stay under a tenth, and template lines stand on nearly every page.
TEMPLATE_SHARE = 0.4
TEMPLATE_PAGES = 8
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Incomplete(msgspec.Struct, frozen=True):
    """An article of which pages are missing: the place of its first page, and which pages of how many are there."""

    place: int
    pages: str


class Copy(msgspec.Struct, frozen=True):
    """A page that gives no article of its own: its place among the summaries, a stable reason, and a sentence."""

    place: int
    reason: str
    detail: str


class Gathered(msgspec.Struct, frozen=True):
    """The outcome: for each article the places of its pages in order, the facts, and the pages that are left out.

    `absent` are pages that an article announces and that are not there, `incomplete` says it of each such article.
    """

    articles: tuple[tuple[int, ...], ...]
    facts: Facts
    copies: tuple[Copy, ...]
    absent: tuple[Absent, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()


def gather(pages: Sequence[Summary], keep: Iterable[str] = ()) -> Gathered:
    """Join, drop copies and find facts; `keep` holds lines that are never template. Same input, same outcome."""
    copies = _superseded(pages)
    left = [place for place in range(len(pages)) if place not in copies and pages[place].article]
    twins = _twins(pages, left)
    copies |= twins
    left = [place for place in left if place not in twins]
    articles, shown_whole = _without_whole_pages(pages, chains(pages, left))
    copies |= shown_whole
    absent: list[Absent] = []
    incomplete: list[Incomplete] = []
    for chain in articles:
        told = extent_of([pages[place] for place in chain])
        for number, place in zip(told.numbers[1:], chain[1:], strict=True):
            copies[place] = Copy(place, "joined", f"page {number} of {pages[chain[0]].url}")
        if not told.is_whole:
            absent += absent_pages(pages, chain)
            incomplete.append(Incomplete(chain[0], str(told)))
    return Gathered(
        articles=tuple(articles),
        facts=_facts(pages, articles, frozenset(keep)),
        copies=tuple(copies[place] for place in sorted(copies)),
        absent=tuple(absent),
        incomplete=tuple(incomplete),
    )


def _without_whole_pages(
    pages: Sequence[Summary], joined: Sequence[tuple[int, ...]]
) -> tuple[list[tuple[int, ...]], dict[int, Copy]]:
    """Where a page shows a whole article beside its pages, one of the two: the pages, or the one where some are missing."""
    alone = {pages[chain[0]].url: chain[0] for chain in joined if len(chain) == 1}
    pointing: dict[str, list[int]] = defaultdict(list)
    for place in alone.values():
        if (canonical := pages[place].canonical_url) is not None:
            pointing[canonical].append(place)
    copies: dict[int, Copy] = {}
    for chain in joined:
        whole = whole_page(pages, chain, alone, pointing) if chain[0] not in copies else None
        if whole is None or whole in copies:
            continue
        if extent_of([pages[place] for place in chain]).is_whole:
            detail = f"shows all its pages on one: same text as {pages[chain[0]].url}"
            copies[whole] = Copy(whole, "twin", detail)
        else:
            detail = (
                f"a page of an article that is whole elsewhere: part of the same text as {pages[whole].url}"
            )
            copies |= {place: Copy(place, "twin", detail) for place in chain}
    return [chain for chain in joined if chain[0] not in copies], copies


def _superseded(pages: Sequence[Summary]) -> dict[int, Copy]:
    """Earlier fetches of an address that was fetched again, and inputs that were handed in twice."""
    by_url: dict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(pages):
        by_url[page.url].append(place)
    copies = {}
    for places in by_url.values():
        if len(places) == 1:
            continue
        times = {place: instant_of(pages[place].fetched_at) for place in places}
        latest = max(places, key=lambda place: (times[place] or _BEFORE_ALL, -place))
        for place in places:
            if place != latest:
                same = pages[place].text_sha256 == pages[latest].text_sha256
                copies[place] = _superseded_copy(place, same, times[place] != times[latest])
    return copies


def _superseded_copy(place: int, same: bool, later: bool) -> Copy:
    if same:
        return Copy(place, "duplicate_input", "the same page stands in the input again")
    if later:
        return Copy(place, "superseded", "the input holds a later fetch of this page")
    return Copy(
        place, "superseded", "the input holds another page of this address, no later one; the first is kept"
    )


def _twins(pages: Sequence[Summary], left: Sequence[int]) -> dict[int, Copy]:
    """Pages with one canonical address and one text are one article: the canonical one, else the first.

    So are pages of one text that go on at one address: pagers call the first page both /story and /story?page=1. So are
    pages of one series and one text: their pager turns something else, such as comments.
    """
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place in left:
        page = pages[place]
        groups["canonical", page.canonical_url or page.url, page.text_sha256].append(place)
        if page.next_url:
            groups["next", page.next_url, page.text_sha256].append(place)
        if page.page_series:
            groups["series", page.page_series, page.text_sha256].append(place)
    copies: dict[int, Copy] = {}
    for (shared, address, _), places in groups.items():
        places = [place for place in places if place not in copies]
        if len(places) > 1:
            if shared == "canonical":
                chosen = next((place for place in places if pages[place].url == address), places[0])
                told = f"same canonical address and text as {pages[chosen].url}"
            elif shared == "series":
                chosen = min(places, key=lambda place: (pages[place].page_number or 1, place))
                told = f"another page of one pager with the same text as {pages[chosen].url}"
            else:
                chosen = min(places, key=lambda place: (len(pages[place].url), place))
                told = f"same text and following page as {pages[chosen].url}"
            copies |= {place: Copy(place, "twin", told) for place in places if place != chosen}
    return copies


def _facts(pages: Sequence[Summary], articles: Sequence[tuple[int, ...]], keep: frozenset[str]) -> Facts:
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    spun: Mapping[str, list[Mapping[str, float]]] = defaultdict(list)
    for chain in articles:
        site = pages[chain[0]].site
        if site is None:
            continue
        totals[site] += 1
        spun[site] += [pages[place].spun for place in chain]
        counts[site].update({line for place in chain for line in pages[place].edge_lines} - keep)
    sites = {}
    for site, lines in sorted(counts.items()):
        least = max(TEMPLATE_PAGES, TEMPLATE_SHARE * totals[site])
        found = sorted(
            TemplateLine(line, count, totals[site]) for line, count in lines.items() if count >= least
        )
        engines = engines_at_work(spun[site])
        if found or engines:
            sites[site] = SiteFacts(template_lines=tuple(found), engines=engines)
    return Facts(sites)
