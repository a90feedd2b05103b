"""Lines that hold nothing but what a page says of itself: credits and counts, controls, ways to other pages, keywords.

Each is taken apart from left to right, piece by piece; a line with one piece that is none of these is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cleaning.article import join_keywords, split_keywords
from cleaning.ledger import Ledger, Proposal, Removal, line_removals
from cleaning.reading.bylines import said_by, views_in
from cleaning.steps import Context

RULES: Final = frozenset(
    (
        "boiler.neighbour-line",
        "boiler.pointer-line",
        "boiler.breadcrumb",
        "boiler.keyword-line",
        "boiler.credits-line",
        "boiler.facts-line",
        "boiler.control-line",
        "boiler.teaser",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

CONTROLS: Final = Path(__file__).with_name("controls.tsv")
_LONGEST = 160  # longer lines are text
_MOST_KEYWORDS = 30
_GAP = "[  　\xa0]{0,3}"

# Who did what. A name is two to four Han characters, a Latin word, or a pen name that no sentence is made of.
_ROLE = (
    "(?:本[文期版报网]|文章|文字|图片|视频|网络|值班|执行|[见实]习|新媒体|微信|首席|特约|栏目)?(?:责任)?"
    "(?:编辑|责编|美编|编审|审[核校稿]|校[对审]|监[制审]|[初复终一二三]审|副?主编|总编辑?|出品人?|策划|统筹|排版|版式|制[图作]|剪辑|"
    "记者|通讯员|摄[影像]|撰[文稿]|撰稿人|执笔|(?<=文字)整理|采写|(?:摄影|图文|采访)报道|供[稿图]|作者|编译|译者|翻译|文案|设计|来源|稿源|[文图]|图文|图片|文字|视频)"
)
_NAME = "(?:[一-鿿]{2,4}(?:·[一-鿿]{1,6})?|[A-Za-z][A-Za-z0-9_.-]{1,15}|[一-鿿]{5,10})"
_SAYS = f"{_GAP}[:：|｜丨/／]{_GAP}"
_CREDIT = re.compile(
    f"{_ROLE}{_SAYS}(?:(?:本报|本网|实习|特约|见习)?(?:记者|通讯员)[ 　]?)?{_NAME}"
    f"(?:[、,，/ 　&]{{1,2}}(?!{_ROLE}{_SAYS}){_NAME}){{0,5}}(?=[ 　\xa0|｜丨/·,，;；)）\\]】]|$)"
)
_SIGNED = re.compile(
    f"[（(\\[【][  ]?(?:责任编辑|责编|编辑|审核|校对){_GAP}[:：]?{_GAP}{_NAME}(?:[、,， ]{{1,2}}{_NAME}){{0,3}}[  ]?[)）\\]】]"
)
_UNCOLONED = re.compile(f"(?:责任编辑|责编)[ 　]{{1,3}}{_NAME}(?:[、,， ]{{1,2}}{_NAME}){{0,3}}")
_CLOSING_CREDIT = re.compile(
    f"(?:采写|(?:摄影|图文|采访)报道|文字整理|监制|策划|统筹|排版|版式|制[图作]|剪辑|总编辑?|[初复终]审|责编|美编|供[图稿]|通讯员){_GAP}[:：]{_GAP}(?:(?:本报|本网|特约|见习|实习)?(?:记者|通讯员)[ 　]?)?[一-鿿]{{2,3}}"
)
_NO_NAME = re.compile("[您你我吗呢吧啊呀请是的了]|怎么|如何|什么|为何")

# When, from where, how often read.
_DATE = (
    "(?:19|20)[0-9]{2}(?:[-/.][01]?[0-9][-/.][0-3]?[0-9]|年[01]?[0-9]月(?:[0-3]?[0-9]日)?)"
    "(?:[ 　T]{0,2}(?:星期|周)[一二三四五六日天])?(?:[ 　T]{0,2}[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?)?"
)
_COUNT = r"[0-9][0-9,]{0,9}(?:\.[0-9]{1,2})?[万wWkK]?\+?"
_READ = "在看|赞同|点击|浏览|阅读|访问|查看|人气|围观|关注|评论|点赞|赞|踩|收藏|转发|分享|回复|热度|下载|跟帖|留言|跟贴|打赏"
_WORD = r"[^\s　:：，,。！？!?；;|｜]"
_FACT = re.compile(
    f"(?P<when>(?:本页面?|此页面?)?(?:文章|本文|最后|最近|最新|首次)?(?:发布|发表|更新|发稿|编发|录入|上传|创建|修改|刊发|添加|提交|投稿|编辑(?=于))"
    f"(?:时间|日期|于|在)?{_GAP}[:：]?{_GAP}{_DATE})"
    f"|(?P<count>(?:本文|文章|本主题|本帖|该帖)?(?:已有|已被|共有|已|共|总)?[  ]?(?:(?:{_READ})(?:总量|总数|量|数量|次数|人数|人次|数|值)?{_GAP}[:：]?{_GAP}"
    f"[(（]?{_GAP}{_COUNT}[)）]?|{_COUNT}[  ]?(?:次|人|条|个|位)?[  ]?(?:{_READ})(?:量|数|过|了)?(?:[该本此](?:回答|文章|文|内容|回复))?)"
    f"[  ]?(?:次|人次|人|条|个|℃|°C|度)?(?=$|[^一-鿿0-9]|{_READ}))"
    f"|(?P<dated>(?:(?:时间|日期){_GAP}[:：]{_GAP})?{_DATE})"
    f"|(?P<origin>(?:文章|信息|稿件|新闻|本文|内容)?(?:来源|稿源|出处|转自|转载自){_GAP}[:：]{_GAP}{_WORD}{{1,24}})"
    f"|(?P<person>(?:作者|编辑|责任编辑|责编|记者|发布者|发布人|发布单位|录入者?|录入员|审核人?|通讯员|供稿单位|供稿){_GAP}[:：]{_GAP}{_WORD}{{1,16}})"
    f"|(?P<shelf>(?:所属)?(?:栏目|分类|频道|类别|版块|专栏|标签){_GAP}[:：]{_GAP}{_WORD}{{1,16}})"
    f"|(?P<visitor>(?:您|你)是(?:本站)?(?:的)?第[ 　]?{_COUNT}[ 　]?位(?:访客|访问者|浏览者|来访者|读者))"
    f"|(?P<place>IP(?:属地|归属地){_GAP}[:：]{_GAP}[一-鿿]{{2,8}})"
    f"|(?P<size>[\\[【(（]?字[号体](?:大小|调整|选择|设置)?{_GAP}[:：]?{_GAP}[\\[【(（]?{_GAP}(?:[超特]?大|[中小])(?:[ 　|/·、]{{0,3}}(?:[大中小]|默认|标准)){{1,3}}[\\]】)）]?)"
)
_PIECE = re.compile(_WORD + "{1,12}(?=[\\s　|｜丨/·\\[\\]()（）【】]|$)")
_APART = re.compile(r"[\s　|｜丨/·•,，;；()（）\[\]【】-]+")

_NO_WORD = r"\s　|｜丨/·•,，、;；()（）\[\]【】《》<>«»‹›←→↑↓↗∨∧˅˄⌄⌃▼▲▶►▾▴:：.…。!！+＋*_-"
_BETWEEN = re.compile(f"[{_NO_WORD}]+")
_FIRST_WORD = re.compile(f"[^{_NO_WORD}]+")
_NEIGHBOUR = re.compile(
    "[\\[【(（<«‹← ]*(?:(?:上一|下一|前一|后一)(?:篇|页|条|章|节|则)|上篇|下篇)(?:文章|新闻|资讯|内容|博文|日志|帖子|信息|公告)?"
    "[>»›→\\]】)） ]*(?P<said>[:：])?"
)
# What a button says is a deed and what it is done to, and a list of links says which articles it holds; the table has
# those that are made otherwise.
_DEED = "(?:点击|点此|点这里|轻触|戳|长按)?(?:查看|浏览|阅读|展开|收起|加载|显示|隐藏|返回|回到|打开|发表|写|看|听|收听|播报|朗读)"
_DONE_TO = "(?:(?:全部|更多|剩余|其余|所有|完整|其他|其它|隐藏)(?:的)?(?:内容|正文|全文|评论|回复|回答|留言|图片|文章|章节|楼层|答案|榜单|版)|[全原]文|更多|全部)"
_BUTTON = re.compile(
    f"{_DEED}{_DONE_TO}|点击(?:图片|标题|链接|此处|这里|下图|上图|视频|名片|卡片|按钮|海报|封面)(?:查看|了解|进入|阅读|收看|观看|浏览|播放|放大)(?:更多(?:内容|详情|精彩)?|详情|大图|全文|原文|专题|全部)?"
    "|我要(?:打印|收藏|分享|评论|留言|投稿|咨询|纠错|举报|提问|推荐|下载|订阅|反馈)|(?:点击|点此|点这里|轻触)(?:返回|回到)(?:上一[级页层]|[首顶]页|顶部|列表|目录)"
    "|(?:打印|收藏|关闭|分享|举报|转发|复制|推荐|保存)(?:本|此|该|这)(?:文|页|篇|帖|文章|页面|网页|窗口|帖子|内容|链接)"
)
_BAR = re.compile("(?:网站)?首页(?:[ 　\xa0|｜·]{1,6}[一-鿿A-Za-z]{2,4}){3,16}[ 　|｜]*")
_COUNTED_BUTTON = re.compile(
    "(?:点击)?(?:查看|展开|显示|加载|收起)(?:剩余|全部|其余|更多|其他|另外)?的?[ 　]?[0-9]{1,6}[ 　]?[条个篇张则]?(?:回复|评论|回答|留言|图片|内容|跟帖)[ 　]?[>»∨▼]{0,2}"
)
_LIST_OF_LINKS = re.compile(
    "(?:[相有]关|热门|最新|推荐|精彩|精选|随机|同类|同栏目?|本栏目?|本类|本站|站内|往期|近期|最近|更多|猜你喜欢的|您可能感兴趣的|你可能感兴趣的|大家都在看的|今日|本周|本月|一周|周|月|全站|24小时|48小时)"
    "(?:相关|热门|最新|推荐|精彩|热点|新闻|文章|资讯|内容|视频|图片)?"
    "(?:文章|博文|日志|帖子|热帖|资讯|推荐|热[文榜搜点]榜?|排行榜?|图集|图文|(?<=文章)列表|(?<=热门)标签|(?<=热门)搜索|推荐阅读|阅读推荐)"
)
_ARROW = re.compile(r"[^\s][ 　]?[>»›∨∧˅˄⌄⌃▼▲▾▴↓↑]{1,3}$")
_BUTTONS = re.compile(r"(?:[\[【][^\[\]【】]{1,8}[\]】][\s　|]*){1,8}")
_PAGER = re.compile(
    r"(?:[共第] ?[0-9]{1,3} ?页[:：/ 　]*){0,2}[<«‹ ]*(?:首页[ 　|]*)?(?:上一页|前一页)[\[\]()（）<>«»‹›0-9 　|….]{1,60}(?:下一页|后一页)[>»› ]*(?:尾页|末页)?"
)
_POINTER = re.compile(
    "(?:相关链接|相关专题|推荐文章|热点推荐|相关阅读|相关推荐|相关文章|相关报道|相关新闻|推荐阅读|延伸阅读|更多阅读|阅读推荐|热门推荐|精彩推荐|热门阅读|点击阅读|往期推荐|往期精选|猜你喜欢|大家都在看|友情链接)"
    f"{_GAP}[:：>》]{{1,2}}{_GAP}[^。！\n]{{2,80}}"
)
_CRUMBS = re.compile(
    f"[\\[【]?(?:(?:您|你)?(?:当前|现在|目前)?(?:的)?(?:所在)?(?:的)?位置(?:是|为)?{_GAP}[:：]{_GAP}|(?=(?:网站|本站)?(?:首页|主页){_GAP}(?:[>＞»›→]|-{{1,2}}>| / [^/]{{2,12}} / )))"
    "(?P<path>[^。！？；;，,\n]{2,120})"
)
_CRUMB = re.compile(r"(?<=[^\s　>＞»›→-])[\s　]*(?:[>＞»›→]|-{1,2}>?|::|/|\\|\|)[>＞»›→\s　]*")
_KEYWORDS = re.compile(
    f"[\\[【(（]?(?:(?:本文|文章|内容|相关|热门)?(?:标签|关键词|关键字)|(?i:tags?(?:标签)?|keywords?))[\\]】)）]?{_GAP}[:：]{_GAP}(?P<words>[^。！？!?;；:：]{{1,120}})"
)
_BETWEEN_KEYWORDS = re.compile(r"[\s　,，、|｜/#]+")
_IN_CLAUSES = re.compile("[的是了在和与为将把被从让这那您你我他她它们吗呢吧]")
_CALL_TO_READ_ON = (
    "(?:详细|详情|阅读全文|查看全文|全文|更多|阅读更多|查看更多|查看详情|查看详细|继续阅读|展开|展开全文)"
)
_CUT_OFF = re.compile(
    rf"(?:…|\.\.\.|。。。)[\s　]*(?:[\[【<(（]{{1,2}}{_CALL_TO_READ_ON}[\]】>)）]{{1,2}}|(?:阅读全文|查看全文|查看详情|继续阅读|展开全文))[ 　]?[>»→]{{0,3}}$"
    rf"|[\[【](?:详细|详情|阅读全文|查看全文|查看详情|继续阅读)[\]】][>»→]{{0,3}}$|(?:阅读全文|查看全文|查看详情|继续阅读)[ 　]?[>»→]{{1,3}}$"
)
# What each of these ends with, asked before.
_LAST_OF_A_CALL = frozenset("]】>)）»→文情读")
_STAMP = re.compile(
    r"[12][0-9]{3}[-/][01]?[0-9][-/][0-3]?[0-9] [0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?[ 　]{1,3}[0-9]{1,9}"
)
_CENTURY = ("1", "2")
_SHORTEST_TEASER = 60
_FINISHED = re.compile(r"[。！？!?；;：:”」』）)\]】]$")


class _Found(NamedTuple):
    rule: str
    reason: str
    keeps: tuple[tuple[str, str], ...] = ()


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove lines of the page in the text; what they say of the article goes to its metadata, keywords to its keywords."""
    if field == "keywords":
        return _added_keywords(ledger)
    if field != "text":
        return []
    text = ledger.fields[field]
    chosen: dict[int, Removal] = {}
    teasers = context.on("boiler.teaser")
    before: str | None = None
    for number, line in enumerate(text.split("\n")):
        bare = line.strip()
        if (
            teasers
            and before is not None
            and bare[:1] in _CENTURY
            and _STAMP.fullmatch(bare)
            and _is_cut_off(before)
        ):
            chosen[number - 1] = Removal(
                "boiler.teaser", "beginning of another article, above its date and count"
            )
        before = bare
        if (
            teasers
            and bare[-1:] in _LAST_OF_A_CALL
            and len(bare) <= 2 * _LONGEST
            and _CUT_OFF.search(bare, max(len(bare) - 30, 0))
        ):
            chosen[number] = Removal("boiler.teaser", "beginning of another article, cut off")
            continue
        if not 1 < len(bare) <= _LONGEST:
            continue
        kind = ledger.lines[number].kind if number < len(ledger.lines) else "paragraph"
        if kind == "code":
            continue
        for found in _told(bare, kind):
            if context.on(found.rule):
                chosen[number] = Removal(found.rule, found.reason, keeps=found.keeps)
                break
    return line_removals(text, chosen)


