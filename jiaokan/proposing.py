"""The commented profile that a first look at a site leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from crawler.classify import looks_like_list
from crawler.keys import KEYS
from crawler.shapes import Shape, expression_of
from jiaokan.surveying import ARTICLES, Kind, Source, Survey
from jiaokan.tomltext import comment, literal, quoted

# Kinds of addresses that are told of though nothing was proposed for them.
_MOST_KINDS = 12
_DEFAULT_DELAY = next(float(key.default) for key in KEYS if key.path == "delay")


def proposed_profile(seen: Survey, file: str = "site.toml") -> str:
    """The profile of a site as TOML: what was seen stands beside what is proposed, the sampled pages are its samples.

    `file` is what the commands in its first lines call it.
    """
    return "\n".join([*_head(seen, file), *_start(seen), *_patterns(seen), *_manners(seen), *_read(seen), *_samples(seen)]) + "\n"  # fmt: skip


def _head(seen: Survey, file: str) -> Iterator[str]:
    pages = f"{seen.requests} requests, {sum(len(kind.sampled) for kind in seen.kinds)} pages read"
    yield f"# The profile of {comment(seen.url)}, proposed by `jiaokan profile new` on {seen.at:%Y-%m-%d} ({pages})."
    yield "# It is a first guess: read it through, correct it, then try it. All keys: docs/profile.md"
    yield f"#   jiaokan profile check {file} --samples     do the samples at the end still hold?"
    yield f"#   jiaokan profile check {file} URL           what would it do with an address, and why?"
    yield f"#   jiaokan run {file}"
    yield ""
    yield f"name = {quoted(seen.name)}"
    if seen.contact:
        yield f"contact = {quoted(seen.contact)}"
    if seen.allow_private:
        yield "# Private addresses are refused unless they are named here."
        yield f"allow_private = [{', '.join(map(quoted, seen.allow_private))}]"
    yield ""


def _start(seen: Survey) -> Iterator[str]:
    yield "# Where a crawl begins. What was seen:"
    for source in seen.sources:
        yield f"#   {_source_in_words(source)}"
    if not any(source.kind == "feed" for source in seen.sources):
        yield "#   no feed is named by the start page"
    yield "start = ["
    yield f"    {quoted(seen.url)},"
    for source in seen.sources:
        useful = source.fault is None and source.links and source.url != seen.url
        if useful and source.kind in ("feed", "sitemap") and not source.by_robots:
            yield f"    {{ url = {quoted(source.url)}, kind = {quoted(source.kind)} }},"
    yield from (f'    {{ url = {quoted(url)}, kind = "list" }},' for url in _lists_among_articles(seen))
    yield "]"
    yield ""


def _source_in_words(source: Source) -> str:
    what = "start or list page" if source.kind == "list" else source.kind
    named = ", named by robots.txt and so followed by itself" if source.by_robots else ""
    if source.fault is not None:
        return f"{what} {comment(source.url)}: not there: {comment(source.fault)}"
    return f"{what} {comment(source.url)}: {source.links} addresses of this site{named}"


def _patterns(seen: Survey) -> Iterator[str]:
    articles = [kind for kind in seen.kinds if kind.expression is not None]
    yield "# Kinds of addresses that were seen (# stands for a number, * for a name), and what sampled pages were:"
    for kind in seen.kinds[: max(_MOST_KINDS, len(articles))]:
        yield f"#   {len(kind.shape.urls):5}  {comment(kind.shape.pattern, 80)}  {_verdict(kind)}"
        for page in kind.sampled:
            title = page.article.title if page.article is not None and page.is_article else None
            told = f"article {title!r}" if page.is_article else f"dropped: {page.fault}"
            yield f"#            {comment(page.url)}: {comment(told)}"
    if len(seen.kinds) > _MOST_KINDS:
        yield f"#   and {len(seen.kinds) - max(_MOST_KINDS, len(articles))} kinds more of few addresses"
    if articles:
        yield "# An address in which one of these is found is an article; no other is."
        yield "article = ["
        yield from dict.fromkeys(f"    {literal(kind.expression)}," for kind in articles if kind.expression)
        yield "]"
    else:
        yield "# No sampled page reads as an article. Without `article` their addresses are guessed; name them here once known:"
        yield "# article = ['/a/[0-9]+\\.html$']"
    yield ""
    yield from _list_patterns(seen)


def _verdict(kind: Kind) -> str:
    if not kind.sampled:
        return "not looked at" + (", but of the form of articles in another folder" if kind.alike else "")
    good = sum(page.is_article for page in kind.sampled)
    return f"{good} of {len(kind.sampled)} read as articles"


def _list_patterns(seen: Survey) -> Iterator[str]:
    """Lists are guessed well by folders and names such as index; others have to be said."""
    articles = sorted(url for kind in seen.kinds if kind.expression is not None for url in kind.shape.urls)
    unknown = [
        Shape(kind.shape.pattern, members)
        for kind in seen.kinds
        if kind.expression is None
        and (members := tuple(url for url in kind.shape.urls if _is_unknown_list(url, seen)))
    ]
    if seen.lists:
        yield f"# Pages that lead to articles: {', '.join(map(comment, seen.lists))}"
    if unknown:
        yield "# With `list`, only what it names (and the start pages) is followed to further articles."
        folders = [
            kind.shape
            for kind in seen.kinds
            if kind.expression is None and looks_like_list(kind.shape.urls[0])
        ]
        expressions = dict.fromkeys(expression_of(shape, articles) for shape in [*unknown, *folders])
        yield f"list = [{', '.join(map(literal, expressions))}]"
    else:
        yield "# Without `list`, folders and pages named index, list or more are taken for list pages."
        yield "# list = ['/news/']"
    yield ""


def _is_unknown_list(url: str, seen: Survey) -> bool:
    """Whether a page leads to articles and nothing in its address says so."""
    return url in seen.lists and url != seen.url and not looks_like_list(url)


def _lists_among_articles(seen: Survey) -> list[str]:
    """Lists that only a start page can name: a pattern for them would be one for the articles beside them."""
    of_articles = {url for kind in seen.kinds if kind.expression is not None for url in kind.shape.urls}
    return [url for url in seen.lists if _is_unknown_list(url, seen) and url in of_articles]


def _manners(seen: Survey) -> Iterator[str]:
    yield f"# {comment(seen.robots)}"
    if seen.crawl_delay is not None:
        yield f"# It asks for {seen.crawl_delay:g} s between two requests, which holds whatever stands here."
    yield f"delay = {max(_DEFAULT_DELAY, seen.crawl_delay or 0):g}"
    yield "max_pages = 2000"
    yield ""


def _read(seen: Survey) -> Iterator[str]:
    found = [page.article.metadata for page in seen.articles if page.article is not None]
    yield "[read]"
    encodings = Counter((about.encoding, about.encoding_evidence) for about in found)
    for (encoding, evidence), count in encodings.items():
        yield f"# encoding of {count} of {len(found)} articles: {comment(str(encoding))} ({comment(str(evidence))})"
    replaced = sum(about.replaced_characters for about in found)
    if replaced:
        yield f"# {replaced} characters could not be read: if titles above look wrong, name the encoding"
    yield '# encoding = "gb18030"        # only where what the pages declare is wrong'
    dates = [about.published_at for about in found if about.published_at]
    yield f"# dates were found on {len(dates)} of {len(found)} articles{f', the first {comment(dates[0])}' if dates else ''}"
    yield 'time_zone = "Asia/Shanghai"   # of times that name none'
    yield ""


def _samples(seen: Survey) -> Iterator[str]:
    yield "# What has to hold: `jiaokan profile check --samples` fetches these and compares."
    for page in seen.articles[:ARTICLES]:
        yield "[[sample]]"
        yield f"url = {quoted(page.url)}"
        yield 'kind = "article"'
        if page.article is not None and page.article.title:
            yield f"title = {quoted(page.article.title)}"
        yield ""
    for url in [url for url in seen.lists if url != seen.url][:1] or seen.lists[:1]:
        yield "[[sample]]"
        yield f"url = {quoted(url)}"
        yield 'kind = "list"'
        yield ""
