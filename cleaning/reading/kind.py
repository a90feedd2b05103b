"""What a page is when it is no article: told by features of the whole page, never by its site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from cleaning.article import PageKind
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.furniture import is_navigation_line

_NOT_FOUND = re.compile(
    r"404|页面不存在|頁面不存在|找不到(?:该|您|相关|页面|網頁|网页|頁面)|(?:内容|文章|信息|页面|帖子|主题)(?:已被?删除|不存在|已下线|已过期|走丢|审核未通过)|"
    r"访问的页面|无法找到|not found|page (?:does ?n.t|cannot|can.t|no longer)|no longer available|error 404|该内容已被发布者删除",
    re.I,
)
_LOGIN = re.compile(
    r"请(?:先|您)?登[录陆]|登[录陆]后(?:才能|可以|即可|继续|查看)|您(?:还没有|尚未|需要)登[录陆]|安全验证|人机验证|请完成验证|拖动滑块|输入验证码|"
    r"访问过于频繁|环境异常|没有权限|verify (?:you are|that you).{0,20}human|checking your browser|sign in to continue|log ?in to continue|"
    r"enable javascript and cookies|access denied|attention required",
    re.I,
)
_FORUM_WORDS = re.compile(
    r"主题\s?[:：]?\s?[0-9]|(?:帖子|贴子|回帖|版块|今日)\s?[:：]\s?[0-9]|版主|threads?\s?[:：]|吧务"
)
_FORUM_ADDRESS = re.compile(
    r"forum-?display|/forum-[0-9]|(?:^|[./])(?:bbs|tieba|forum)s?\.|/f\?kw=|thread\.php\?fid|/forums?/?$",
    re.I,
)
_NUMBERED = re.compile(r"[0-9]{4,}[^/]*/$")
_LIST_ADDRESS = re.compile(
    r"/(?:list|index|category|tag|channel|archive|search)s?(?:[_-]?[0-9]+)?(?:\.[a-z]+|/)?$", re.I
)

# An article that is shorter than this needs other signs (a title shown, a date) to count as one.
_SHORT: Final = 140
# Where nothing else says article, so little prose must at least be likely to be one.
_WEAK_PROSE: Final = 400
_LEAST: Final = 30
_WEAK: Final = 0.2
# So many posts on one page are an index of them; the meta line of a post is short and stands right below its heading.
_POSTS: Final = 3
_META: Final = 60
_HEAD: Final = 4
_DATE = re.compile(r"(?:19|20)[0-9]{2}\s?[-/.年]\s?[01]?[0-9]\s?[-/.月]\s?[0-3]?[0-9]")
# The longest summary that lists show beside an entry.
_TEASER: Final = 120


class Signs(NamedTuple):
    """What the readers before have found: the kept blocks, whether a title is shown, a byline date, type hints, lists.

    `likely` says of each block of the page how likely the scorer finds it text of an article; () where it was not asked.
    """

    kept: list[RawBlock]
    title: str | None
    title_shown: bool
    dated: bool
    declared_article: bool
    url: str | None
    neighbours: set[int]
    likely: Sequence[float] = ()


class Verdict(NamedTuple):
    """The kind and, where it is no article, a sentence that says why."""

    kind: PageKind
    detail: str = ""


def judge(document: Document, signs: Signs) -> Verdict:
    """The kind of a page, with the reason."""
    if not document.blocks:
        return Verdict("empty", "the page has no text")
    prose = sum(len(block.text) for block in signs.kept if block.marks and block.link_share < 0.5)
    verdict = _wall(document, signs, prose) or _listing(document, signs, prose)
    if verdict is not None:
        return verdict
    if not signs.kept:
        return Verdict("empty", "no line of the page is part of an article")
    return Verdict("article")


def _visible(document: Document) -> list[RawBlock]:
    return [block for block in document.blocks if not block.hidden]


def _wall(document: Document, signs: Signs, prose: int) -> Verdict | None:
    """A page that says why it shows nothing: missing, or behind a login. Real articles on either are longer."""
    if prose > 400:
        return None
    heads = f"{document.title} {signs.title or ''}"
    lines = [block.text for block in _visible(document) if len(block.text) < 100 and block.link_share < 0.9]
    if _NOT_FOUND.search(heads) or (prose < _SHORT and any(map(_NOT_FOUND.search, lines[:40]))):
        return Verdict(
            "not_found", "a page that says that its article is not there, whatever its status says"
        )
    if _LOGIN.search(heads) or (prose < _SHORT and not signs.dated and any(map(_LOGIN.search, lines[:60]))):
        return Verdict("login", "the page asks for a login or a verification instead of showing an article")
    return None


def _listing(document: Document, signs: Signs, prose: int) -> Verdict | None:
    path = urlsplit(signs.url or "").path if signs.url else ""
    home = signs.url is not None and path in ("", "/", "/index.html", "/index.htm", "/index.php")
    likely = signs.declared_article or (signs.title_shown and signs.dated)
    folder = (path.endswith("/") and not _NUMBERED.search(path)) or _LIST_ADDRESS.search(path) is not None
    posts = _posts(document, signs.kept)
    if posts >= _POSTS:
        return Verdict("list", f"an index of {posts} posts, each with a linked heading and a date of its own")
    if folder and not home and not signs.declared_article and _only_teasers(signs.kept):
        entries = _entries(_visible(document), signs.neighbours)
        if entries >= 2 and prose < _TEASER * entries:
            return Verdict(
                "list", f"a folder of {entries} entries that link elsewhere and {prose} characters of prose"
            )
    if prose >= (600 if home else 400) or (likely and prose >= _LEAST and not home):
        return None
    visible = _visible(document)
    forum = (
        bool(_FORUM_ADDRESS.search(signs.url or ""))
        or sum(bool(_FORUM_WORDS.search(block.text)) for block in visible) >= 2
    )
    if forum and prose < 60:
        return Verdict("forum", "a board of threads: no thread of its own is shown")
    if home:
        return Verdict("home", "the front page of a site")
    chars = sum(len(block.text) for block in visible) or 1
    link_share = sum(block.link_chars for block in visible) / chars
    long_links = sum(block.link_share > 0.8 and len(block.text) >= 8 for block in visible)
    dense = link_share > 0.45 and long_links >= 10
    entries = _entries(visible, signs.neighbours)
    if prose < _SHORT and (dense or folder or entries >= 10):
        return Verdict("list", f"{entries} entries that link elsewhere and {prose} characters of prose")
    if prose < (_LEAST if likely else _WEAK_PROSE) and _is_weak(signs, chars):
        return Verdict("empty", f"{prose} characters of prose that hardly read like those of an article")
    if prose < 60 and not signs.title_shown and (link_share > 0.2 or not prose):
        return Verdict("empty", f"only {prose} characters of prose and no title of an article")
    return None


def _posts(document: Document, kept: list[RawBlock]) -> int:
    """How many linked headings with a date below them divide the kept text: the posts of an index.

    The first of them stands above the text; in an article with sections no date follows a heading.
    """
    if not kept:
        return 0
    blocks, found = document.blocks, 0
    for block in blocks[max(kept[0].position - _HEAD, 0) : kept[-1].position]:
        if block.kind == "heading" and block.link_share > 0.9 and len(block.text) >= 4:
            below = blocks[block.position + 1 : block.position + 3]
            found += any(len(line.text) <= _META and _DATE.search(line.text) for line in below)
    return found


def _is_weak(signs: Signs, chars: int) -> bool:
    """Whether a character of what was kept is unlikely to be text of an article, on a page of many more characters."""
    if not signs.likely:
        return False
    length = sum(len(block.text) for block in signs.kept)
    told = sum(signs.likely[block.position] * len(block.text) for block in signs.kept)
    return 2 * length < chars and told < _WEAK * length


def _only_teasers(kept: list[RawBlock]) -> bool:
    return max((len(block.text) for block in kept if block.link_share < 0.5), default=0) < _TEASER


def _entries(visible: list[RawBlock], neighbours: set[int]) -> int:
    """How many links with words have addresses of one form, outside navigation and lists of neighbours."""
    forms: dict[str, set[str]] = {}
    for block in visible:
        if (
            block.link_share < 0.4
            or block.position in neighbours
            or is_navigation_line(block.text)
            or any(element.tag in ("nav", "aside", "footer") for element in block.container.ancestors())
        ):
            continue
        for link in block.links:
            if len(link.text) < 6:
                continue
            forms.setdefault(re.sub("[0-9]+", "0", link.href), set()).add(link.href)
    return max((len(hrefs) for form, hrefs in forms.items() if "0" in form), default=0)