# A text is looked at more than once, and the lines of a page stand on the next one too.
@lru_cache(maxsize=256)
def _told(line: str, kind: str) -> tuple[_Found, ...]:
    begun = _begins_like_one().match(line) is not None or _begins_with_a_button(line)
    asked = _RECOGNISERS if begun else _RECOGNISERS[:1]
    return tuple(found for recognise in asked if (found := recognise(line, kind)) is not None)


@cache
def _begins_like_one() -> re.Pattern[str]:
    """One pattern for what the recognisers behind the first one begin with: most lines have none of it."""
    ways = (_NEIGHBOUR, _PAGER, _POINTER, _CRUMBS, _KEYWORDS, _SIGNED, _UNCOLONED)
    behind_marks = f"(?:{_APART.pattern})?(?:{_CREDIT.pattern}|{_FACT.pattern})"
    return re.compile("|".join([*(f"(?:{way.pattern})" for way in ways), behind_marks]))


def _begins_with_a_button(line: str) -> bool:
    lead = _APART.match(line)
    start = lead.end() if lead else 0
    if line[start : start + 1] not in _first_characters():
        return False
    piece = _PIECE.match(line, start)
    return piece is not None and _control(piece[0]) is not None


def _is_cut_off(line: str) -> bool:
    return len(line) >= _SHORTEST_TEASER and _FINISHED.search(line) is None


