"""Lines that forums print around each post: its number, its time, and the buttons below it.

Words such as 沙发 and 支持 are things and votes elsewhere. They count only on a page where lines stand that no other page
has (只看该作者, 12楼 2011-12-3), and only in lines that hold nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaning.reading.document import Container, Document
from cleaning.reading.elements import KNOWN, traits_of

_CLOCK: Final = r"(?:[ T　]{1,2}[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?"
_WHEN: Final = (
    rf"(?:(?:(?:19|20)[0-9]{{2}}[-/.年])?[01]?[0-9][-/.月][0-3]?[0-9]日?{_CLOCK}|(?:今天|昨天|前天){_CLOCK}|"
    r"[0-9]{1,3} ?(?:秒|分钟|分鐘|小时|小時|天|个月|年)前)"
)
_FLOOR: Final = r"(?:第 ?)?[0-9]{1,5} ?(?:楼|樓|#)|#[0-9]{1,5}"
# Told by themselves.
_SURE: Final = (
    r"只看(?:该作者|該作者|楼主|樓主|他|她|大[图圖])|(?:显示|顯示)?全部(?:楼层|樓層)|(?:倒序|正序)(?:浏览|瀏覽|看帖|排列)|电梯直达|電梯直達|"
    r"跳转到指定楼层|使用道具|收起回[复復]|回[复復](?:楼主|樓主|该楼|本楼|此楼|[Tt][Aa])|"
    rf"(?:[^\s。，！？：:]{{1,20}} )?(?:发表|發表|回[复復]|发布|發布)于[:： ]{{0,2}}{_WHEN}|"
    rf"本帖最后由 ?[^\s。，]{{1,20}} ?于 ?{_WHEN} ?编辑|"
    rf"(?:{_FLOOR}) ?{_WHEN}|"
    rf"(?:作者|楼主|层主)[:： ]{{1,2}}[^\s。，：:]{{1,20}}[ 　]{{1,4}}(?:时间|日期)[:：] ?{_WHEN}"
)
# Buttons and numbers that stand beside those.
_BESIDE: Final = (
    rf"回[复復]|引用|举报|舉報|支持|反对|反對|评分|評分|点评|點評|收藏|分享|淘帖|道具|顶|頂|踩|赞|讚|楼主|樓主|沙发|沙發|板凳|地板|地下室|"
    rf"(?:发|發)消息|(?:加|添加)好友|收听[Tt][Aa]|加关注|来自(?:手机|[A-Za-z]{{2,10}})?(?:客户端|版)?|电脑版|手机版|{_FLOOR}|{_WHEN}|[0-9]{{1,6}}"
)
# Who has posted, as forums count it beside each post.
_MEMBER: Final = (
    rf"(?:积分|積分|威望|金[币钱]|金幣|贡献|帖子|主题|主題|精华|精華|好友|听众|收听|经验值?|声望|银币|元宝|魅力|财富|人气|记录|日志|相册|UID|等级|級別|级别|阅读权限|在线(?:时间|時間)?|注册(?:时间|時間)?|註冊時間|最后登[录陆]|发帖(?:数|量)?|文章)"
    rf"[:： 　]{{0,2}}(?:(?:Lv|LV)?[ .]?-?[0-9][0-9,.]{{0,9}}(?: ?(?:小时|小時|点|枚|级|個|个|条|帖|天|[℃]))?|{_WHEN})"
    r"|(?:新手上路|(?:注册|初级|中级|高级|金牌|正式|普通|白金|铜牌|银牌|钻石|特邀|荣誉)会员|论坛元老|(?:超级|实习)?版主|管理员|禁止(?:发言|访问)|游客|(?:小学|中学|大学|博士)生|当前(?:在线|离线)|该用户从未签到)"
    r"|(?:Lv|LV)[ .]?[0-9]{1,3}|(?:来自|所在地|IP属地)[:： ]{0,2}[\u4e00-\u9fff]{2,8}"
)
_SEPARATORS: Final = r"[\s　\xa0|｜/·•,，:：()（）\[\]【】<>»«-]"
_POST = re.compile(rf"(?>{_SURE}|{_MEMBER}|{_BESIDE}|{_SEPARATORS})*+", re.I)
_IS_SURE = re.compile(_SURE)
# What every sure line has in it, and few other short ones.
_CUE = re.compile(
    "只看|[发發]表于|[发發]布于|回[复復]于|全部|序|电梯|電梯|跳转|道具|收起|最后由|回[复復][楼樓该本此Tt]|[楼樓#][0-9 今昨前]|时间|日期"
)
_WORD = re.compile("[A-Za-z㐀-鿿]")
_NUMBER = re.compile("[0-9]+")
_LONGEST: Final = 60
# One such line may be the note below a single text that says when it was published.
_LEAST: Final = 2
# Lines of posts on one page; what is longer is no thread that anyone reads.
_MOST: Final = 3_000


def lines_of_posts(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that a forum prints around its posts; none where the lines are of no forum.

    >>> sorted(lines_of_posts(["沙发", "发表于 2011-12-3 20:41 | 只看该作者", "三张沙发摆在窗前。", "回复 举报", "使用道具"]))
    [0, 1, 3, 4]
    >>> sorted(lines_of_posts(["沙发", "茶几", "回复"]))
    []
    """
    short = [number for number, line in enumerate(lines) if len(line) <= _LONGEST]
    cued = [line for number in short if _CUE.search(line := lines[number])][:_MOST]
    if sum(_POST.fullmatch(line) is not None and _IS_SURE.search(line) is not None for line in cued) < _LEAST:
        return frozenset()
    return frozenset(
        number for number in short[:_MOST] if _POST.fullmatch(lines[number]) and _WORD.search(lines[number])
    )


def bodies_of_posts(document: Document) -> frozenset[int]:
    """The lines of the posts of a thread, by number, where forum software gives each post an element of its own.

    The elements have the name of a known system and differ by a number alone (postmessage_1, postmessage_2). A page with
    fewer than two of them, or on which no line is one of a forum, has no such posts.
    """
    alike: dict[tuple[str, str], list[Container]] = {}
    for number in np.flatnonzero(document.measures.traits & KNOWN).tolist():
        each = document.containers[number]
        numbered = _NUMBER.sub("0", each.words)
        if numbered != each.words and not each.hidden and traits_of(each.tag, each.words, "") & KNOWN:
            alike.setdefault((each.tag, numbered), []).append(each)
    posts = max(alike.values(), key=len, default=[])
    if len({each.words for each in posts}) < _LEAST:
        return frozenset()
    around = lines_of_posts([block.text for block in document.blocks])
    if not around:
        return frozenset()
    inside = (block for each in posts for block in document.blocks[each.first : each.last])
    return frozenset(block.position for block in inside if not block.hidden and block.position not in around)
