"""The title of an article: what the page shows as its heading, told from site names by its other titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from cleaning.reading.document import Document, RawBlock
from cleaning.reading.head import first_of, head_of
from cleaning.reading.jsonld import LinkedData
from cleaning.reading.people import is_chinese_name

# Between title and site: marks that stand in titles hardly ever, and dashes that do.
_SURE = re.compile(r"\s+[-–—·•»«:‹›/]+\s+|\s*[_|｜]+\s*|\s*::\s*")
_BAR = re.compile(r"\s*[_|｜]+\s*|\s+[»:]{1,2}\s+")
_DASH = re.compile(r"(?<![-–—－])[-–—－]{1,2}(?![-–—－])")
_SITE = re.compile(
    r"(?:[网網报報刊站]|频道|頻道|新闻|新聞|论坛|論壇|博客|官网|在线|中心|专栏|资讯|之家|百科|日报|晚报|电视台|门户|"
    r"\.(?:com|cn|net|org)(?:\.[a-z]{2})?|CSDN|blog|news|times|post)$",
    re.I,
)
# What templates call every page of a site.
_GENERIC: Final = frozenset(
    [
        "首页",
        "首頁",
        "主页",
        "网站首页",
        "新闻中心",
        "正文",
        "新闻正文",
        "文章正文",
        "详情",
        "详情页",
        "新闻详情",
        "文章详情",
        "内容页",
        "内容",
        "新闻内容",
        "文章内容",
        "无标题文档",
        "无标题",
        "新闻",
        "文章",
        "index",
        "home",
    ]
)
_NOISE = re.compile(r"[\W_]+")
_NOISE_IN_ASCII: Final = bytes(code for code in range(0x80) if not chr(code).isalnum())
_FOLDED_ASCII: Final = bytes(range(0x100)).lower()
_LONGEST: Final = 200
_LONGEST_NAME: Final = 2_000  # characters of what the head calls the page, which no title comes near
_SEARCHED: Final = 400  # blocks from the top: titles stand above the text, comments and lists below it
_OPENING: Final = 6  # characters that a line without markup of a title shares with the title
_TITLE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:h1|(?:main|art(?:icle)?|post|entry|news|page)?[_-]?(?:title|headline|heading|bt|tit))(?:$|[\s_-])"
)
# 【河畔快讯】 before a title and 【21:46】 behind it are of the page that shows it.
_BRACKET = re.compile(r"^[\s　]*[【\[〔][^】\]〕]{1,12}[】\]〕]")
# So are a clock and an edit link behind it; a number behind it is a count where other names of the page lack it.
_BEHIND = re.compile(
    r"\s*(?:[【\[(（〔][0-2]?[0-9][:：][0-5][0-9][】\])）〕]|\[(?:编辑|編輯|edit|原创|转载)\])\s*$"
)
_COUNT_BEHIND = re.compile(r"\s*[\[(（]?[0-9]{1,4}[\])）]?$")
_WELCOME = re.compile(r"\s*(?:谢谢您?访问|感谢您?访问|欢迎(?:您|光临|访问|来到)|歡迎(?:您|光臨|來到))")
_LABEL = re.compile(r"^\s*(?:title|标题|主题|题目|標題|主題)\s*[:：]\s*", re.I)
_DAY = re.compile(
    r"(?:19|20)[0-9]{2}\s?[-/.年]\s?[01]?[0-9]\s?[-/.月]\s?[0-3]?[0-9]|(?<![0-9])[0-3]?[0-9]/[0-3]?[0-9]/(?:19|20)[0-9]{2}"
)
_NO_TITLE = re.compile(r"[>＞»|｜。]|首页|首頁|位置")
_SPACES: Final = " 　\xa0"


class Title(NamedTuple):
    """The title, where it was found, and the number of the block that shows it for sure (else None)."""

    text: str | None
    found: str
    position: int | None


def find_title(document: Document, data: LinkedData) -> Title:
    """The title of the page's article; `text` is None for a page without any.

    A heading that repeats what the head calls the page comes first. Where none does, the first heading of level 1
    is what readers see as the title; heads then hold wording for search engines.
    """
    head = head_of(document)
    sites = _site_names(document, head, data)
    everything = _named_titles(document, head, data, sites)
    named = [name for name in everything if not _is_site(name.bare, sites)]
    blocks = [
        block
        for block in document.blocks[:_SEARCHED]
        if 2 <= len(block.text) <= _LONGEST and not block.container.hidden
    ]
    keys = {fold(name.bare): name.bare for name in reversed(named) if len(fold(name.bare)) >= 2}
    for name in named:
        keys.setdefault(fold(name.text), name.bare)
    shown = _shown_title(blocks, keys, [name.text for name in named])
    first = _first_heading(blocks, sites)
    if shown is not None and (first is None or _shows_better(document, shown, first, keys)):
        where = shown.container.tag if shown.kind == "heading" else "line that repeats the title of the page"
        return Title(_as_shown(shown, sites, keys), where, shown.position)
    if first is not None:
        # What the head does not bear out may title another part of the page: the text is not cut by it.
        return Title(_as_shown(first, sites, keys), "h1", None if named else first.position)
    # A page that is called by a word or two and shows them nowhere is called by its section.
    credible = [name for name in named if len(fold(name.bare)) >= 6]
    if not credible and (dated := _line_above_a_byline(document)) is not None:
        return Title(_LABEL.sub("", dated.text).strip(_SPACES), "line above the byline", dated.position)
    for name in credible or named or everything:
        if name.bare and fold(name.bare) not in _GENERIC:
            return Title(name.bare, name.where, None)
    return Title(None, "", None)


def fold(text: str) -> str:
    """A text without punctuation, spaces and case, for comparing titles."""
    if text.isascii():  # many lines are, and tables of bytes are ten times as fast
        return text.encode().translate(_FOLDED_ASCII, _NOISE_IN_ASCII).decode()
    return _NOISE.sub("", text).casefold()


def without_site(title: str, sites: frozenset[str] = frozenset()) -> str:
    """A document title without the names of site and section behind (or before) it.

    >>> without_site("春汛_社会频道_河畔新闻网"), without_site("Spring flood - The Riverside Times")
    ('春汛', 'Spring flood')
    >>> without_site("十年-一条河的变化")
    '十年-一条河的变化'
    """
    parts = [part.strip() for part in _SURE.split(title) if part and part.strip()]
    if not parts:
        return title.strip()
    if len(parts) > 2 and title.lstrip().startswith("::") and not title.rstrip().endswith(":"):
        return parts[-1]  # ::site::section::title goes inwards
    while len(parts) > 1 and (fold(parts[0]) in sites or (_SITE.search(parts[0]) and len(parts[0]) <= 6)):
        del parts[0]
    kept = parts[0]
    # A dash inside what is left belongs to the title unless a site is named behind it.
    for found in reversed(list(_DASH.finditer(kept))):
        behind = kept[found.end() :].strip()
        if found.start() >= 2 and (_SITE.search(behind) or fold(behind) in sites):
            kept = kept[: found.start()].strip()
    return kept


def without_named_site(title: str, sites: frozenset[str]) -> str:
    """As `without_site`, for titles written for the article: only what is surely a site is cut off their end.

    >>> without_named_site("Rivers - and their banks - Riverside Post", frozenset({"riversidepost"}))
    'Rivers - and their banks'
    """
    while found := list(_SURE.finditer(title)):
        last = found[-1]
        behind = title[last.end() :].strip()
        if not (title[: last.start()].strip() and behind and _is_site(behind, sites)):
            break
        title = title[: last.start()].strip()
    return title.strip()


class _Named(NamedTuple):
    """A name of the page in its head, the same without the site, and the place."""

    text: str
    bare: str
    where: str


def _named_titles(
    document: Document, head: Mapping[str, str], data: LinkedData, sites: frozenset[str]
) -> list[_Named]:
    """What the head calls the page, the best first."""
    named: list[_Named] = []
    if headline := data.headline[:_LONGEST_NAME]:
        named.append(_Named(headline, _bare(headline, sites), "JSON-LD headline"))
    for name in ("og:title", "twitter:title", "articletitle", "dc.title"):
        if value := head.get(name, "")[:_LONGEST_NAME]:
            named.append(_Named(value, _bare(value, sites), f"meta[{name}]"))
    titles = ((head.get("title", ""), "meta[title]"), (document.title, "title"))
    for text, where in ((text[:_LONGEST_NAME], where) for text, where in titles):
        # It may name the site first: what a better source calls the article needs no cutting.
        key = fold(text)
        known = next((name.bare for name in named if len(name.bare) >= 8 and fold(name.bare) in key), None)
        if text:
            named.append(_Named(text, known or without_site(text, sites), where))
    return named


def _bare(text: str, sites: frozenset[str]) -> str:
    """A title written for the article without its site; what is short and follows a bar is one, whoever wrote it."""
    text = text.strip()
    while bars := list(_BAR.finditer(text)):
        last = bars[-1]
        if last.start() < max(len(text) - last.end(), 4):
            break
        text = text[: last.start()]
    return without_named_site(text, sites)


def _site_names(document: Document, head: Mapping[str, str], data: LinkedData) -> frozenset[str]:
    meta = first_of(head, ("og:site_name", "application-name"))
    return frozenset(filter(None, (fold(meta[1]) if meta else "", fold(data.publisher), *_hosts(document))))


def _hosts(document: Document) -> Iterable[str]:
    """The names in the page's own address: example for www.example.com."""
    for address in (next((href for rel, href in document.links if rel == "canonical"), ""),):
        try:
            host = urlsplit(address.strip()).hostname or ""
        except ValueError:
            continue
        labels = host.removeprefix("www.").split(".")
        yield fold(host.removeprefix("www."))
        yield from (fold(label) for label in labels[:-1] if len(label) >= 4)


