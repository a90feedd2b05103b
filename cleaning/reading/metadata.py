"""What a page says about its article, and where it says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import urljoin, urlsplit

import numpy as np

from cleaning.article import Metadata
from cleaning.reading.around import lines_around
from cleaning.reading.bylines import read_bylines, views_in
from cleaning.reading.crumbs import category_of, innermost
from cleaning.reading.datelines import Signed, read_dated_name, read_datelines, read_unlabelled
from cleaning.reading.dates import Moment, Stamp
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.elements import AUTHOR_NAME
from cleaning.reading.evidence import Evidence, Values, clean
from cleaning.reading.head import first_of, head_of
from cleaning.reading.infotables import info_table
from cleaning.reading.jsonld import LinkedData
from cleaning.reading.language import language_of
from cleaning.reading.measures import COLON
from cleaning.reading.paging import find_paging
from cleaning.reading.people import named_persons, persons
from cleaning.reading.related import without_breaks
from cleaning.reading.sections import labelled_keywords
from cleaning.reading.times import bylines_of, day_near, put_times
from cleaning.script import script_of

_AUTHOR: Final = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "itemprop:author",
    "itemprop:name:author",
)
_SOURCE: Final = ("source", "contentsource", "mediaid", "og:article:source", "itemprop:source")
# Time and place of an article, behind its account.
_AFTER_ACCOUNT = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-年/.][0-9]{1,2}[-月/.]|[0-2]?[0-9]:[0-5][0-9]|发表于|發表於).*$", re.S
)
_TITLE_MARK = re.compile(r"[_|｜-]+")
_BY = re.compile(r"^(?:(?:\w+ )?by|作者|文|记者)[:：\s/]+", re.I)
_OTHER_LABELS: Final = ("分类", "栏目", "发布在", "归类")
_MOST_TAGS: Final = 20
_LONGEST_LINKED, _LONGEST_NAME = 200, 40  # characters of a line with such a link, and of its words
_MOST_LINKED: Final = 3  # names by `rel` on one page; more are those of a list of articles
_OWNED = re.compile(r"([^的\s]{2,8})的(?:个人|技术)?(?:博客|网络日志|日志|blog|专栏|个人主页|个人网站)", re.I)
_KEYWORD_MARKS = re.compile(r"[,，;；、|]")


def read_metadata(
    document: Document,
    data: LinkedData,
    *,
    url: str | None,
    moment: Moment,
    kept: Sequence[RawBlock],
    position: int | None,
    title: str | None,
    neighbours: Collection[int] = (),
) -> tuple[Metadata, tuple[str, ...]]:
    """The metadata of the article and its keywords as the head of the page names them.

    `kept` are the lines of the article, `position` is the block of its title: bylines are looked for between and
    around them, but not in lists of `neighbours`.
    """
    head = head_of(document)
    around = lines_around(document, kept, position, neighbours)
    moment = moment._replace(near=day_near(document, head, data, url))
    visible = bylines_of(around.above, moment, document)
    table = info_table(document.blocks, moment)
    visible = visible._replace(
        source=table.source or visible.source, published=table.published or visible.published
    )
    closing = read_bylines(around.closing, moment)
    known = Evidence(document, head, data, moment, around, visible, closing, url, title)
    found = Values()
    put_times(found, known)
    related = _linked_by_relation(document, neighbours)
    _put_people(found, known, related)
    put = found.put
    put("views", visible.views, "byline")
    if "views" not in found.values:
        put("views", next(filter(None, map(views_in, around.counting)), None), "closing line")
    put("category", category_of(document, title), "breadcrumb")
    put("category", clean(head.get("article:section", "")), "meta[article:section]")
    put("category", data.section, "JSON-LD articleSection")
    put("category", related.get("category"), "a[rel=category]")
    put("category", innermost(data.crumbs, title), "JSON-LD BreadcrumbList")
    put("rights", visible.rights, "byline")
    put("rights", closing.rights, "closing line")
    put("rights", _meta_value(head, "copyright", "rights", "dc.rights"), "meta[copyright]")
    put("rights", data.licence, "JSON-LD license")
    put("canonical_url", _canonical(document, url), "link[rel=canonical]")
    text = "\n".join(block.text for block in kept)
    put("language", language_of(text, document.language), "characters or html[lang]")
    if found.values.get("language") == "zh":
        put("script", script_of(text), "characters")
    paging = find_paging(document, url)
    put("next_url", paging.next_url, "pager")
    put("page_number", paging.page_number, "pager")
    values = found.values
    if paging.page_number is not None:
        values |= {
            "page_count": paging.page_count,
            "page_series": paging.series,
            "page_urls": {str(number): address for number, address in paging.urls} or None,
            "whole_url": paging.whole_url,
        }
    published: Stamp | None = values.pop("published_at", None)
    if published is not None:
        values["published_at"], values["published_precision"] = published
    return Metadata(**values, found=found.found), _shown_keywords(document) or _keywords(head, data)


def _put_people(values: Values, known: Evidence, related: Mapping[str, str]) -> None:
    put, document, head, around = values.put, known.document, known.head, known.around
    visible, closing = known.visible, known.closing
    signed = read_datelines(around.opening, around.closing, around.cells)
    under = read_unlabelled(
        [line for line in around.under_title if line not in around.cells], _tail_names(document)
    )
    account = _account(document, head)
    element = _author_element(document)
    put("author", named_persons("、".join(known.data.authors)), "JSON-LD author")
    put("author", visible.author, "byline")
    put("author", named_persons(element or ""), "element of that name")
    put("author", persons(related.get("author", "")), "a[rel=author]")
    put("author", signed.author if signed.author != known.title else None, "dateline")
    put("author", account.author, "line of the account")
    put("author", under.author, "line under the title")
    # Journals name every author in a meta of its own, and themselves in the usual one.
    cited = [content for name, content in document.metas if name in ("citation_author", "citation_authors")]
    put("author", "、".join(filter(None, map(_cited, cited[:20]))), "meta[citation_author]")
    editor = visible.editor or closing.editor
    for name in _AUTHOR:
        # Systems write the editor there as well.
        if (value := head.get(name)) and "://" not in value and value.strip() != editor:
            put("author", named_persons(value), f"meta[{name}]")
    put("author", closing.author, "closing line")
    put("author", read_dated_name(around.above[:12]), "name beside the date")
    put("author", element, "element of that name")
    put("author", _owner(document, head), "name of the site")
    put("source", visible.source, "byline")
    put("source", account.source, "line of the account")
    if meta := first_of(head, _SOURCE):
        put("source", clean(meta[1].strip("·•- ")), f"meta[{meta[0]}]")
    put("source", signed.source, "dateline")
    put("source", under.source, "line under the title")
    put("source", around.front, "link to the front page of a medium")
    put("source", closing.source, "closing line")
    put("source", clean(known.data.publisher), "JSON-LD publisher")
    put("editor", editor, "byline" if visible.editor else "closing line")


def _meta_value(head: Mapping[str, str], *names: str) -> str | None:
    meta = first_of(head, names)
    return clean(meta[1]) if meta else None


def _author_element(document: Document) -> str | None:
    measures = document.measures
    named = measures.traits[measures.home] & AUTHOR_NAME > 0
    for number in np.flatnonzero(named & (measures.chars <= 60))[:1].tolist():
        return persons(_BY.sub("", document.blocks[number].text))
    return None


def _cited(name: str) -> str | None:
    """An author as journals cite: Lovelace, Ada is one person."""
    return name.strip() if name.count(",") == 1 and name.isascii() else named_persons(name)


def _account(document: Document, head: Mapping[str, str]) -> Signed:
    """Author and account of a page of the platform for official accounts: 原创 林晚 河畔笔记, or the account alone."""
    account, author = clean(head.get("id:js_name", "")), clean(head.get("id:js_author_name", ""))
    for block in document.blocks[:12] if account is None or author is None else ():
        if "rich_media_meta_list" in block.container.words and not any(map(str.isdigit, block.text[:4])):
            line = _AFTER_ACCOUNT.sub("", block.text.removeprefix("原创"))
            if account is not None:
                author = clean(line.split(account)[0])
                break
            words = (line.replace(author, "", 1) if author else line).split()
            if 1 <= len(words) <= 4:
                account = words[-1]
                author = author or (words[0] if len(words) > 1 else None)
                break
    return Signed(author, account)


def _linked_by_relation(document: Document, neighbours: Collection[int]) -> dict[str, str]:
    """The words of the first link that says by its `rel` that it is the author or the section of this page.

    Where more than a few different ones stand on a page they are those of a list of articles.
    """
    found: dict[str, list[str]] = {}
    for block in document.blocks:
        for attributes, _ in block.anchors:
            relation = attributes.get("rel")
            if relation and ("author" in relation or "category" in relation):
                break
        else:
            continue
        if block.hidden or block.position in neighbours or len(block.text) > _LONGEST_LINKED:
            continue
        for link in block.links:
            for name in {"author", "category"}.intersection(link.rel.split()):
                found.setdefault(name, []).append(link.text.strip())
    return {
        name: words[0]
        for name, words in found.items()
        if 0 < len(words[0]) <= _LONGEST_NAME and len(set(words)) <= _MOST_LINKED
    }


def _owner(document: Document, head: Mapping[str, str]) -> str | None:
    """Whose blog the page is on, where its name says so: 小满的博客."""
    for name in (*_tail_names(document), head.get("og:site_name", "").strip()):
        if owned := _OWNED.fullmatch(name):
            return persons(owned[1])
    return None


def _tail_names(document: Document) -> frozenset[str]:
    """The names behind the title of the document: of its site and section."""
    return frozenset(part.strip() for part in _TITLE_MARK.split(document.title)[1:] if part.strip())


def _canonical(document: Document, url: str | None) -> str | None:
    """The page's canonical address where it is credible: the same site or its mobile twin, and not the front page."""
    for rel, href in document.links:
        if rel != "canonical" or not href.strip():
            continue
        try:
            canonical = urljoin(url or "", without_breaks(href))
            target, own = urlsplit(canonical), urlsplit(url or canonical)
            same = _bare_host(target.hostname) == _bare_host(own.hostname)
        except ValueError:
            return None
        front = target.path in ("", "/") and not target.query and own.path not in ("", "/")
        return canonical if target.scheme in ("http", "https") and same and not front else None
    return None


