"""A first look at a site: robots.txt, sitemap, feed, a list page and a few articles, asked for as a crawl would."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from cleaning.article import Article
from cleaning.decoding import decode
from cleaning.page import Page
from cleaning.reading.caps import limit
from crawler.agent import PRODUCT
from crawler.classify import Classifier, is_file, looks_like_article, looks_like_list
from crawler.errors import ProfileError
from crawler.feeds import links_of_xml, xml_kind
from crawler.links import discover
from crawler.profile import StartKind, load_profile
from crawler.profile_check import private_pair
from crawler.robots import rules_of
from crawler.rows import Link
from crawler.shapes import Shape, expression_of, joined, shapes_of
from crawler.traps import shows_a_trap
from crawler.urls import join_url, normalise_url, origin_of, same_site
from jiaokan.asking import Answers, Asking, asking
from jiaokan.errors import JiaokanError, UsageError
from jiaokan.pipeline import Settings
from jiaokan.samples import article_of
from jiaokan.tomltext import quoted

# Articles looked for, and pages read until they are found.
ARTICLES = 3
_ROUNDS = 3
_SITEMAPS = 2
_FEEDS = 2
_LINKS_OF_A_LIST = 2
# What a crawl under the default profile lets through, so that nothing larger comes here.
_MOST_BYTES = 10_000_000
# Every address is an article to this one: all links of a page are wanted here.
_ALL = Classifier([""])


class Source(msgspec.Struct, frozen=True):
    """A page that leads to others: its address, what it is, how many addresses of the site it gave.

    `by_robots` says that robots.txt names it, `fault` why it could not be had.
    """

    url: str
    kind: StartKind
    links: int = 0
    by_robots: bool = False
    fault: str | None = None


class Sampled(msgspec.Struct, frozen=True):
    """A page that was read: the article, or why there is none."""

    url: str
    article: Article | None
    fault: str | None = None

    @property
    def is_article(self) -> bool:
        return self.article is not None and self.article.dropped is None


class Kind(msgspec.Struct, frozen=True):
    """One shape of addresses with the pages of it that were read; `expression` is set where they are articles, or
    where the addresses differ from those of articles in the name of a folder alone (`alike`)."""

    shape: Shape
    sampled: tuple[Sampled, ...] = ()
    expression: str | None = None
    alike: bool = False


class Survey(msgspec.Struct, frozen=True):
    """What was seen of a site: the start page where its redirects end, robots.txt, what leads to pages, and the kinds of
    addresses, those of articles first. `lists` are pages that lead to articles."""

    url: str
    name: str
    contact: str
    allow_private: tuple[str, ...]
    at: datetime
    robots: str
    crawl_delay: float | None
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]
    lists: tuple[str, ...]
    requests: int

    @property
    def articles(self) -> list[Sampled]:
        """The sampled pages that are articles."""
        return [page for kind in self.kinds for page in kind.sampled if page.is_article]


def survey(
    url: str,
    *,
    name: str | None = None,
    contact: str = "",
    allow_private: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Survey:
    """Looks at the site of an address with some ten requests, and keeps nothing.

    Raises UsageError for an address that may not be asked (a private one without `allow_private`, a public one without
    `contact`), JiaokanError where its page cannot be had, and what a crawl raises.
    """
    try:
        url = normalise_url(url)
    except ValueError as error:
        raise UsageError(f"{error}; give the whole address of the site") from None
    private = private_pair(url)
    if private is not None and not allow_private:
        raise UsageError(f"{private} is a private address; add --allow-private if you mean it")
    if private is None and not contact:
        raise UsageError(
            f"{origin_of(url)} is a public host, so say who asks: --contact you@example.com (it is sent in the User-Agent)"
        )
    allowed = (private,) if private is not None else ()
    with TemporaryDirectory(prefix="jiaokan-") as folder, asking() as site:
        return _Look(url, name or _name_of(url), contact, allowed, Path(folder), site, progress).survey()


class _Look:
    """One survey at work."""

    def __init__(
        self,
        url: str,
        name: str,
        contact: str,
        allowed: tuple[str, ...],
        folder: Path,
        site: Asking,
        progress: Callable[[str], None],
    ) -> None:
        self._url, self._name, self._contact, self._allowed = url, name, contact, allowed
        self._file = folder / "profile.toml"
        self._site = site
        self._progress = progress
        self._starts: dict[str, StartKind | None] = {url: None}
        self._answers = Answers({}, {}, {}, ())
        self._asked: set[str] = set()
        self._from: dict[str, set[str]] = {}
        self._sources: list[Source] = []
        self._sampled: dict[str, Sampled] = {}

    def survey(self) -> Survey:
        """Everything, in its order."""
        self._progress(f"{self._url}: robots.txt and the start page")
        start = self._start_page()
        rules = [rules_of(answer) for answer in self._answers.robots if answer.origin == origin_of(start)]
        named = [join_url(start, reference) for rule in rules for reference in rule.sitemaps]
        self._look_at_sources(start, [at for at in named if at is not None and same_site(at, start)])
        shapes = shapes_of(
            at for at in self._from if not is_file(at) and not shows_a_trap(at, datetime.now(UTC).date())
        )
        self._sample(shapes)
        kinds, lists = self._kinds(shapes, start)
        delays = [delay for rule in rules if (delay := rule.crawl_delay(PRODUCT)) is not None]
        return Survey(
            url=start,
            name=self._name,
            contact=self._contact,
            allow_private=self._allowed,
            at=datetime.now(UTC),
            robots=rules[0].detail if rules else "robots.txt was not asked for",
            crawl_delay=max(delays, default=None),
            sources=tuple(self._sources),
            kinds=kinds,
            lists=lists,
            requests=len(self._asked) + len(self._answers.robots),
        )

    def _start_page(self) -> str:
        self._ask({self._url: None})
        page = self._answers.page(self._url)
        if page is None:
            raise JiaokanError(
                f"{self._url}: gave no page: {self._answers.why_not(self._url)}; check the address in a browser, or give the "
                "one it leads to"
            )
        start = page.url or self._url
        self._note(page, "list")
        return start

    def _look_at_sources(self, start: str, by_robots: Sequence[str]) -> None:
        """Sitemaps, feeds and one list page, in one go; of an index of sitemaps its first one as well."""
        page = self._answers.pages[start]
        sitemaps = list(by_robots)[:_SITEMAPS] or [f"{origin_of(start)}/sitemap.xml"]
        feeds = _feeds_of(page)[:_FEEDS]
        wanted: dict[str, StartKind | None] = {
            **dict.fromkeys(sitemaps, "sitemap"),
            **dict.fromkeys(feeds, "feed"),
        }
        if (listed := self._list_page(start)) is not None:
            wanted[listed] = "list"
        wanted.pop(start, None)
        self._progress(f"{start}: {', '.join(wanted)}")
        self._ask(wanted)
        children: dict[str, StartKind | None] = {}
        for at, kind in wanted.items():
            found = self._answers.page(at)
            if found is None:
                self._sources.append(
                    Source(at, kind or "list", 0, at in by_robots, self._answers.why_not(at))
                )
                continue
            below = self._note(found, kind or "list", by_robots=at in by_robots)
            children.update(dict.fromkeys(below[:1], "sitemap"))
        children = {at: kind for at, kind in children.items() if at not in self._asked}
        if children:
            self._ask(children)
            for at in children:
                if (found := self._answers.page(at)) is not None:
                    self._note(found, "sitemap", by_robots=True)

    def _list_page(self, start: str) -> str | None:
        """A page of the start page's links that has the shape of a section, of the shape that most of them have."""
        links = [at for at in self._from if looks_like_list(at) and at != start and not is_file(at)]
        shapes = shapes_of(links)
        return shapes[0].urls[0] if shapes else None

    def _note(self, page: Page, kind: StartKind, *, by_robots: bool = False) -> list[str]:
        """Takes down the addresses on a page; those of further sitemaps are given back instead."""
        url = page.url or ""
        text = _text(page)
        xml = xml_kind(text)
        links: Sequence[Link] = (
            links_of_xml(text, url, 0, _ALL) if xml else discover(text, url, "list", 0, _ALL).links
        )
        if xml is None and kind in ("sitemap", "feed"):
            self._sources.append(Source(url, kind, 0, by_robots, f"it is no {kind}"))
            return []
        real: StartKind = kind if xml is None else "feed" if xml == "feed" else "sitemap"
        self._sources.append(Source(url, real, len(links), by_robots))
        if xml == "sitemap_index":
            return [link.url for link in links]
        for link in links:
            self._from.setdefault(link.url, set()).add(real)
        return []

    def _sample(self, shapes: Sequence[Shape]) -> None:
        """Reads pages of the likeliest shapes until enough are articles, in at most three rounds."""
        ranked = sorted(shapes, key=lambda shape: -self._likelihood(shape))
        for _ in range(_ROUNDS):
            missing = ARTICLES - sum(page.is_article for page in self._sampled.values())
            chosen = self._choose(ranked, max(2, missing)) if missing > 0 else []
            if not chosen:
                return
            self._progress(f"reads {', '.join(chosen)}")
            self._ask(dict.fromkeys(chosen, None), starts=False)
            for at in chosen:
                page = self._answers.page(at)
                self._sampled[at] = (
                    Sampled(at, None, self._answers.why_not(at)) if page is None else _read(at, page)
                )

    def _likelihood(self, shape: Shape) -> float:
        """How likely the addresses of a shape are articles: feeds announce nothing else, and shapes are known."""
        count = len(shape.urls)
        told = {source for at in shape.urls for source in self._from.get(at, ())}
        return (
            3.0 * ("feed" in told)
            + 0.5 * ("sitemap" in told)
            + 2.0 * sum(map(looks_like_article, shape.urls)) / count
            - 2.0 * sum(map(looks_like_list, shape.urls)) / count
            + min(2.0, math.log10(count) * 1.5)
        )

    def _choose(self, ranked: Sequence[Shape], most: int) -> list[str]:
        """Pages to read next: two of the first shape that may hold articles, then one of each that follows."""
        chosen: list[str] = []
        for shape in ranked:
            read = [self._sampled[at] for at in shape.urls if at in self._sampled]
            hopeless = len(read) >= 2 and not any(page.is_article for page in read)
            unread = [at for at in shape.urls if at not in self._sampled and at not in self._asked]
            if hopeless or not unread:
                continue
            # The first and the middle one: neighbours on a page are often of one day.
            places = [0, len(unread) // 2] if not chosen and len(unread) > 1 else [0]
            chosen += [unread[place] for place in places]
            if len(chosen) >= most:
                break
        return chosen[:most]

    def _kinds(self, shapes: Sequence[Shape], start: str) -> tuple[tuple[Kind, ...], tuple[str, ...]]:
        read = {
            shape.pattern: tuple(self._sampled[at] for at in shape.urls if at in self._sampled)
            for shape in shapes
        }
        good = [shape for shape in shapes if _are_articles(read[shape.pattern])]
        no_article = {
            start,
            *(source.url for source in self._sources),
            *(at for at, page in self._sampled.items() if not page.is_article),
        }
        # Sections of a site differ in the name of a folder: what only that keeps apart is taken for articles as well.
        alike = {
            shape.pattern: pattern
            for shape in shapes
            if not read[shape.pattern]
            for article in good
            if (pattern := joined(article.pattern, shape.pattern)) is not None
        }
        patterns = {
            article.pattern: pattern
            for article in good
            for pattern in alike.values()
            if joined(article.pattern, pattern) == pattern
        } | alike
        wanted = [shape for shape in shapes if shape in good or shape.pattern in alike]
        within = {at for shape in wanted for at in shape.urls}
        others = sorted(no_article | {at for at in self._from if at not in within})
        kinds = []
        for shape in shapes:
            expression = None
            if shape in wanted:
                members = tuple(at for at in shape.urls if at not in no_article)
                pattern = patterns.get(shape.pattern, shape.pattern)
                expression = expression_of(Shape(pattern, members), [*others, *self._index_beside(shape)])
            kinds.append(Kind(shape, read[shape.pattern], expression, shape.pattern in alike))
        kinds.sort(key=lambda kind: kind.expression is None)
        return tuple(kinds), tuple(self._lists([kind.expression for kind in kinds if kind.expression], start))

    def _index_beside(self, shape: Shape) -> list[str]:
        """The index of a folder of named pages: nobody has to have seen it, and it is no article unless it was read as one."""
        folder, _, last = shape.urls[0].partition("?")[0].rpartition("/")
        end = last[last.rfind(".") :] if "." in last else ""
        index = f"{folder}/index{end}"
        if not shape.pattern.partition("?")[0].endswith(f"/*{end}") or index in self._sampled:
            return []
        return [index]

    def _lists(self, expressions: Sequence[str], start: str) -> Iterator[str]:
        """Pages that were fetched and lead to articles: the start page, sections, and what leads to further ones."""
        classifier = Classifier(expressions or ["(?!)"])
        known = {at for at, told in self._from.items() if told & {"sitemap", "feed"}}
        for at in sorted(self._answers.pages, key=lambda at: (at != start, not looks_like_list(at), at)):
            text = _text(self._answers.pages[at])
            if (at in self._sampled and self._sampled[at].is_article) or xml_kind(text) is not None:
                continue
            links = discover(text, at, "list", 0, classifier).links
            articles = {link.url for link in links if classifier.role_of(link.url) == "article"}
            if len(articles) >= _LINKS_OF_A_LIST and (looks_like_list(at) or at == start or articles - known):
                known |= articles
                yield at

    def _ask(self, urls: dict[str, StartKind | None], *, starts: bool = True) -> None:
        if starts:
            self._starts.update(urls)
        self._asked.update(urls)
        self._file.write_text(self._profile(), "utf-8")
        try:
            load_profile(self._file)
        except ProfileError as error:
            faults = [fault.removeprefix(f"{self._file}: ") for fault in error.faults]
            raise UsageError("\n".join(f"--{fault}" for fault in faults)) from None
        self._answers = self._site.ask(self._file, list(urls))

    def _profile(self) -> str:
        starts = ", ".join(
            f"{{ url = {quoted(at)}, kind = {quoted(kind)} }}" if kind else quoted(at)
            for at, kind in self._starts.items()
        )
        allowed = ", ".join(map(quoted, self._allowed))
        # Whoever allows a private address asks a server of their own, which need not be waited for.
        delay = 0 if self._allowed else 1
        return (
            f"name = {quoted(self._name)}\nstart = [{starts}]\ncontact = {quoted(self._contact)}\n"
            f"allow_private = [{allowed}]\ndelay = {delay}\nretries = 1\n"
        )


def _are_articles(read: Sequence[Sampled]) -> bool:
    """Whether half of the pages that were read, and one at least, are articles."""
    articles = sum(page.is_article for page in read)
    return articles > 0 and 2 * articles >= len(read)


def _read(url: str, page: Page) -> Sampled:
    article = article_of(page, _AS_EVER)
    dropped = article.dropped
    if dropped is None:
        return Sampled(url, article)
    return Sampled(
        url, article, f"{article.kind}: {dropped.reason}{f' ({dropped.detail})' if dropped.detail else ''}"
    )


_AS_EVER = Settings()


def _text(page: Page) -> str:
    content = page.content if isinstance(page.content, bytes) else page.content.encode()
    if content[:2] == b"\x1f\x8b":
        from crawler.content import gunzip

        content = gunzip(content, _MOST_BYTES)
    return decode(content, page.headers.get("content-type"), None).text


def _feeds_of(page: Page) -> list[str]:
    """The feeds that a page names in its head, on its own site."""
    from selectolax.lexbor import LexborHTMLParser

    found = []
    for node in LexborHTMLParser(limit(_text(page).encode("utf-8", "replace")).content).css(
        "link[rel][href]"
    ):
        kind = (node.attributes.get("type") or "").lower()
        if "alternate" in (node.attributes.get("rel") or "").lower() and ("rss" in kind or "atom" in kind):
            target = join_url(page.url or "", node.attributes.get("href") or "")
            if target is not None and same_site(target, page.url or ""):
                found.append(target)
    return list(dict.fromkeys(found))


def _name_of(url: str) -> str:
    """A name for the profile of a site: its host, as a folder may be called.

    >>> _name_of("https://www.News.example.org/a"), _name_of("http://127.0.0.1:8000/")
    ('news.example.org', '127.0.0.1-8000')
    """
    host = url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
    return re.sub(r"[^a-z0-9._-]+", "-", host).strip("-._")[:64].rstrip("-._") or "site"
