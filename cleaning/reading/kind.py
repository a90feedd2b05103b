"""What a page is when it is no article: told by features of the whole page, never by its site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from cleaning.article import PageKind
from cleaning.reading.document import Document, RawBlock
from cleaning.reading.furniture import is_legal_line, is_navigation_line

# What a page says whose article is not there. Prose says 404 and 无法找到 of roads, flights and black boxes as well, so
# what is missing must be named.
_THING = "(?:页面|頁面|网页|網頁|内容|內容|文章|文档|新闻|信息|帖子|主题|稿件|网址|链接|资源|域名)"
_NOT_FOUND = re.compile(
    rf"{_THING}(?:可能|或许)?(?:已经?|已)?(?:被(?:作者|发布者|管理员|系统|楼主)?(?:自行)?)?"
    r"(?:删除|刪除|不存在|不見了|不见了|下[线架]|过期|失效|移除|撤回|走丢|审核未通过|未通过审核)|"
    rf"(?:找不到|无法找到|没有找到|未找到)(?:该|您|你|此|所|要|的|相关|请求|访问|查看|这个){{0,6}}{_THING}|您?(?:要|所)?访问的{_THING}|"
    r"(?:系统|网站|本站|服务器)(?:正在|正)(?:进行)?(?:升级|维护)|(?:服务器|系统)(?:内部)?(?:繁忙|忙|开小差了?|出错了?|异常|错误)(?:[，,]|了?[。！!]?$)|"
    r"域名(?:可以?|正在?|现|待)?(?:出售|转让|售卖)|domain (?:name )?(?:is|may be) for sale|"
    r"\b404 ?(?:错误|not found|error|页面|页$)|error 404|^404[.。!！]?$|(?:page|file|url|site|article) (?:was |is |could )?not (?:be )?found|"
    r"^not found$|^50[0-4] (?:bad gateway|service|internal|gateway)|^(?:internal server error|service unavailable)|page (?:does ?n.t|does not|cannot|can.t|no longer)|no longer available",
    re.I,
)
# What a page asks before it shows anything, in lines longer than messages are: consent to cookies, age.
_CONSENT = re.compile(
    r"[Cc]ookies?|隐私|个人(?:数据|信息)|合作伙伴|(?:表示|即|并|点击)[^，。]{0,6}同意|接受(?:全部|所有|上述)|更改设置|个性化广告|年满 ?(?:18|十八)|成年人|未成年人请|"
    r"\bconsent\b|privacy (?:policy|choices|settings)|personal data|our partners|legitimate interest|accept all|manage (?:options|preferences)|\b(?:18|21) (?:years|or older)|of legal age",
)
_CONSENT_TITLE = re.compile(
    r"(?:隐私(?:设置|偏好|声明|提示)|cookie ?(?:设置|偏好|consent|settings|preferences)|年龄(?:确认|验证)|privacy (?:settings|choices|preferences)|before you continue.{0,20}|(?:your|we value your) privacy|age (?:verification|check|gate))",
    re.I,
)
# A title that is nothing else.
_NOT_FOUND_TITLE = re.compile(
    r"(?:http )?(?:错误|error)?[ :：]{0,2}404[ :：,，!！.]{0,2}(?:错误|页面?|提示|not found|error|page|(?:页面|网页|文件)?(?:不存在|未找到|找不到))?(?:页面?)?[!！.]{0,3}|"
    rf"(?:抱歉|对不起|提示|出错了)?[，,：:! ！]{{0,2}}(?:您|你)?(?:要|所|想)?(?:访问|查看|浏览|请求|找|寻找)?的?(?:该|此|这个)?{_THING}(?:已经?|已)?被?(?:不存在|删除|刪除|找不到了?|未找到|不见了|走丢了|下线|过期|失效)了?[!！。]?|"
    rf"(?:找不到|无法找到|没有找到|未找到)(?:该|您|此|所|要|的|相关|请求|访问|查看){{0,6}}{_THING}[!！。]?|"
    r"(?:系统|服务器|程序|网络)(?:内部)?(?:错误|异常|繁忙|出错)(?:提示|页面)?|(?:系统|网站)(?:升级|维护)中?|50[0-4] (?:bad gateway|service (?:temporarily )?unavailable|internal server error|gateway time-?out)|"
    r"(?:oops!? ?)?(?:page |file |error )?(?:was |could )?not (?:be )?found[.!]?|page (?:does ?n.t|does not) exist[.!]?",
    re.I,
)
_WAY_OUT = re.compile(
    r"返回(?:首页|上一页|主页|上页)|检查.{0,10}(?:网址|地址|链接)|自动跳转|秒后|联系(?:管理员|客服|我们)|输入的(?:网址|地址)|稍[后候]再?[试访]"
)
# What a page says that wants to know who is reading. A login for comments is asked for below articles.
_LOGIN_TO_READ = re.compile(
    r"请(?:先|您)?登[录陆](?=$|[^㐀-鿿]|后|再|才|或|查看|阅读|注册|本站|[您你]?的?[账帐])|登[录陆]后(?:才能|可以|即可|继续|查看|阅读|再)|(?:您|你)(?:还没有|尚未|还未|需要)登[录陆]|"
    r"(?:没有|无)权限(?:访问|查看|浏览|阅读)|登[录陆]即(?:代表|表示|视为)?(?:您|你)?(?:已阅读|已?同意)|"
    r"sign in to continue|log ?in to continue",
    re.I,
)
# Of these, what says that more would follow; the head of any page greets those who are not logged in.
_LOGIN_BEFORE = re.compile(r"登[录陆]后|先登[录陆]|to continue", re.I)
_LOGIN_TO_WRITE = re.compile(
    r"登[录陆](?:后|才|可以|即可|能|再|方可|进行|以|并|来|，|,| ){0,4}(?:发表|发布|参与|评论|評論|回帖|回复|留言|发帖|跟帖|收藏|点赞|投票|提问|写)"
)
_CHECK = re.compile(
    r"安全验证|人机验证|访问(?:请求)?(?:已)?被(?:拦截|阻断|拒绝|禁止)|启用 ?[Jj]ava[Ss]cript|403 forbidden|do(?:n.t| not) have permission to access|请完成验证|拖动滑块|输入验证码|访问过于频繁|环境异常|"
    r"verify (?:you are|that you).{0,20}human|checking your browser|"
    r"enable javascript and cookies|access denied|attention required",
    re.I,
)
# A page of an error because nobody is logged in names other reasons as well, a deleted thread among them.
_LOGIN_FAULT = re.compile(r"(?:尚未|还没有|还未)登[录陆].{0,12}(?:权限|无法|不能)")
_LOGIN_TITLE = re.compile(
    r"(?:请|先|您|用户|会员|账号|帐号|统一|身份|欢迎)*登[录陆](?:页面?|界面|注册|[/／|、 ]{1,3}注册|后(?:查看|继续|访问)(?:本文|内容)?)?[!！。]?|"
    r"(?:安全|人机|访问|身份)验证|(?:您的)?访问(?:已)?被(?:拦截|阻断|拒绝|禁止)|403 forbidden|(?:百度)?安全验证|(?:您|你)?(?:没有|无)(?:访问|查看|阅读)?权限(?:访问|查看)?(?:此|该|本)?(?:页面?|内容)?|"
    r"(?:(?:user )?log ?in|sign ?in)(?: to continue| required)?|access denied|attention required!?|just a moment[. …]*",
    re.I,
)
_TITLE_PARTS = re.compile(r"\s*[|｜_]\s*|\s+[-–—·:：]+\s+|\s*[–—·]+\s*|-(?=[^-]*$)")
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
_LIKELY: Final = 0.5
_LONGEST_MESSAGE: Final = 100
_ASKED: Final = 0.6  # of the characters kept, in lines that ask for consent
_LINKED_TITLE: Final = 8  # characters of the title of another article
_ALL_LINKS: Final = 0.8
_TITLES, _TAGS = (
    3,
    6,
)  # links to articles, or short ones to addresses of one form, that make a list of a page without a text
_WEAK: Final = 0.2
# A note has hardly a sentence; from here on the scorer does not take its lines for furniture.
_FAIR: Final = 0.3
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
    `below_title` says that the kept lines were found by their place below a title that is shown.
    """

    kept: list[RawBlock]
    title: str | None
    title_shown: bool
    dated: bool
    declared_article: bool
    url: str | None
    neighbours: set[int]
    likely: Sequence[float] = ()
    below_title: bool = False