def _credits(line: str, kind: str) -> _Found | None:
    """责编：刘思远　审核：周倩, 文｜宋佳 图｜陈力, [责任编辑 黄晓梅]; one role with a colon is left to the rules with literals."""
    if _SIGNED.fullmatch(line) or _UNCOLONED.fullmatch(line):
        named = re.sub("(?<=辑|编|核|对)[ 　](?=[一-鿿])", "：", line.strip("（(【[）)】] "))
        return _Found("boiler.credits-line", "credits: named in the metadata", said_by(named))
    opening = _APART.match(line)
    place, credits, barred = opening.end() if opening else 0, 0, False
    while place < len(line):
        found = _CREDIT.match(line, place)
        if found is None or _NO_NAME.search(found[0]):
            return None
        credits += 1
        barred = barred or re.search("[|｜丨/／]", found[0]) is not None
        gap = _APART.match(line, found.end())
        place = gap.end() if gap else found.end()
    if credits < 2 and not barred and not _CLOSING_CREDIT.fullmatch(line):
        return None
    # Readers of bylines know 文｜ by its bar, and other roles by a colon.
    told = dict(said_by(re.sub("[  ]*[|｜丨][  ]*", "：", line))) | dict(said_by(line))
    return _Found("boiler.credits-line", "credits: named in the metadata", tuple(told.items()))


