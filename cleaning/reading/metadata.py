"""What a page says about its article, and where it says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from cleaning.article import Metadata
from cleaning.reading.around import Around, lines_around
from cleaning.reading.bylines import Byline, closing_date, read_bylines, views_in
from cleaning.reading.datelines import Signed, read_dated_name, read_datelines, read_unlabelled
from cleaning.reading.dates import Moment, Stamp, date_in_address, instant_of, parse_machine_date
from cleaning.reading.document import Container, Document, RawBlock
from cleaning.reading.head import first_of, head_of
from cleaning.reading.jsonld import LinkedData
from cleaning.reading.language import language_of
from cleaning.reading.paging import find_paging
from cleaning.reading.people import named_persons, persons
from cleaning.reading.related import without_breaks
from cleaning.reading.sections import labelled_keywords
from cleaning.script import script_of

Put = Callable[[str, Any, str], None]
"""Takes the name of a field, its value and where it was found; the first value that is not empty stays."""

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
_AUTHOR_ELEMENT = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|zuozhe)(?:[_-]{0,2}box)?(?:[\s_-]{0,2}(?:name|link|info))?(?:$|\s)"
)
_CRUMB_ELEMENT = re.compile(
    r"(?:^|[\s_-])(?:bread-?)?crumbs?(?:$|[\s_-])|(?:^|\s)(?:position|location|weizhi|path|mbx|dqwz)(?:$|\s)"
)
_CRUMB_LINE = re.compile(
    r"^[\s【\[]*(?:当前位置|您?现?在?(?:所在)?的?位置|您现在|您的位置|目前位置|現在位置|所在位置)[^:：]{0,6}[:：]?"
)
_CRUMB_MARK = re.compile(r"\s*(?:>+|»|›|→|/|\\|｜|\||--+|—|::)\s*")
_CRUMB_NOISE = re.compile(
    r"^(?:正文|内容|详情|文章|首页|主页|本页|阅读|查看|home|index|.{0,8}(?:网|首页|正文|全文|内容|详情|文章))$",
    re.I,
)
# Time and place of an article, behind its account.
_AFTER_ACCOUNT = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-年/.][0-9]{1,2}[-月/.]|[0-2]?[0-9]:[0-5][0-9]|发表于|發表於).*$", re.S
)
_FRONT: Final = frozenset(("首页", "主页", "Home", "首頁"))
_PARTS_OF_TRAIL: Final = 8
_TITLE_MARK = re.compile(r"[_|｜-]+")
_BY = re.compile(r"^(?:(?:\w+ )?by|作者|文|记者)[:：\s/]+", re.I)
_TIME_WORDS = re.compile("publish|pub|entry-date|created|posted")
_UPDATE: Final = "byline of an update"
_OTHER_LABELS: Final = ("分类", "栏目", "发布在", "归类")
_MOST_TAGS: Final = 20
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
    values: dict[str, Any] = {}
    found: dict[str, str] = {}

    def put(name: str, value: Any, where: str) -> None:
        if value and name not in values:
            values[name] = value
            found[name] = where

    head = head_of(document)
    around = lines_around(document, kept, position, neighbours)
    visible = read_bylines(around.above, moment)
    closing = read_bylines(around.closing, moment)
    _put_times(put, document, head, data, moment, visible, around, url)
    _put_people(put, document, head, data, visible, closing, around, title)
    put("views", visible.views, "byline")
    if "views" not in values:
        put("views", next(filter(None, map(views_in, around.counting)), None), "closing line")
    put("category", _category(document, title), "breadcrumb")
    put("category", clean(head.get("article:section", "")), "meta[article:section]")
    put("category", data.section, "JSON-LD articleSection")
    put("rights", visible.rights, "byline")
    put("rights", closing.rights, "closing line")
    put("rights", _meta_value(head, "copyright", "rights", "dc.rights"), "meta[copyright]")
    put("rights", data.licence, "JSON-LD license")
    put("canonical_url", _canonical(document, url), "link[rel=canonical]")
    text = "\n".join(block.text for block in kept)
    put("language", language_of(text, document.language), "characters or html[lang]")
    if values.get("language") == "zh":
        put("script", script_of(text), "characters")
    paging = find_paging(document, url)
    put("next_url", paging.next_url, "pager")
    put("page_number", paging.page_number, "pager")
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
    return Metadata(**values, found=found), _shown_keywords(document) or _keywords(head, data)


def _put_times(
    put: Put,
    document: Document,
    head: Mapping[str, str],
    data: LinkedData,
    moment: Moment,
    visible: Byline,
    around: Around,
    url: str | None,
) -> None:
    if published := _published(document, head, data, moment, visible, around, url):
        put("published_at", *published)
    meta = first_of(head, _MODIFIED)
    modified = parse_machine_date(meta[1] if meta else data.modified, moment)
    put(
        "modified_at",
        modified.iso if modified else None,
        f"meta[{meta[0]}]" if meta else "JSON-LD dateModified",
    )
    put("modified_at", visible.updated.iso if visible.updated else None, "byline")


def _published(
    document: Document,
    head: Mapping[str, str],
    data: LinkedData,
    moment: Moment,
    visible: Byline,
    around: Around,
    url: str | None,
) -> tuple[Stamp, str] | None:
    """When the article appeared and where the page says so: its head, what it shows, then weaker evidence."""
    candidates: list[tuple[Stamp, str]] = []

    def add(value: str | None, where: str) -> None:
        if value and (stamp := parse_machine_date(value, moment)):
            candidates.append((stamp, where))

    meta = first_of(head, _PUBLISHED)
    add(meta[1] if meta else None, f"meta[{meta[0]}]" if meta else "")
    item = first_of(head, _PUBLISHED_ITEM)
    add(item[1] if item else None, f"meta[{item[0]}]" if item else "")
    add(data.published, "JSON-LD datePublished")
    add(head.get("id:publish_time"), "element of that name")
    heads = len(candidates)
    if visible.published:
        candidates.append((visible.published, "byline"))
    for time in document.times[:20]:
        if time.words and _TIME_WORDS.search(time.words):
            add(time.value, "time")
    for time in document.times[:1]:
        add(time.value, "time")
    if url and (stamp := date_in_address(url)):
        candidates.append((stamp, "address"))
    if not candidates:
        stamp = closing_date(around.closing, moment)
        if stamp is None and visible.updated is not None:
            return visible.updated, _UPDATE
        return (stamp, "closing line") if stamp else None
    stamp, where = candidates[0]
    shown, place = visible.published or visible.updated, "byline" if visible.published else _UPDATE
    if shown and where != "byline" and _shown_counts(shown.iso, stamp.iso, where):
        # Whoever counts the first day and not the one readers see finds it there.
        return shown, f"{place} ({where}: {stamp.iso})"
    # Heads in universal time may name the day before or after: the same moment with the offset of the place says more.
    for other, place in candidates[1:]:
        if (
            other.iso != stamp.iso
            and stamp.iso.endswith("+00:00")
            and other.iso[-6:-5] in ("+", "-")
            and instant_of(other.iso) == instant_of(stamp.iso)
        ):
            return other, place
    # A better precision of the same day says more: heads often hold the date alone.
    for other, place in candidates[1 : max(heads, 1) + 2]:
        if stamp.precision == "date" and other.precision != "date" and other.iso[:10] == stamp.iso[:10]:
            stamp, where = other, place
    return stamp, where


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


def _put_people(
    put: Put,
    document: Document,
    head: Mapping[str, str],
    data: LinkedData,
    visible: Byline,
    closing: Byline,
    around: Around,
    title: str | None,
) -> None:
    signed = read_datelines(around.opening, around.closing, around.cells)
    under = read_unlabelled(
        [line for line in around.under_title if line not in around.cells], _tail_names(document)
    )
    account = _account(document, head)
    element = _author_element(document)
    put("author", named_persons("、".join(data.authors)), "JSON-LD author")
    put("author", visible.author, "byline")
    put("author", named_persons(element or ""), "element of that name")
    put("author", signed.author if signed.author != title else None, "dateline")
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
    put("source", visible.source, "byline")
    put("source", account.source, "line of the account")
    if meta := first_of(head, _SOURCE):
        put("source", clean(meta[1].strip("·•- ")), f"meta[{meta[0]}]")
    put("source", signed.source, "dateline")
    put("source", under.source, "line under the title")
    put("source", closing.source, "closing line")
    put("editor", editor, "byline" if visible.editor else "closing line")


def clean(text: str) -> str | None:
    """A value of one line without control characters; None for an empty one.

    >>> clean(" 河畔\\n晚报 "), clean(" ")
    ('河畔 晚报', None)
    """
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip(" ") or None


def _meta_value(head: Mapping[str, str], *names: str) -> str | None:
    meta = first_of(head, names)
    return clean(meta[1]) if meta else None


def _author_element(document: Document) -> str | None:
    for block in document.blocks:
        if len(block.text) <= 60 and block.container.words and _is_author_element(block.container.words):
            return persons(_BY.sub("", block.text))
    return None


# Pages of a site share their class names, and the lines of a page most of theirs.
@lru_cache(4096)
def _is_author_element(words: str) -> bool:
    return _AUTHOR_ELEMENT.search(words) is not None


@lru_cache(4096)
def _is_crumb(words: str) -> bool:
    return _CRUMB_ELEMENT.search(words) is not None


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


def _tail_names(document: Document) -> frozenset[str]:
    """The names behind the title of the document: of its site and section."""
    return frozenset(part.strip() for part in _TITLE_MARK.split(document.title)[1:] if part.strip())


def _category(document: Document, title: str | None) -> str | None:
    """The innermost section of the breadcrumb; its last part may be the page itself."""
    blocks = document.blocks
    passed = 0
    for block in blocks[:150]:
        if block.position < passed or len(block.text) > 200:
            continue
        line = _CRUMB_LINE.match(block.text) if "位置" in block.text or "现在" in block.text else None
        text = block.text[line.end() :] if line else block.text
        if not line and not (block.container.words and _is_crumb(block.container.words)):
            around = block.container.parent
            opens = block.text in _FRONT or (around is not None and "crumb" in around.words)
            trail = _trail(blocks, block.container) if opens else None
            if trail is None:
                continue
            passed = trail.last
            text = ">".join(each.text for each in blocks[trail.first : trail.last])
        parts = [part.strip(" 　\xa0") for part in _CRUMB_MARK.split(text)]
        parts = [part for part in parts if part]
        if len(parts) > 2 and title and parts[-1] in title and parts[-2] not in _FRONT:
            parts.pop()
        parts = [part for part in parts if part != title and not _CRUMB_NOISE.match(part) and len(part) <= 20]
        if parts:
            return parts[-1]
    return None


def _trail(blocks: Sequence[RawBlock], container: Container) -> Container | None:
    """The element around a short line that is a breadcrumb of one line a part."""
    for each in islice(container.ancestors(), 1, 4):
        if each.last - each.first > _PARTS_OF_TRAIL:
            return None
        if each.tag in ("ul", "ol", "nav", "div") and each.last - each.first > 1:
            named = each.words and _is_crumb(each.words)
            # In menus of the site the last part is a link as well.
            opened = each.tag in ("ol", "nav") and blocks[each.first].text.strip() in _FRONT
            if named or (opened and not blocks[each.last - 1].link_chars):
                return each
    return None


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
    for block in document.blocks:
        text = block.text
        if (":" in text[:12] or "：" in text[:12]) and len(text) <= 200 and not block.hidden:
            label = text.find("标签") if text.startswith(_OTHER_LABELS) else 0
            if label >= 0 and (terms := labelled_keywords(text[label:])):
                return terms
        if block.link_chars and "tag" in (block.anchors[0][0].get("rel") or "") and len(text) <= 200:
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