class Verdict(NamedTuple):
    """The kind and, where it is no article, a sentence that says why."""

    kind: PageKind
    detail: str = ""


def judge(document: Document, signs: Signs) -> Verdict:
    """The kind of a page, with the reason."""
    if not document.blocks:
        return Verdict("empty", "the page has no text")
    prose = sum(len(block.text) for block in signs.kept if block.marks and block.link_share < 0.5)
    verdict = _wall(document, signs, prose) or _consent(document, signs, prose)
    verdict = verdict or _listing(document, signs, prose)
    if verdict is not None:
        return verdict
    if not signs.kept:
        return Verdict("empty", "no line of the page is part of an article")
    return Verdict("article")


def _visible(document: Document) -> list[RawBlock]:
    return [block for block in document.blocks if not block.hidden]


def says_not_found(line: str) -> bool:
    """Whether a line says that what was asked for is not there.

    >>> says_not_found("抱歉，您访问的页面不存在"), says_not_found("404国道今起封闭"), says_not_found("黑匣子无法找到")
    (True, False, False)
    """
    return len(line) < _LONGEST_MESSAGE and _NOT_FOUND.search(line) is not None


def asks_for_login(line: str) -> bool:
    """Whether a line asks for a login before anything can be read, and not for one before a comment is written.

    >>> asks_for_login("请先登录后再查看本文。"), asks_for_login("请登录后发表评论"), asks_for_login("没有权限也能管好小事")
    (True, False, False)
    """
    return (
        len(line) < _LONGEST_MESSAGE
        and _LOGIN_TO_READ.search(line) is not None
        and _LOGIN_TO_WRITE.search(line) is None
    )