def _facts(line: str, kind: str) -> _Found | None:
    """点击数：1024　更新时间：2025-06-01: what stands in a byline, when it names more than a day or a place."""
    place = told = 0
    kinds: set[str] = set()
    while place < len(line):
        lead = _APART.match(line, place)
        found = _FACT.match(line, lead.end() if lead else place)
        if found is None:
            if lead and lead.end() == len(line):
                break
            # A button may stand among them: 发表于 2023-05-06 | 只看该作者.
            button = _PIECE.match(line, lead.end() if lead else place)
            if button is None or _control(button[0]) is None:
                return None
            place = button.end()
            continue
        kinds.add(found.lastgroup or "")
        told += 1
        place = found.end()
        if (
            place < len(line)
            and found.lastgroup != "size"
            and not (_APART.match(line, place - 1) or _APART.match(line, place) or _FACT.match(line, place))
        ):
            return None
    if not (
        kinds & {"when", "count", "size", "place", "visitor"}
        or (told > 1 and kinds & {"origin", "person"} and "dated" in kinds)
        or {"origin", "person"} <= kinds
    ):
        return None
    keeps = said_by(line)
    views = views_in(line) if "count" in kinds else None
    if views is not None:
        keeps = (*keeps, ("views", str(views)))
    return _Found("boiler.facts-line", "time, source or counts of the page", keeps)


