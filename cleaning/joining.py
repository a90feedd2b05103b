"""The pages of an article as one article; what every page repeats is left out once more, with a record."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from cleaning.article import Article, Block, Metadata, Removed, join_values
from cleaning.chains import are_alike, extent, whole_title
from cleaning.places import each_once, shifted_images, shifted_links


def join_pages(pages: Sequence[Article]) -> Article:
    """One article out of its pages in order: the blocks joined, the first page's identity and metadata.

    What every page repeats is left out where it comes again: the title as `read.title`, lines at the head or the foot of
    all pages (a lead, a hint at the pager) as `read.repeated`. Related entries and keywords are those of all pages, each
    once; so are images, which like links keep their places. Author, source, editors and rights that only a later page
    names are taken from there: templates print them under the last page. `metadata.found["pages"]` says which pages of
    how many are there.
    """
    first = pages[0]
    if len(pages) == 1:
        return _with_extent(first, pages)
    parts = [_without_title(page, first.title) for page in pages[1:]]
    bodies = [list(first.blocks), *(blocks for blocks, _ in parts)]
    heads, feet = _repeated(bodies)
    blocks, removed = bodies[0][: len(bodies[0]) - feet], list(first.removed)
    removed += _repeats(bodies[0][len(bodies[0]) - feet :])
    images = shifted_images(first.images, 0, len(blocks), 0)
    links = shifted_links(first.links or (), 0, len(blocks), 0)
    for number, (page, body, (_, title)) in enumerate(zip(pages[1:], bodies[1:], parts, strict=True), 2):
        # The last page keeps what stands under all of them, as the first keeps what stands above.
        end = len(body) - (feet if number < len(pages) else 0)
        own = (len(title) + heads, len(title) + end, len(blocks))
        images += shifted_images(page.images, *own)
        links += shifted_links(page.links or (), *own)
        blocks += body[heads:end]
        removed += [*title, *_repeats(body[:heads]), *_repeats(body[end:]), *page.removed]
    joined = replace(
        first,
        title=whole_title([page.title for page in pages]),
        metadata=_joined_metadata(pages),
        blocks=tuple(blocks),
        removed=tuple(removed),
        keywords=tuple(dict.fromkeys(keyword for page in pages for keyword in page.keywords)),
        related=tuple(dict.fromkeys(entry for page in pages for entry in page.related)),
        images=each_once(images),
        links=None if first.links is None else tuple(links),
    )
    return _with_extent(joined, pages)


def _without_title(page: Article, title: str | None) -> tuple[list[Block], list[Removed]]:
    """The blocks of a following page without the title at their head, and the record of that."""
    head = page.blocks[:1]
    repeats = (
        bool(head)
        and bool(title)
        and (
            head[0].text == title
            or (head[0].kind == "heading" and are_alike(title, head[0].text) and _is_short(head[0], title))
        )
    )
    if not repeats:
        return list(page.blocks), []
    row = Removed("read.title", "the title, repeated on a following page", head[0].text)
    return list(page.blocks[1:]), [row]


def _is_short(block: Block, title: str | None) -> bool:
    """Whether a heading says no more than the title and a number."""
    return len(block.text) <= len(title or "") + 8


def _repeated(bodies: Sequence[Sequence[Block]]) -> tuple[int, int]:
    """How many lines all pages have alike at their heads, and at their feet; a page is never left without any line."""
    shortest = min(map(len, bodies)) - 1
    heads = feet = 0
    while heads < shortest and len({body[heads] for body in bodies}) == 1:
        heads += 1
    while feet < shortest - heads and len({body[len(body) - 1 - feet] for body in bodies}) == 1:
        feet += 1
    return max(heads, 0), feet


def _repeats(blocks: Sequence[Block]) -> list[Removed]:
    return [Removed("read.repeated", "stands on every page of the article", block.text) for block in blocks]


def _with_extent(article: Article, pages: Sequence[Article]) -> Article:
    """An article of several pages, or of one that announces others, with the word on which of them are there."""
    about = [page.metadata for page in pages]
    inside = {page.url for page in pages}
    goes_on = about[-1].next_url is not None and about[-1].next_url not in inside
    told = extent([one.page_number for one in about], [one.page_count for one in about], goes_on)
    if told.count == 1:
        return article
    found = {**article.metadata.found, "pages": str(told)}
    return replace(article, metadata=replace(article.metadata, found=found))


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