def wall_of(title: str, lines: Sequence[str]) -> PageKind | None:
    """What a page without a text of its own is by what its title and its lines say: not_found, login or neither.

    >>> wall_of("404 Not Found", ["nginx"]), wall_of("提示", ["请先登录"]), wall_of("首页", ["新闻"])
    ('not_found', 'login', None)
    """
    if (named := _wall_in_title(title)) is not None:
        return named
    if any(len(line) < _LONGEST_MESSAGE and _LOGIN_FAULT.search(line) for line in lines[:60]):
        return "login"
    if any(map(says_not_found, lines[:40])):
        return "not_found"
    asked = any(asks_for_login(line) or _is_check(line) for line in lines[:60])
    return "login" if asked else None


def is_of_wall(line: str) -> bool:
    """Whether a line belongs to the message of a page that shows nothing: what is wrong, or what to do about it.

    >>> is_of_wall("您访问的页面已被删除。"), is_of_wall("5秒后自动跳转"), is_of_wall("河水退了以后，店门都开了。")
    (True, True, False)
    """
    asks = says_not_found(line) or asks_for_login(line) or _is_check(line)
    return asks or (len(line) < _LONGEST_MESSAGE and _WAY_OUT.search(line) is not None)


def _is_check(line: str) -> bool:
    return len(line) < _LONGEST_MESSAGE and _CHECK.search(line) is not None


def _wall_in_title(title: str) -> PageKind | None:
    """What a title says that is nothing but the message, but for the name of the site."""
    if len(title) >= _LONGEST_MESSAGE:
        return None
    parts = [title.strip(), *(part.strip() for part in _TITLE_PARTS.split(title))]
    if any(map(_NOT_FOUND_TITLE.fullmatch, parts)):
        return "not_found"
    return "login" if any(map(_LOGIN_TITLE.fullmatch, parts)) else None


_WALLS: Final[dict[PageKind, str]] = {
    "not_found": "a page that says that its article is not there, whatever its status says",
    "login": "the page asks for a login or a verification instead of showing an article",
}


def _wall(document: Document, signs: Signs, prose: int) -> Verdict | None:
    """A page that says why it shows nothing: missing, or behind a login. Real articles on either are longer.

    A date, a head that declares an article or prose that the scorer knows as such outweigh what a line says; a login
    that is asked for in order to read goes before prose, which may be the beginning of what is behind it.
    """
    if prose > 400:
        return None
    named = _wall_in_title(document.title) or _wall_in_title(signs.title or "")
    told = signs.dated or signs.declared_article
    likely = _likely_prose(signs)
    if named is not None and not (told and prose >= _LEAST) and likely < _SHORT:
        return Verdict(named, _WALLS[named])
    if prose >= _SHORT or (told and prose >= _LEAST):
        return None
    lines = [block.text for block in _visible(document) if block.link_share < 0.9]
    kind = wall_of("", lines)
    if kind is None or (kind == "login" and signs.dated):
        return None
    to_read = kind == "login" and any(
        asks_for_login(line) and _LOGIN_BEFORE.search(line) for line in lines[:60]
    )
    if likely >= _LEAST and not to_read:
        return None
    return Verdict(kind, _WALLS[kind])


