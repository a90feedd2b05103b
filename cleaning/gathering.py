"""Gather: what only many pages show. Pure functions over short summaries of pages, in the order of the input.

Pages of one article are joined, copies are dropped, and lines that a site's template puts on many articles become
facts. A summary holds what this needs, so that the articles themselves stay on disk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from cleaning.article import Article, Dropped, Metadata, Removed, join_values
from cleaning.edits import text_digest
from cleaning.facts import Facts, SiteFacts, TemplateLine
from cleaning.reading.dates import instant_of

# A template line stands on two of five articles of a site and on eight at least, among the first or last lines of each:
# on the dumps looked at, real sentences stay under a tenth, and template lines stand on nearly every page.
TEMPLATE_SHARE = 0.4
TEMPLATE_PAGES = 8
_HEAD_LINES, _TAIL_LINES = 3, 8
_LONGEST_TEMPLATE = 160
_MOST_PAGES_OF_ARTICLE = 100
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Summary(msgspec.Struct, frozen=True):
    """What gathering must know of one page as read. `edge_lines` are its first and last lines that may be template."""

    url: str
    site: str | None
    article: bool
    canonical_url: str | None
    next_url: str | None
    fetched_at: str | None
    text_sha256: str
    edge_lines: tuple[str, ...] = ()
    archive_ref: str | None = None
    dropped: Dropped | None = None


class Copy(msgspec.Struct, frozen=True):
    """A page that gives no article of its own: its place among the summaries, a stable reason, and a sentence."""

    place: int
    reason: str
    detail: str


class Gathered(msgspec.Struct, frozen=True):
    """The outcome: for each article the places of its pages in order, the facts, and the pages that are left out.

    `missing` maps the place of an article's first page to the address of a following page that was not found.
    """

    articles: tuple[tuple[int, ...], ...]
    facts: Facts
    copies: tuple[Copy, ...]
    missing: dict[int, str]


def summarise(article: Article, site: str | None) -> Summary:
    """The summary of a page as read."""
    lines = [b.text for b in article.blocks if b.kind != "heading" and len(b.text) <= _LONGEST_TEMPLATE]
    edge = dict.fromkeys([*lines[:_HEAD_LINES], *lines[-_TAIL_LINES:]]) if article.dropped is None else {}
    return Summary(
        url=article.url or "",
        site=site,
        article=article.dropped is None,
        canonical_url=article.metadata.canonical_url,
        next_url=article.metadata.next_url,
        fetched_at=article.fetched_at,
        text_sha256=text_digest(article.text),
        edge_lines=tuple(edge),
        archive_ref=article.archive_ref,
        dropped=article.dropped,
    )


def gather(pages: Sequence[Summary], keep: Iterable[str] = ()) -> Gathered:
    """Join, drop copies and find facts; `keep` holds lines that are never template. Same input, same outcome."""
    copies = _superseded(pages)
    left = [place for place in range(len(pages)) if place not in copies and pages[place].article]
    twins = _twins(pages, left)
    copies |= twins
    left = [place for place in left if place not in twins]
    articles, missing = _joined(pages, left)
    for chain in articles:
        for number, place in enumerate(chain[1:], 2):
            copies[place] = Copy(place, "joined", f"page {number} of {pages[chain[0]].url}")
    return Gathered(
        articles=tuple(articles),
        facts=_facts(pages, articles, frozenset(keep)),
        copies=tuple(copies[place] for place in sorted(copies)),
        missing=missing,
    )


def join_pages(pages: Sequence[Article]) -> Article:
    """One article out of its pages in order: the blocks joined, the first page's identity and metadata.

    The title repeated at the head of a later page is left out as `read.title`; related entries and keywords are
    those of all pages, each once. Author, source, editors and rights that only a later page names are taken from there:
    templates print them under the last page.
    """
    first = pages[0]
    if len(pages) == 1:
        return first
    blocks, removed = list(first.blocks), list(first.removed)
    for page in pages[1:]:
        head = page.blocks[:1]
        repeats_title = bool(head) and first.title is not None and head[0].text == first.title
        if repeats_title:
            removed.append(Removed("read.title", "the title, repeated on a following page", head[0].text))
        blocks += page.blocks[1:] if repeats_title else page.blocks
        removed += page.removed
    return replace(
        first,
        metadata=_joined_metadata(pages),
        blocks=tuple(blocks),
        removed=tuple(removed),
        keywords=tuple(dict.fromkeys(keyword for page in pages for keyword in page.keywords)),
        related=tuple(dict.fromkeys(entry for page in pages for entry in page.related)),
    )


def _joined_metadata(pages: Sequence[Article]) -> Metadata:
    first = pages[0].metadata
    told: dict[str, str] = {}
    found = dict(first.found)
    for name in ("author", "source", "editor", "rights"):
        values = [getattr(page.metadata, name) for page in pages]
        # The first name of an author or medium is as good as any; editors and rights are never dropped.
        value = (
            join_values(name, values) if name in ("editor", "rights") else next(filter(None, values), None)
        )
        if value is not None and value != getattr(first, name):
            told[name] = value
            found[name] = f"{found[name]}, a later page" if name in found else "a later page"
    return replace(first, **told, found=found) if told else first


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

    So are pages of one text that go on at one address: pagers call the first page both /story and /story?page=1.
    """
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place in left:
        page = pages[place]
        groups["canonical", page.canonical_url or page.url, page.text_sha256].append(place)
        if page.next_url:
            groups["next", page.next_url, page.text_sha256].append(place)
    copies: dict[int, Copy] = {}
    for (shared, address, _), places in groups.items():
        places = [place for place in places if place not in copies]
        if len(places) > 1:
            if shared == "canonical":
                chosen = next((place for place in places if pages[place].url == address), places[0])
                told = f"same canonical address and text as {pages[chosen].url}"
            else:
                chosen = min(places, key=lambda place: (len(pages[place].url), place))
                told = f"same text and following page as {pages[chosen].url}"
            copies |= {place: Copy(place, "twin", told) for place in places if place != chosen}
    return copies