def _controls(line: str, kind: str) -> _Found | None:
    """展开全文, 相关文章, 打印本页 | 关闭窗口: buttons, links and the headings of lists of other articles."""
    if line[0] not in _first_characters() and not _BETWEEN.match(line):
        return None
    if _COUNTED_BUTTON.fullmatch(line) or _BAR.fullmatch(line):
        return _Found("boiler.control-line", "control of the page, or heading of a list of links")
    lead = _BETWEEN.match(line)
    first = _FIRST_WORD.match(line, lead.end() if lead else 0)
    if first and not first[0].isdecimal() and _control(first[0]) is None:
        return None
    words = [word for word in _BETWEEN.split(line) if word and not word.isdecimal()]
    if not 0 < len(words) <= 16:
        return None
    kinds = [_control(word) for word in words]
    if None in kinds:
        return None
    if len(words) == 1:
        certain = (
            _BUTTONS.fullmatch(line) is not None
            or kinds[0] in ("list", "alone")
            or (kinds[0] == "button" and kind != "heading")
            or _ARROW.search(line) is not None
        )
        if not certain or (line[-1] in "。.…！!" and kinds[0] != "alone"):
            return None
    elif (
        not any(each in ("alone", "button", "list") for each in kinds)
        and len(words) < 3
        and not _BUTTONS.fullmatch(line)
        and not re.search("[|｜]", line)
    ):
        return None
    if len(words) > 1 and re.search("[，,、。]", line) and "alone" not in kinds:
        return None
    return _Found("boiler.control-line", "control of the page, or heading of a list of links")