def _consent(document: Document, signs: Signs, prose: int) -> Verdict | None:
    """A page that asks for consent or for an age and shows nothing else; articles on either have a date or are longer."""
    if prose > _WEAK_PROSE or signs.dated or signs.declared_article or not signs.kept:
        return None
    names = (document.title, signs.title or "")
    named = any(
        _CONSENT_TITLE.fullmatch(part.strip()) for name in names for part in (name, *_TITLE_PARTS.split(name))
    )
    asks = sum(len(block.text) for block in signs.kept if _CONSENT.search(block.text))
    terms = {found[0].lower() for block in signs.kept for found in _CONSENT.finditer(block.text)}
    if len(terms) >= (1 if named else 3) and asks >= _ASKED * sum(len(block.text) for block in signs.kept):
        return Verdict("login", _WALLS["login"])
    return None


def _likely_prose(signs: Signs) -> int:
    """How many characters of what was kept are prose that the scorer finds likely, without the messages among it."""
    return sum(
        len(block.text)
        for block in signs.kept
        if block.marks
        and block.position < len(signs.likely)
        and signs.likely[block.position] >= _LIKELY
        and not is_of_wall(block.text)
    )


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
    if likely and not home and not folder and _is_note(signs):
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
    if prose < _LEAST and (listed := _listed(visible, signs)):
        return Verdict("list", f"{listed} entries that link elsewhere and nothing that reads like an article")
    if prose < _SHORT and (dense or folder or entries >= 10):
        return Verdict("list", f"{entries} entries that link elsewhere and {prose} characters of prose")
    if prose < (_LEAST if likely else _WEAK_PROSE) and _is_weak(signs, visible):
        return Verdict("empty", f"{prose} characters of prose that hardly read like those of an article")
    if prose < 60 and not signs.title_shown and (link_share > 0.2 or not prose):
        return Verdict("empty", f"only {prose} characters of prose and no title of an article")
    return None


def _listed(visible: list[RawBlock], signs: Signs) -> int:
    """How many entries a page lists whose kept lines, if any, are those entries; 0 for a page that is no such list."""
    outside = [
        block
        for block in visible
        if block.anchors
        and block.position not in signs.neighbours
        and not is_navigation_line(block.text)
        and not any(each.tag in ("nav", "aside", "footer") for each in block.container.ancestors())
    ]
    entries = {
        block.position
        for block in outside
        if block.link_share >= 0.4
        and max((len(link.text) for link in block.links), default=0) >= _LINKED_TITLE
    }
    rest = sum(len(block.text) for block in signs.kept if block.position not in entries)
    told = sum(
        signs.likely[block.position] * len(block.text)
        for block in signs.kept
        if block.position not in entries and block.position < len(signs.likely)
    )
    if told >= _FAIR * rest and rest:
        return 0
    if len(entries) >= _TITLES:
        return len(entries)
    forms: dict[str, set[str]] = {}
    for block in outside:
        for link in block.links:
            forms.setdefault(re.sub("[^/?=&]+$", "", link.href), set()).add(link.href)
    tags = max((len(hrefs) for form, hrefs in forms.items() if form), default=0)
    return tags if tags >= _TAGS and all(block.link_share >= _ALL_LINKS for block in signs.kept) else 0


def _is_note(signs: Signs) -> bool:
    """Whether the kept lines, be they without a mark, are a note: none is a link, and they fairly read like a text or
    stand where one stands."""
    if not signs.likely or any(block.link_share >= 0.5 for block in signs.kept):
        return False
    if signs.below_title:
        return True
    length = sum(len(block.text) for block in signs.kept)
    if length < _LEAST:
        return False
    return sum(signs.likely[block.position] * len(block.text) for block in signs.kept) >= _FAIR * length


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


def _is_weak(signs: Signs, visible: list[RawBlock]) -> bool:
    """Whether a character of what was kept is unlikely to be text of an article, on a page of many more characters."""
    if not signs.likely:
        return False
    chars = sum(len(block.text) - block.link_chars for block in visible if not is_legal_line(block.text))
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
