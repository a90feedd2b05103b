"""Why a page was read as it was: the element that won and those that did not, and what became of every line.

Nothing here is done while pages are read for a dataset. It looks again at one page when a person asks, with the very
functions that reading uses, and asks them for what they otherwise keep to themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from cleaning.article import Article, Block, PageKind, Removed
from cleaning.decoding import decode
from cleaning.reading.content import AROUND, DENSEST, Choice
from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.elements import FOREIGN, FURNITURE, known_containers, system_of, traits_of
from cleaning.reading.furniture import is_byline, is_legal_line
from cleaning.reading.reader import Body, Examined, blocks_of, examine, read_page, site_page, utf8_of
from cleaning.reading.run import FOUND as BELOW_TITLE
from cleaning.reading.sections import split_sections
from cleaning.reading.stated import lines_of_site

if TYPE_CHECKING:
    from cleaning.page import Page
    from cleaning.reading.options import ReadOptions
    from cleaning.reading.sitereader import SiteReader

# Runners-up that are told, by where they stand, and the share of the page's prose that makes one worth telling. What lies
# inside the winner is part of the article as a rule: only an element with much of it might have been the article itself.
_MOST = {"beside": 3, "around": 2, "inside": 1}
_LEAST_SHARE = {"beside": 0.02, "around": 0.02, "inside": 0.3}
_LONGEST_LABEL = 60
_ENCODING = {
    "bom": "the mark at its first bytes says so",
    "bytes": "its bytes are valid in it, which hardly happens by chance",
    "declared": "the profile or the command names it, and the bytes bear it out",
    "header": "the HTTP header names it, and the bytes bear it out",
    "meta": "the page's own head names it, and the bytes bear it out",
    "statistics": "read in it, the page has the most of the common characters; what it declares, if anything, is wrong",
    "sniffed": "a guess: what the page says does not fit, the statistics have no opinion, and no byte contradicts it",
    "none": "nothing fits: read as UTF-8, with a replacement character for what makes no sense",
}


class Candidate(msgspec.Struct, frozen=True):
    """An element that might have held the article.

    `element` is its tag with id and classes, `measure` what its prose is worth less what else is in it (roughly
    characters), `why` a sentence: why it was chosen, or why it was not.
    """

    element: str
    lines: int
    characters: int
    measure: int
    why: str


class PageLine(msgspec.Struct, frozen=True):
    """A line among or around those of the article. `rule` and `reason` say why it was left out; empty for a kept one.

    `likely` is how likely the scorer finds it text of the article, 0 to 1; None where nobody asked it.
    """

    text: str
    kind: str
    kept: bool
    element: str = ""
    rule: str = ""
    reason: str = ""
    likely: float | None = None


class Outside(msgspec.Struct, frozen=True):
    """Lines that are not near the article, summed up by the element they stand in; `begins` is the first of them."""

    element: str
    lines: int
    characters: int
    reason: str
    begins: str


class Evidence(msgspec.Struct, frozen=True):
    """One value that the article has and where the page says it."""

    name: str
    value: str
    where: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """How one page was read. `lines` and `outside` together hold every line of the page, each once."""

    form: str
    kind: PageKind
    kind_reason: str
    encoding: str | None = None
    encoding_reason: str = ""
    replaced_characters: int = 0
    pieces_in_gbk: int = 0
    caps: tuple[str, ...] = ()
    confidence: float | None = None
    chosen: Candidate | None = None
    others: tuple[Candidate, ...] = ()
    found: tuple[Evidence, ...] = ()
    lines: tuple[PageLine, ...] = ()
    outside: tuple[Outside, ...] = ()


def explain_page(page: Page, options: ReadOptions, site_reader: SiteReader | None = None) -> Explanation:
    """See `cleaning.reading.explain`."""
    article = read_page(page, options, site_reader)
    if page.form == "text" or article.kind == "unreadable":
        told = _explained_lines(page, options, article)
    else:
        told = _explained_markup(page, options, article, site_reader)
    about = article.metadata
    return msgspec.structs.replace(
        told,
        encoding=about.encoding,
        encoding_reason=_ENCODING.get(about.encoding_evidence or "", ""),
        replaced_characters=about.replaced_characters,
        pieces_in_gbk=about.pieces_in_gbk,
        caps=tuple(filter(None, about.found.get("caps", "").split(", "))),
        confidence=article.confidence,
        found=tuple(_evidence(article)),
    )


def _evidence(article: Article) -> Iterator[Evidence]:
    about = article.metadata
    keywords = "、".join(article.keywords)
    values = {"title": article.title, "keywords": keywords, **msgspec.structs.asdict(about)}
    for name, where in about.found.items():
        if name not in ("text", "caps"):
            yield Evidence(name, str(values.get(name) or where), where)


# Pages of plain text: lines are all there is.


def _explained_lines(page: Page, options: ReadOptions, article: Article) -> Explanation:
    reason = article.dropped.detail if article.dropped else "plain text whose lines make an article"
    lines: tuple[PageLine, ...] = ()
    if article.kind != "unreadable":
        from cleaning.reading.lines import lines_of

        lines = tuple(_told_lines(lines_of(decode(utf8_of(page, options).content).text), article))
    return Explanation(form=page.form, kind=article.kind, kind_reason=reason, lines=lines)


def _told_lines(texts: Sequence[str], article: Article) -> Iterator[PageLine]:
    """Every line with what became of it: the blocks and the removed rows are each in the order of the page."""
    kept, left = deque(article.blocks), deque(article.removed)
    for text in texts:
        if kept and kept[0].text == text:
            yield PageLine(text, kept.popleft().kind, True)
        elif left and left[0].text == text:
            row = left.popleft()
            yield PageLine(text, "paragraph", False, "", row.rule, row.reason)
        else:
            yield PageLine(text, "paragraph", False, "", "read.none", "the page is no article")


# Pages with markup.


def _explained_markup(
    page: Page, options: ReadOptions, article: Article, site_reader: SiteReader | None
) -> Explanation:
    html, stated = utf8_of(page, options).content, None
    if options.selectors or site_reader is not None:
        stated = site_page(html, page, options, site_reader)
        html = stated.html.encode()
    examined = examine(html, page, options, is_body=stated is not None and bool(stated.body_by))
    choice = examined.body.choice
    told = Explanation(
        form=page.form,
        kind=article.kind,
        kind_reason=article.dropped.detail
        if article.dropped
        else _article_signs(examined, stated.body_by if stated is not None else ""),
    )
    if choice is None:
        return told
    around = sorted({block.position for block in examined.body.kept} | examined.body.left.keys())
    chosen, others = _candidates(examined.document, choice)
    lines = [*_told_blocks(examined, around)]
    outside = [*_outside(examined, choice, around)]
    if stated is not None:
        lines += [
            PageLine(row.text, "paragraph", False, "", row.rule, row.reason)
            for row in lines_of_site(stated.removed)
        ]
        if stated.body_by:
            why = f"{stated.body_by} names what stands in it as the article; nothing else was looked at for text"
            chosen, others = msgspec.structs.replace(chosen, element=stated.body_by, why=why), ()
    return msgspec.structs.replace(
        told, chosen=chosen, others=others, lines=tuple(lines), outside=tuple(outside)
    )


def _article_signs(examined: Examined, body_by: str) -> str:
    """What speaks for an article where nothing speaks against it."""
    signs = examined.signs
    prose = sum(len(block.text) for block in signs.kept if block.marks and block.link_share < 0.5)
    told = [f"{prose:,} characters of prose in {len(signs.kept):,} lines"]
    told += ["its title is shown on the page"] if signs.title_shown else []
    told += ["it has a date"] if signs.dated else []
    if body_by:
        told.append(f"{body_by} names its text")
    elif signs.declared_article:
        told.append("its head declares an article")
    return "; ".join(told) + "; no sign of a list, a login or a page that is not there"


def _candidates(document: Document, choice: Choice) -> tuple[Candidate, tuple[Candidate, ...]]:
    sums = [0.0, *accumulate(choice.worth)]
    characters = [0, *accumulate(len(block.text) for block in document.blocks)]
    prose = [0.0, *accumulate(max(each, 0.0) for each in choice.worth)]

    def measure(element: Container) -> float:
        return sums[element.last] - sums[element.first]

    def share(element: Container) -> float:
        return (prose[element.last] - prose[element.first]) / (prose[-1] or 1.0)

    def candidate(element: Container, why: str) -> Candidate:
        return Candidate(
            label_of(element),
            element.last - element.first,
            characters[element.last] - characters[element.first],
            round(measure(element)),
            why,
        )

    winner = choice.container
    others = _runners_up(
        sorted(document.containers, key=lambda each: (-measure(each), each.depth)), winner, share
    )
    why = _why_chosen(choice, share(winner))
    told = [
        candidate(each, _why_not(each, winner, choice.reason, measure(each) - measure(winner), share(each)))
        for each in others
    ]
    return candidate(winner, why), tuple(told)


def _runners_up(
    ranked: Sequence[Container], winner: Container, share: Callable[[Container], float]
) -> list[Container]:
    """The best of the elements around the winner, inside of it and beside it: a few of each, each span once."""
    found: list[Container] = []
    places: Counter[str] = Counter()
    spans = {(winner.first, winner.last)}
    for element in ranked:
        span = (element.first, element.last)
        place = _place(element, winner)
        within_other = any(
            each.first <= span[0] and span[1] <= each.last and _place(each, winner) == "beside"
            for each in found
        )
        # What bears the name of a body is always told: whoever looks at the page sees the name.
        named = system_of(element.words, element.itemprop) is not None
        enough = share(element) >= _LEAST_SHARE[place] and places[place] < _MOST[place]
        within = place == "beside" and within_other
        if span in spans or element.first == element.last or not (named or (enough and not within)):
            continue
        spans.add(span)
        places[place] += 1
        found.append(element)
    return found


def _place(element: Container, winner: Container) -> str:
    if winner.first <= element.first and element.last <= winner.last:
        return "inside"
    if element.first <= winner.first and winner.last <= element.last:
        return "around"
    return "beside"


def _why_chosen(choice: Choice, share: float) -> str:
    if choice.reason == BELOW_TITLE:
        return "it holds the densest run of lines below the title; of the page's lines none is surely text"
    if choice.reason == AROUND:
        return (
            f"it holds the densest line, which is but a part of a text, and {share:.0%} of the page's prose"
        )
    if choice.reason in known_containers().values():
        return f"it has the name that {choice.reason} gives to the body of an article, and {share:.0%} of the prose of the page"
    if choice.reason == "JSON-LD articleBody":
        return "it shows the text that the page's own data (JSON-LD articleBody) gives as the article"
    return f"the densest element: its prose ({share:.0%} of the page's) less all else in it measures most"


def _why_not(element: Container, winner: Container, reason: str, more: float, share: float) -> str:
    place = f"{_place(element, winner)} the chosen one: "
    if system_of(element.words, element.itemprop) is not None:
        return f"{place}its name is known as that of a body, but it holds {share:.0%} of the prose"
    if more > 0 and reason == BELOW_TITLE:
        return f"{place}measures {more:,.0f} more, but does not stand right below the title"
    if more > 0 and reason == AROUND:
        return f"{place}measures {more:,.0f} more, but is a part of a text or holds only parts of it"
    if more > 0 and reason == DENSEST:
        return f"{place}measures {more:,.0f} more, but is less deep"
    if more > 0:
        return (
            f"{place}measures {more:,.0f} more, but what the page or its system says goes before the measure"
        )
    return f"{place}measures {-more:,.0f} less"


def label_of(element: Container) -> str:
    """An element as a CSS selector would name it.

    >>> label_of(Container("div", "content wide main", False, None, 0, 0, 0))
    'div#main.content.wide'
    """
    *classes, ident = element.words.split(" ")
    label = element.tag + (f"#{ident}" if ident else "") + "".join(f".{name}" for name in classes if name)
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _told_blocks(examined: Examined, around: Sequence[int]) -> Iterator[PageLine]:
    """Every line around the article: kept, taken out as a section of keywords or neighbours, or left out before."""
    document, body = examined.document, examined.body
    kept = _kept_lines(body)
    for place in around:
        block = document.blocks[place]
        if place in kept:
            if (line := kept[place]) is not None:
                yield msgspec.structs.replace(
                    line, element=label_of(block.container), likely=_likely(body, place)
                )
            continue
        part, reason = body.left[place]
        yield PageLine(
            block.text,
            block.kind,
            False,
            label_of(block.container),
            f"read.{part}",
            reason,
            _likely(body, place),
        )


def _likely(body: Body, place: int) -> float | None:
    return round(float(body.likely[place]), 3) if place < len(body.likely) else None


def _kept_lines(body: Body) -> dict[int, PageLine | None]:
    """The line that stands for each kept block of the page; None for cells that went into the row before them."""
    blocks = blocks_of(body)
    sections = split_sections(blocks)
    rows = iter(sections.removed)
    staying = {id(block) for block in sections.blocks}
    lines: dict[int, PageLine | None] = {}
    raw = iter(body.kept)
    for block in blocks:
        line = _section_line(block, None if id(block) in staying else next(rows))
        wanted, taken = _squeezed(block.text), ""
        first = True
        while len(taken) < len(wanted) or first:
            cell = next(raw)
            lines[cell.position] = line if first else None
            taken += _squeezed(cell.text)
            first = False
    return lines


def _section_line(block: Block, row: Removed | None) -> PageLine:
    if row is None:
        return PageLine(block.text, block.kind, True)
    return PageLine(block.text, block.kind, False, "", row.rule, row.reason)


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("\0", "")


def _outside(examined: Examined, choice: Choice, around: Sequence[int]) -> Iterator[Outside]:
    """The lines elsewhere on the page, those of one element together, in the order of the page."""
    document = examined.document
    groups: list[tuple[str, str, list[RawBlock]]] = []
    told = frozenset(around)
    for block in document.blocks:
        if block.position in told:
            continue
        element = _outermost(block, around)
        label = label_of(element)
        reason = _why_outside(block, element, examined, choice)
        if groups and groups[-1][:2] == (label, reason):
            groups[-1][2].append(block)
        else:
            groups.append((label, reason, [block]))
    for label, reason, blocks in _together(groups):
        likely = max((float(examined.body.likely[block.position]) for block in blocks), default=0.0)
        why = reason or f"outside of the chosen element; the scorer gives its lines {likely:.2f} at most"
        yield Outside(label, len(blocks), sum(len(block.text) for block in blocks), why, blocks[0].text)


def _together(
    groups: Sequence[tuple[str, str, list[RawBlock]]],
) -> list[tuple[str, str, list[RawBlock]]]:
    """Groups of one element and one reason as one, in the order of their first lines."""
    merged: dict[tuple[str, str], list[RawBlock]] = {}
    for label, reason, blocks in groups:
        merged.setdefault((label, reason), []).extend(blocks)
    return [(label, reason, blocks) for (label, reason), blocks in merged.items()]


def _outermost(block: RawBlock, around: Sequence[int]) -> Container:
    """The widest element around a block that holds nothing of the article."""
    found = block.container
    for element in block.container.ancestors():
        holds = bisect_left(around, element.first) < bisect_left(around, element.last)
        if element.tag == "body" or holds:
            break
        found = element
    return found


def _why_outside(block: RawBlock, element: Container, examined: Examined, choice: Choice) -> str:
    if not choice.is_shown(block):
        return "not shown to a reader"
    traits = traits_of(element.tag, element.words, element.itemprop)
    if traits & FOREIGN:
        return "its name says comments, consent or a dialog"
    if traits & FURNITURE:
        return "its tag or name says furniture: navigation, sharing, advertising and the like"
    if block.position in examined.neighbours:
        return "list of neighbour articles: becomes `related`"
    if block.position == examined.title.position:
        return "the title"
    if block.link_share >= 0.5:
        return "links"
    if is_byline(block.text):
        return "time, source or author: becomes metadata"
    if is_legal_line(block.text):
        return "copyright, licence or disclaimer"
    return ""