def _joined(pages: Sequence[Summary], left: Sequence[int]) -> tuple[list[tuple[int, ...]], dict[int, str]]:
    by_url = {pages[place].url: place for place in left}
    follower = {
        place: by_url[following]
        for place in left
        if (following := pages[place].next_url) and by_url.get(following, place) != place
    }
    continued = set(follower.values())
    chains, missing, used = [], {}, set()
    # A ring of pages has no beginning: its first page in the order of the input begins it.
    for place in sorted(left, key=lambda place: (place in continued, place)):
        if place in used:
            continue
        chain = [place]
        used.add(place)
        while (following_place := follower.get(chain[-1])) is not None and len(
            chain
        ) < _MOST_PAGES_OF_ARTICLE:
            if following_place in used:
                break
            chain.append(following_place)
            used.add(following_place)
        last = pages[chain[-1]]
        if last.next_url and last.next_url not in by_url:
            missing[place] = last.next_url
        chains.append(tuple(chain))
    return sorted(chains), missing


def _facts(pages: Sequence[Summary], articles: Sequence[tuple[int, ...]], keep: frozenset[str]) -> Facts:
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for chain in articles:
        site = pages[chain[0]].site
        if site is None:
            continue
        totals[site] += 1
        counts[site].update({line for place in chain for line in pages[place].edge_lines} - keep)
    sites = {}
    for site, lines in sorted(counts.items()):
        least = max(TEMPLATE_PAGES, TEMPLATE_SHARE * totals[site])
        found = sorted(
            TemplateLine(line, count, totals[site]) for line, count in lines.items() if count >= least
        )
        if found:
            sites[site] = SiteFacts(template_lines=tuple(found))
    return Facts(sites)