def _is_site(text: str, sites: frozenset[str]) -> bool:
    """Whether a text names the site and no article."""
    key = fold(text)
    return (
        not key
        or key in sites
        or key in _GENERIC
        or (len(text) <= 12 and _SITE.search(text) is not None)
        or _WELCOME.match(text) is not None
    )


def _first_heading(blocks: list[RawBlock], sites: frozenset[str]) -> RawBlock | None:
    """The first heading of level 1 that is no logo: headers hold the name of the site as a linked one."""
    for block in blocks:
        if block.level == 1:
            key = fold(block.text)
            if len(key) >= 2 and block.link_share <= 0.9 and not _is_site(block.text, sites):
                return block
    return None


def _shows_better(document: Document, shown: RawBlock, first: RawBlock, keys: Iterable[str]) -> bool:
    """Whether a line that resembles the name of the page is its title, and not the first heading of level 1.

    A heading below that one and behind prose is a section that says the same (What is a levee?).
    """
    if shown.level == 1 or (shown.kind == "heading" and shown.position < first.position):
        return True
    text = fold(shown.text)
    if max(_likeness(text, key) for key in keys) < (0.75 if shown.kind == "heading" else 0.85):
        return False
    if shown.kind != "heading" or shown.position < first.position:
        return True
    if text not in keys and any(fold(first.text)[:_OPENING] in key for key in keys):
        return False
    between = document.blocks[first.position + 1 : shown.position]
    return not (len(between) <= 12 and any(map(_is_prose, between)))