def _neighbours(line: str, kind: str) -> _Found | None:
    """上一篇：…, alone or with 下一篇：… behind it."""
    found = _NEIGHBOUR.match(line)
    if _PAGER.fullmatch(line):
        return _Found("boiler.neighbour-line", "links to the other pages")
    if found is None:
        return None
    rest = line[found.end() :]
    if found["said"] is None:
        second = _NEIGHBOUR.match(rest)
        if rest and not (second and second["said"] is None and second.end() == len(rest)):
            return None
        if (
            not rest
            and found[0] == line
            and line in ("上篇", "下篇", "下一章", "上一章", "下一节", "上一节", "下一条", "上一条")
        ):
            return None
    elif re.search("[。！!]", rest) or re.search("[，,].*[，,]", rest):
        return None
    return _Found("boiler.neighbour-line", "link to the previous or next article")


def _pointers(line: str, kind: str) -> _Found | None:
    """推荐阅读：社工证有什么用"""
    if _POINTER.fullmatch(line):
        return _Found("boiler.pointer-line", "pointer to other articles")
    return None


def _crumbs(line: str, kind: str) -> _Found | None:
    """当前位置：首页 > 考试 > 正文"""
    found = _CRUMBS.match(line)
    if found is None or found.end() < len(line):
        return None
    parts = [part for part in _CRUMB.split(found["path"]) if part.strip()]
    rooted = re.match("(?:网站|本站)?(?:首页|主页|Home|HOME)", found["path"]) is not None
    if len(parts) < 2 or not (rooted or (len(parts) > 2 and found.start("path") > 0)):
        return None
    return _Found("boiler.breadcrumb", "path to the page within its site")


def _keywords(line: str, kind: str) -> _Found | None:
    """标签：护理员 证书: become keywords of the article."""
    found = _KEYWORDS.fullmatch(line)
    if found is None:
        return None
    words = keywords_in(found["words"])
    if not words or (len(words) == 1 and kind == "heading"):
        return None
    return _Found(
        "boiler.keyword-line", "keywords: become `keywords`", tuple(("keywords", word) for word in words)
    )


def keywords_in(text: str) -> list[str]:
    """The keywords a line lists, none where one of them is a clause.

    >>> keywords_in("消防, 维保、报考条件"), keywords_in("一种便于识别的纸片")
    (['消防', '维保', '报考条件'], [])
    """
    words = [word for word in _BETWEEN_KEYWORDS.split(text) if word]
    apart = len(words) > 1
    if len(words) > _MOST_KEYWORDS or any(
        len(word) > (24 if word.isascii() else 12)
        or (len(word) > (6 if apart else 3) and _IN_CLAUSES.search(word))
        for word in words
    ):
        return []
    # Two clauses that a comma joins are not two keywords: 正面贴红色，背面贴蓝色.
    if (
        len(words) == 2
        and re.search("[，,]", text)
        and min(map(len, words)) > 4
        and set(words[0]) & set(words[1])
    ):
        return []
    return list(dict.fromkeys(words))


def _added_keywords(ledger: Ledger) -> list[Proposal]:
    """The keywords that removed lines named and the article does not have yet, at the end of its own."""
    told = ledger.kept.get("keywords")
    if not told:
        return []
    cell = ledger.fields["keywords"]
    known = set(split_keywords(cell))
    for edit in ledger.edits:  # what has been added may have been repaired since
        if edit.field == "keywords" and edit.rule == "boiler.keyword-line":
            known.update(split_keywords(edit.after.removeprefix("|")))
    new = [word for word in dict.fromkeys(told) if join_keywords((word,)) not in known]
    if not new:
        return []
    return [Proposal("boiler.keyword-line", len(cell), len(cell), ("|" if cell else "") + join_keywords(new))]


_RECOGNISERS: tuple[Callable[[str, str], _Found | None], ...] = (
    _controls,
    _neighbours,
    _pointers,
    _crumbs,
    _keywords,
    _credits,
    _facts,
)


@cache
def _controls_by_name() -> dict[str, str]:
    rows = (line.partition("\t") for line in CONTROLS.read_text("utf-8").splitlines())
    return {word: kind for word, _, kind in rows}


def _control(word: str) -> str | None:
    """What a word is as a control of the page: by the table, or by what it is made of."""
    known = _controls_by_name().get(word)
    if known is not None or not 3 <= len(word) <= 12:
        return known
    if _BUTTON.fullmatch(word):
        return "alone"
    return "list" if _LIST_OF_LINKS.fullmatch(word) else None


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(word[0] for word in (*_controls_by_name(), "戳", "轻", "隐", "有", "站", "全", "一"))