def _bare_host(host: str | None) -> str:
    return re.sub(r"^(?:www|m|wap|mobile|3g|amp)\.", "", host or "")


def _shown_keywords(document: Document) -> tuple[str, ...]:
    """The terms of a visible line such as 标签：甲 乙, else the links that their `rel` calls tags."""
    tagged: list[RawBlock] = []
    measures = document.measures
    told = ((measures.links > 0) | (measures.signs & COLON > 0)) & (measures.chars <= 200)
    for number in np.flatnonzero(told).tolist():
        block = document.blocks[number]
        text = block.text
        if (":" in text[:12] or "：" in text[:12]) and not block.hidden:
            label = text.find("标签") if text.startswith(_OTHER_LABELS) else 0
            if label >= 0 and (terms := labelled_keywords(text[label:])):
                return terms
        if block.link_chars and (rel := block.anchors[0][0].get("rel")) and "tag" in rel:
            tagged.append(block)
    return _tags(tagged)


def _tags(blocks: Sequence[RawBlock]) -> tuple[str, ...]:
    """The tags of the first of these lines and of those right below it; further ones are of other articles."""
    terms: list[str] = []
    last = None
    for block in blocks:
        if block.hidden:
            continue
        if last is not None and block.position > last + 1:
            break
        last = block.position
        terms += [
            link.text.strip("#＃ 　")
            for link in block.links
            if "tag" in link.rel.split() and "category" not in link.rel
        ]
    return tuple(dict.fromkeys(term for term in terms[:_MOST_TAGS] if term and len(term) <= 20))


def _keywords(head: Mapping[str, str], data: LinkedData) -> tuple[str, ...]:
    meta = first_of(head, ("keywords", "news_keywords"))
    words = _KEYWORD_MARKS.split(meta[1]) if meta else list(data.keywords)
    if len(words) == 1:
        words = words[0].split()
    cleaned = (clean(word) for word in words[:40])
    return tuple(dict.fromkeys(word for word in cleaned if word and len(word) <= 40))