def _is_prose(block: RawBlock) -> bool:
    return block.marks > 0 and len(block.text) > 40


def _line_above_a_byline(document: Document) -> RawBlock | None:
    """The line that stands like a title above the prose, for pages whose head says nothing.

    That is one right above a date or above a line with nothing but a name, or one in an element named after titles.
    """
    blocks = document.blocks
    for number, block in enumerate(blocks[:_SEARCHED]):
        if _is_prose(block):
            return None
        if block.link_share < 0.6 and (
            (len(block.text) <= 90 and _DAY.search(block.text))
            or (len(block.text) <= 8 and is_chinese_name(block.text.strip(_SPACES)))
        ):
            return next(filter(_may_be_title, reversed(blocks[max(number - 2, 0) : number])), None)
        if block.container.words and _is_title_element(block.container.words) and _may_be_title(block):
            return block
    return None


def _may_be_title(block: RawBlock) -> bool:
    return (
        len(fold(block.text)) >= 6
        and len(block.text) <= 80
        and block.link_share < 0.5
        and not _NO_TITLE.search(block.text)
    )


def _as_shown(block: RawBlock, sites: frozenset[str], keys: dict[str, str]) -> str:
    """The words of the title in a line that shows it: without clock, count, edit link and site behind it."""
    text = _LABEL.sub("", block.text).strip(_SPACES)
    text = _BEHIND.sub("", text)
    if fold(text) not in keys and fold(cut := _COUNT_BEHIND.sub("", text)) in keys:
        text = cut
    return without_named_site(text, sites)


def _shown_title(blocks: list[RawBlock], keys: Iterable[str], named: list[str]) -> RawBlock | None:
    """The block that shows what the head calls the page: the whole of it, or all but the name of the site."""
    if not named:
        return None
    best: tuple[float, RawBlock] | None = None
    whole = "\n".join([*named, *("".join(text.split()) for text in named)])
    has_opening = re.compile(
        "|".join({re.escape(text[:_OPENING]) for text in whole.split("\n") if text})
    ).search
    for block in blocks:
        level = block.level
        bonus = 0.35 if level == 1 else 0.12 if level in (2, 3) else 0.0
        text = block.text
        if not bonus:
            # Most lines are told apart by their first characters, before anything dear is asked.
            start = text[:_OPENING]
            if start[0].isspace() or "\xa0" in start or "\u3000" in start:
                start = "".join(text[:30].split())[:_OPENING]
            if start not in whole and not has_opening(text):
                continue
            if level is None and block.container.words and _is_title_element(block.container.words):
                bonus = 0.2
        key = fold(text)
        score = max(_likeness(key, each) for each in keys)
        if text.lstrip(_SPACES)[:1] in "【[〔":
            key = fold(_BRACKET.sub("", text))
            score = max(score, max(_likeness(key, each) for each in keys) - 0.01)
        if score <= 0:
            continue
        if block.link_share > 0.9:
            if score < 0.75:
                continue  # the linked name of the site, which stands in the name of the page as well
            score -= 0.25
        score += bonus
        if score >= 0.6 and (best is None or score > best[0] + 0.001):
            best = score, block
    return best[1] if best else None


@lru_cache(1024)  # the lines of a page and the pages of a site share their class names
def _is_title_element(words: str) -> bool:
    return _TITLE_WORDS.search(words) is not None


def _likeness(text: str, key: str) -> float:
    """How well a line fits a title: 1 for the whole, less for its beginning, 0 where it is not part of it."""
    if text == key:
        return 1.0
    if len(text) < 4:
        return 0.0
    if key.startswith(text):
        return 0.45 + 0.5 * len(text) / len(key)
    if text in key and len(text) >= 6 and 2 * len(text) >= len(key):
        return 0.3 + 0.5 * len(text) / len(key)
    if key in text and len(key) >= 6 and len(text) <= 2 * len(key):
        return 0.3 + 0.5 * len(key) / len(text)
    return 0.0
