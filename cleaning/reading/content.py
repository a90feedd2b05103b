"""The container that holds the article: hints of the page, names of known systems, and the densest subtree.

The measure of a container is what its prose is worth less what everything else in it costs, summed over its
blocks; the container with the largest sum is taken. Hints change the worth of blocks or narrow the choice.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from typing import NamedTuple

from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.furniture import is_foreign_element, is_furniture_element, is_legal_line

# What a character of each sort is worth. Found on labelled pages; the optimum is flat.
_PROSE, _NEUTRAL, _STRUCTURE, _FURNITURE = 1.0, -0.7, -0.3, -1.2
# A known container must hold this share of the prose of the page to be believed.
_KNOWN_SHARE = 0.5
# Siblings that each hold a link, at least so many of them, are a list of neighbours.
_CARDS = 4
_NO_CARDS = frozenset(("p", "tr", "td", "body", "blockquote", "table", "tbody"))


class Choice(NamedTuple):
    """The chosen container, why it was chosen, and what each block of the page is worth (for trimming)."""

    container: Container
    reason: str
    worth: list[float]

    def is_shown(self, block: RawBlock) -> bool:
        """Hidden lines are no text of the page, unless the page hides its whole article from those without script."""
        return not block.hidden or self.worth[block.position] != 0


@cache
def known_containers() -> dict[str, str]:
    """The table of `containers.toml` by name: ".class", "#id" and "[itemprop]" to the system that uses it."""
    text = resources.files("cleaning.reading").joinpath("containers.toml").read_text("utf-8")
    forms = (("id", "#{}"), ("class", ".{}"), ("itemprop", "[{}]"))
    return {
        form.format(name): entry["name"]
        for entry in tomllib.loads(text)["container"]
        for key, form in forms
        for name in entry.get(key, ())
    }


def choose(document: Document, body: str = "", start: int = 0) -> Choice | None:
    """The container of the article, or None for a page without blocks.

    `body` is the text that the page's own data gives as the article (JSON-LD articleBody), "" where it gives none;
    `start` is the number of the title's block: what stands before it counts little.
    """
    if not document.blocks:
        return None
    furniture = furniture_containers(document)
    hidden = not _hides_the_article(document)
    worth = [_worth(block, furniture, hidden) for block in document.blocks]
    _discount_before(start, worth)
    if body:
        hinted = _by_hint(document.blocks, body)
        worth = hinted or worth
    sums = [0.0, *accumulate(worth)]
    best = max(document.containers, key=lambda each: (sums[each.last] - sums[each.first], each.depth))
    known = _known(document, worth)
    if known is not None:
        return Choice(known[0], known[1], worth)
    return Choice(best, "JSON-LD articleBody" if body and hinted else "densest subtree", worth)


def _discount_before(start: int, worth: list[float]) -> None:
    """Prose above the title belongs to something else, unless it is so much that the title must be another one."""
    above = sum(each for each in worth[:start] if each > 0)
    if above <= 0.3 * sum(each for each in worth if each > 0):
        for number, each in enumerate(worth[:start]):
            worth[number] = 0.3 * each if each > 0 else each


def furniture_containers(document: Document) -> set[int]:
    """The ids (by `id()`) of containers that hold furniture, by tag, by name, or as cards of a list.

    A name is not believed where the element holds most of the page: whole pages are wrapped in "sidebar-left".
    """
    total = [0, *accumulate(len(block.text) if block.marks else 0 for block in document.blocks)]
    links = [0, *accumulate(block.link_share > 0.3 for block in document.blocks)]
    cards = _cards(document, links, total)
    found: set[int] = set()
    for container in document.containers:
        if container.first == container.last:
            continue
        inside = container.parent is not None and id(container.parent) in found
        if inside or id(container) in cards:
            found.add(id(container))
            continue
        share = (total[container.last] - total[container.first]) / (total[-1] or 1)
        named = share < 0.4 and is_furniture_element(container.tag, container.words)
        if named or (share < 0.95 and is_foreign_element(container.words)):
            found.add(id(container))
    return found


def _cards(document: Document, links: Sequence[int], prose: Sequence[int]) -> set[int]:
    """Containers that are one of several alike, each with a link of its own and little else."""
    signatures: Counter[tuple[int, str, str]] = Counter()
    candidates: list[tuple[tuple[int, str, str], Container]] = []
    for container in document.containers:
        size = container.last - container.first
        if container.tag in _NO_CARDS or not 2 <= size <= 8:
            continue
        if (
            links[container.last] > links[container.first]
            and prose[container.last] - prose[container.first] < 300
        ):
            signature = (id(container.parent), container.tag, container.words)
            signatures[signature] += 1
            candidates.append((signature, container))
    return {id(container) for signature, container in candidates if signatures[signature] >= _CARDS}


def _hides_the_article(document: Document) -> bool:
    """Whether most prose is hidden: a page that its script shows piece by piece, so that hiding says nothing."""
    prose = [0, 0]
    for block in document.blocks:
        if block.marks and block.link_share < 0.5:
            prose[block.hidden] += len(block.text)
    return prose[True] > 2 * prose[False]


def _worth(block: RawBlock, furniture: set[int], hidden: bool) -> float:
    length = len(block.text)
    if hidden and block.hidden:
        return 0.0
    if block.link_share >= 0.5 or id(block.container) in furniture or is_legal_line(block.text):
        return _FURNITURE * length
    if block.marks and length > 12:
        return _PROSE * length
    if block.kind in ("heading", "code", "table_row", "caption"):
        return _STRUCTURE * length
    return _NEUTRAL * length


def _by_hint(blocks: Sequence[RawBlock], body: str) -> list[float] | None:
    """Worth by membership in the text the page names; None where the page does not show most of that text."""
    squeezed = "".join(body.split())
    worth: list[float] = []
    found = 0
    for block in blocks:
        text = "".join(block.text.split())
        inside = len(text) > 3 and text in squeezed
        found += len(text) if inside else 0
        worth.append(float(len(text)) if inside else -0.5 * len(text))
    return worth if found >= 0.6 * len(squeezed) and len(squeezed) >= 100 else None


def is_known_element(words: str, itemprop: str) -> bool:
    """Whether an element bears a name that content management systems give to the body of an article.

    >>> is_known_element("trs_editor x1", ""), is_known_element("sidebar ", "")
    (True, False)
    """
    return _system_of(words, itemprop) is not None


@lru_cache(maxsize=8192)
def _system_of(words: str, itemprop: str) -> str | None:
    """The system whose name for a body an element bears. Themes use the names of classes as ids just as well."""
    known = known_containers()
    *classes, ident = words.split(" ")
    names = [f"#{ident}", f"[{itemprop.lower()}]", *(f".{name}" for name in (ident, *classes))]
    return next((known[name] for name in names if name in known), None)


def _known(document: Document, worth: Sequence[float]) -> tuple[Container, str] | None:
    prose = [0.0, *accumulate(max(each, 0.0) for each in worth)]
    matches: list[tuple[float, Container, str]] = []
    for container in document.containers:
        if not container.words and not container.itemprop:
            continue
        system = _system_of(container.words, container.itemprop)
        if system is not None:
            matches.append((prose[container.last] - prose[container.first], container, system))
    if not matches:
        return None
    gain, container, name = max(matches, key=lambda match: match[0])
    return (container, name) if gain >= _KNOWN_SHARE * prose[-1] else None
