"""Lines of what a page is operated with: players, counters, prompts to log in or to pay, hints to other devices.

Templates print them into the text's own element, above, inside and below it. Each is told by its whole form: a line is
taken apart into words of one such control, and one that no sentence holds must be among them. A line with anything else
in it is text.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_LONGEST: Final = 80
_LONGEST_NOTICE: Final = 160  # what sites of novels print between the pages of a chapter
_SPACES: Final = " \t\u3000\xa0\u200b\ufeff"
_APART: Final = r"[\s　\xa0|｜/·•,，:：;；()（）\[\]【】<>»«+…。.!！~～_-]"
_DAY: Final = r"(?:19|20)[0-9]{2}[-/.年][01]?[0-9][-/.月][0-3]?[0-9]日?"
_CLOCK: Final = r"[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?"
_COUNT: Final = r"[0-9][0-9,]{0,10}(?:\.[0-9]{1,2})?[ ]?[万萬wWkK]?\+?"


class _Control(NamedTuple):
    """A form of lines: `words` are all that such a line may hold, `sure` is what one of them must be."""

    words: re.Pattern[str]
    sure: re.Pattern[str]
    part: str
    reason: str


def _control(sure: str, beside: str, part: str, reason: str) -> _Control:
    words = re.compile(rf"(?>{sure}|{beside}|{_APART})++", re.I)
    return _Control(words, re.compile(sure, re.I), part, reason)


# 视频加载中，请稍候...; 00:00 / 03:21; 播放 00:00/02:15 倍速 1.0x 全屏
_PLAYER = _control(
    rf"(?:视频|音频|播放器|影片|内容|页面)(?:正在)?(?:加载|缓冲|载入)中?|(?<![0-9])0?0:[0-5][0-9](?::[0-5][0-9])? ?/ ?{_CLOCK}|00:00(?::00)?(?![0-9:])|倍速|"
    r"(?<![0-9.])[0-9]\.[0-9]{1,2} ?[xX](?![0-9])|取消静音|退出全屏|播放速度|自动连播|(?:打开|关闭|开启)弹幕|正在缓冲|video player|"
    r"(?:play|pause) video|unmute|picture-in-picture|playback (?:speed|rate)",
    rf"播放|暂停|停止|重播|重新播放|快进|快退|全屏|静音|音量|超清|高清|标清|流畅|蓝光|自动|画质|清晰度|字幕|弹幕|视频|请?稍[候后等]|正在|加载中?|"
    rf"下一[个集]|上一[个集]|{_CLOCK}|[0-9]{{3,4}}[pP]|[0-9]{{1,3}} ?%|play|pause|mute|full ?screen|current time|duration|remaining time|settings|loaded|loading",
    "player",
    "belongs to a player, an advertisement or a button",
)
_COUNTED: Final = "关注者|被?浏览|阅读|赞同|点赞|赞|喜欢|收藏|评论|转发|分享|回答|播放|粉丝|订阅|热度|人气|点击|围观|获赞|在看|推荐|回复|跟帖|参与|踩|反对"
# 关注者 23 被浏览 4,512; 赞同 45 添加评论 分享 收藏 喜欢. One count alone is said by the lines of bylines.
_COUNTER: Final = (
    rf"(?:(?:{_COUNTED})(?:量|数|次数)?[:： 　\xa0]{{0,2}}[(（]?{_COUNT}[)）]?"
    rf"|{_COUNT} ?(?:个|条|次|人|位)? ?(?:{_COUNTED})(?:数|了)?)"
)
_COUNTS = re.compile(_COUNTER)
_BAR_BUTTON: Final = (
    "添加评论|写评论|写回答|关注问题|邀请回答|好问题|暂无评论|还没有评论|收起评论|查看评论|申请转载"
)
_BAR = _control(
    rf"{_COUNTER}|{_BAR_BUTTON}",
    rf"{_COUNTED}|已?关注|举报|收起|展开|更多|打赏|赞赏|感谢|不喜欢|复制链接|微信|微博|{_DAY}(?: ?{_CLOCK})?",
    "counter",
    "counts and buttons of the page, or the time of a post",
)
_IS_BUTTON = re.compile(_BAR_BUTTON)
# 编辑于 2023-08-12; 发布于 2023-08-11 10:22・云溪
_STAMP = re.compile(
    rf"(?:最[后近])?(?:编辑|发布|修改|更新|发表|回答|回复|编写|創作|创作)[于於] ?{_DAY}(?: ?{_CLOCK})?(?: ?[·・] ?(?:IP ?属地)?[:：]? ?[一-鿿]{{2,6}})?"
)
# 积分 lines have their page: see `posts`. 第 1024 位读者 is a counter of the nineties.
_VISITOR = _control(
    rf"(?:(?:您?是)(?:本[文页站帖篇])?的?第? ?{_COUNT}|第 ?[0-9,]{{3,12}}) ?(?:位|个|名) ?(?:读者|访客|访问者|浏览者|来访者|来宾|观众)",
    rf"返回|首页|上一页|目录|关闭|打印|您?是|欢迎您?|{_DAY}(?: ?{_CLOCK})?",
    "counter",
    "counts and buttons of the page, or the time of a post",
)
_DEVICE: Final = "手机|移动端|微信|朋友圈|平板|掌上"
_READ: Final = "打开|浏览|查看|阅读|观看|收看|分享|继续"
# 扫一扫在手机打开当前页, and not what tickets and doors are scanned for.
_SCAN = re.compile(
    rf"(?:请?用?(?:手机|微信|浏览器|支付宝)(?:浏览器|微信|客户端)?)?[，, ]?(?:扫一扫|扫码|扫描?(?:[左右上下]侧?方?|此|本|该)?的?二维码)[，,]? ?(?:在|用|到|至|上|可|即可)*"
    rf"(?:(?:{_DEVICE})(?:上|端|版|中)?[，,]?(?:{_READ}|看)*|(?:{_READ})+(?:到)?(?:{_DEVICE})?)(?:此|本|该|当前|这个|全)?(?:页面?|文章?|新闻|内容|网页|好友|朋友圈|链接|更多)?(?:(?:{_READ}|看)+)?[。！!]?"
    rf"|(?:请)?用?(?:手机|移动端)(?:上|端)?(?:扫码)?(?:{_READ})+(?:此|本|该|当前)(?:页面?|文章?|新闻|内容|网页)|(?:打开|使用)微信[，,]?点击底部的[“\"「]?发现[”\"」]?[，,].{{0,40}}"
)
# 点击进入专题：冬修水利; 点击图片查看大图
_POINTER = re.compile(
    r"(?:[>»→▶●■☞\[【（(] ?)*(?:请?点击(?:这里|此处|图片|上图|下图|标题|链接)?[，,]?|戳(?:这里)?[，,]?)?(?:进入|查看|观看|收看|浏览|参与)(?:本?(?:次|期)?(?:专题|专栏|直播间|大图|原图|高清图|图集|组图)|更多(?:专题|图片|高清图|图集))(?:页面|报道|讨论)?(?:[:：>»] ?[^。！？]{2,40})?[\]】）)>» ]*"
)
_END = re.compile(
    r"[\s　—–\-=*·•~～_<>《》|/\\#]{0,24}[【（(\[「『]?[\s　]?(?:(?:THE )?END|全?文?完|全书完|本文完|正文完|完结|剧终)[\s　]?[】）)\]」』]?[。.!！]?[\s　—–\-=*·•~～_<>《》|/\\#]{0,24}",
)
_IS_WORD_ALONE = re.compile(r"完|文完|完结|剧终")
_WHOLE: Final = r"(?:全文|本文|正文|原文|余下|剩余|剩下|完整|隐藏|更多|后续|此|本|该|以下|全部)(?:的)?(?:内容|文章|部分|章节|回复|评论|报道|图片|全文|信息)?"
_TO_READ: Final = "阅读|查看|购买|解锁|订阅|浏览|继续阅读|继续查看|继续浏览|显示|畅读|收听|观看"
_ENTRY: Final = r"(?:微信|手机|快速|一键|免费|立即|马上|点击|请|需|需要|必须|您|你|还|先|先行|可|未|尚未|还没有)*(?:登[录陆錄]|注册|开通(?:会员|VIP)?|成为会员|会员|付费|购买|订阅|充值|支付|扫码)(?:[/或、及并和]?(?:登[录陆錄]|注册|购买|订阅|关注|付费))?"
# 登录后购买全文; 本文为付费内容，还剩余 3256 字; 试读已结束. What follows names the text or its comments.
_GATE = re.compile(
    rf"[\[【（(]?(?:{_ENTRY}(?:账号|帐号|会员|VIP)?(?:之?[后後]|以后|[,，]|即)? ?(?:方|才|便|就|即)?(?:可以?|能|可继续|即可|方可)?(?:继续)?(?:{_TO_READ})+{_WHOLE}"
    rf"|(?:剩余|余下|还有|还剩余?|未读) ?[0-9.]{{1,6}} ?(?:%|％|字|页|章|万字)的? ?(?:(?:精彩)?内容|未读|未读完)(?:[,，。] ?{_ENTRY}(?:之?后|即)?(?:可)?(?:继续)?(?:{_TO_READ})*(?:{_WHOLE})?)?"
    rf"|(?:剩余|余下|还有|还剩余?) ?[0-9.]{{1,6}} ?(?:%|％|字|页|章|万字)[,，。] ?{_ENTRY}(?:之?后|即)?(?:可)?(?:继续)?(?:{_TO_READ})+(?:{_WHOLE})?"
    rf"|(?:本文|本篇|此|该|以下|本)(?:文章?|篇|内容|部分|章节?)?(?:[为是属于]{{0,2}})(?:付费|收费|会员|VIP|独家付费)(?:专享|专属|阅读|可见)?(?:内容|文章|报道|章节)?(?:[,，] ?(?:还?剩余?|余下|还有)? ?[0-9.]{{1,6}} ?(?:%|字|页|章)(?:未读|内容)?|[,，] ?{_ENTRY}(?:之?后|即)?(?:可)?(?:继续)?(?:{_TO_READ})*(?:{_WHOLE})?)?"
    r"|(?:免费)?试读(?:内容|部分|章节)?(?:已|到此|至此)?(?:经)?(?:结束|完毕|为止)(?:[,，][^。，]{0,20})?"
    r"|(?:您|你)?(?:已|已经)?(?:免费)?(?:阅读|试读)(?:了|完)? ?(?:[0-9]{1,3} ?%|[0-9]{1,3} ?/ ?[0-9]{1,3}|前 ?[0-9]{1,3} ?%)(?:[,，][^。，]{0,20})?"
    r"|(?:此|该|本|以下)(?:处)?(?:内容|帖子?|部分)(?:仅|只|需|须|已)?(?:对|限|被)?(?:登录|会员|注册|付费|回复|隐藏)(?:用户|会员|后)?(?:可见|可看|查看)"
    rf")[\]】）)]?[。.!！>» ]*"
)
_TO_WRITE: Final = "发表评论|参与评论|评论|回复|发帖|跟帖|发言|留言|点赞|收藏|参与讨论|发布评论"
_ASKS_TO_WRITE = re.compile(
    rf"[\[【（(]?(?:您|你)?(?:还没有登[录陆][,，]?)?(?:需要|请|必须)?(?:先)?(?:登[录陆]|注册)(?:[/或|、 ]{{0,2}}(?:登[录陆]|注册))?(?:之?[后後]|以后|[,，])? ?(?:才|方|便|即|就)?(?:可以?|能)?(?:{_TO_WRITE})(?:[ 　|/]*(?:登[录陆]|注册|立即登[录陆]|去登[录陆]))*[\]】）)]?[。.!！]?"
    r"|(?:您|你)(?:还没有|尚未|还未)登[录陆][,，。 ]*(?:请(?:先)?(?:登[录陆]|注册)(?:[/或|、 ]{0,2}注册)?)?[。.!！]?|(?:立即|马上|一键|微信|QQ|手机号?|账号|密码|验证码)登[录陆](?:[ 　|/]+(?:免费|立即)?(?:注册|登[录陆]))*"
    r"|登[录陆][ 　]*[|/｜·]?[ 　]*(?:免费)?注册|(?:请)?文明上网[,，]?(?:理性|文明)发言(?:[,，。][^。]{0,30})?[。！]?"
)
_CONSENT = re.compile(
    r"(?:我|您|你)?(?:已)?(?:阅读并|点击)?(?:同意|接受)(?:《[^》]{2,16}》[和与及、]?){1,3}(?:并继续)?|(?:全部|同意并)?(?:接受|拒绝)(?:所有|全部)?(?:cookies?)|(?:本|该|我们的?)(?:网?站|网页)(?:会|将|需要)?使用 ?cookies?[^。]{0,80}[。]?(?:[^。]{0,60}(?:同意|接受)[^。]{0,30}[。]?)?|"
    r"(?:accept|reject|allow|decline)(?: all)?(?: cookies)?|(?:manage|cookie) (?:preferences|settings|consent)|(?:we|this (?:web)?site) uses? cookies\b.{0,120}|log ?in (?:or (?:sign up|register) )?to (?:comment|reply|continue|read more|post)[.!]?|"
    r"(?:sign in|log in|subscribe|register) to (?:read|continue|keep reading|unlock)\b.{0,40}|already (?:a (?:member|subscriber)|have an account)\?.{0,20}",
    re.I,
)
# 请记住本书首发域名：…; （本章未完，请点击下一页继续阅读）
_NOVEL = re.compile(
    r"(?:天才)?(?:请|只需)?(?:一秒钟?|大家)?(?:记住|牢记|收藏)(?:[【\[][^】\]]{1,16}[】\]]|本(?:书|站|小说)?(?:最新|首发|永久|手机版?|唯一|官方|备用)*(?:网址|域名|地址)|[^，。！？]{1,12}(?:小说|书|阁|文学)网?(?:网址|域名|地址)).{0,110}"
    r"|.{0,20}手机版(?:阅读|最新|更新)*(?:网址|地址|域名)[:：].{0,60}|[（(【\[]?本(?:章|页|节)(?:节)?(?:未完|还有).{0,6}(?:点击|点|翻)?(?:下一页|下页).{0,12}[)）】\]]?[。！]?"
    r"|章节错误[,，]?(?:点此|点击|欢迎)(?:举报|报错|纠错).{0,24}|(?:手机|移动)(?:用户|端)请(?:浏览|访问|到|登[录陆]).{2,60}(?:阅读|访问|更新).{0,30}|(?:投推荐票|上一章|章节目录|下一章|加入书签|返回目录|[ 　|←→])+"
)
_HAS_TURN = re.compile("上一章|下一章|章节目录|加入书签")
# Headings of comments beside those of `furniture.opens_tail`, which the scorer counts and which therefore stay as they are.
_COMMENTS = re.compile(
    r"[【\[（(■●◆▶>»|丨 ]{0,3}(?:网友|最新|全部|精彩|精选|热门|用户|读者|最热|热点|神)?(?:评论|热评|跟帖|跟贴|留言|神评论?|回帖|弹幕)(?:精选|列表|区|一览|专区|摘编)?[\s　]*[(（\[]?(?:共?[\s　]*[0-9,]{1,7}[\s　]*[条个则]?)?[)）\]]?[】\]）)]?[:：]?"
    r"|(?:写|发|来|我要)(?:评论|留言|跟帖)|说(?:点|两句)(?:什么)?(?:吧)?[.…。]{0,6}|参与(?:评论|讨论)(?:[\s　]*[0-9,]{1,7}[\s　]*[条人])?|全部回复[\s　]*[(（]?[0-9,]{0,7}[)）]?"
)
_COMMENT_BEGINNINGS: Final = frozenset("【[（(■●◆▶>»|丨 网最全精热用读神评跟留回弹写发来我说参")
# What some form above has in it: most lines of a page hold none of these and are not looked at.
_CUE = re.compile(
    r"[0-9] ?/ ?[0-9]|00:00|加载|缓冲|载入|倍速|静音|全屏|弹幕|连播|播放|[0-9] ?[xX]|[Cc]ookie|"
    r"关注者|浏览|阅读|赞|喜欢|收藏|评论|转发|分享|回答|粉丝|订阅|热度|人气|点击|围观|在看|推荐|回复|跟帖|参与|踩|反对|问题|"
    r"[于於] ?(?:19|20)|[位个名] ?(?:读|访|浏|来|观)|扫|手机|移动端|微信|专题|专栏|直播间|图|END|完|剧终|登[录陆錄]|注册|付费|收费|会员|试读|剩余|余下|还有|还剩|"
    r"可见|可看|文明上网|同意|接受|记住|牢记|本[章页节]|章"
)
_CUE_IN_LATIN = re.compile(
    r"[0-9] ?/ ?[0-9]|00:00|[0-9] ?x|end\b|cookie|log ?in|sign in|subscribe|register|already|accept|reject|allow|decline|manage|video|mute|playback"
)
_CUES_OF_NOVELS: Final = ("记住", "牢记", "手机版", "章节", "手机用户", "移动")


class Chrome(NamedTuple):
    """What a line of the page's controls belongs to, as `removed` names it, and why it is no text."""

    part: str
    reason: str


_PLAYER_LINE: Final = Chrome(_PLAYER.part, _PLAYER.reason)
_COUNTER_LINE: Final = Chrome(_BAR.part, _BAR.reason)
_HINT: Final = Chrome("hint", "hint at another page or device, or the mark of the end")
_PROMPT: Final = Chrome("prompt", "asks to log in, to pay or to agree")


def chrome_of(text: str) -> Chrome | None:
    """What kind of control a whole line is; None for a line of the text.

    >>> chrome_of("00:00 / 03:21").part, chrome_of("赞同 45 添加评论 分享").part, chrome_of("登录后购买全文").part
    ('player', 'counter', 'prompt')
    >>> chrome_of("扫一扫在手机打开当前页").part, chrome_of("— END —").part
    ('hint', 'hint')
    >>> chrome_of("扫一扫就能看到票价。"), chrome_of("登录后可查看成绩"), chrome_of("赞同 45")
    (None, None, None)
    """
    text = text.strip(_SPACES)
    if len(text) > _LONGEST:
        told = len(text) <= _LONGEST_NOTICE and any(cue in text for cue in _CUES_OF_NOVELS)
        return _HINT if told and _NOVEL.fullmatch(text) else None
    cued = _CUE_IN_LATIN.search(text.lower()) if text.isascii() else _CUE.search(text)
    if len(text) < 2 or cued is None:
        return None
    if _is(_PLAYER, text):
        return _PLAYER_LINE
    if _is_counts(text) or _STAMP.fullmatch(text) or _is(_VISITOR, text):
        return _COUNTER_LINE
    if _SCAN.fullmatch(text) or _POINTER.fullmatch(text) or _is_end(text):
        return _HINT
    if _NOVEL.fullmatch(text) and (text[:2] not in ("投推", "返回", "上一") or _HAS_TURN.search(text)):
        return _HINT
    if _GATE.fullmatch(text) or _ASKS_TO_WRITE.fullmatch(text) or _CONSENT.fullmatch(text):
        return _PROMPT
    return None


def opens_comments(text: str) -> bool:
    """Whether a line is the heading of the comments below an article.

    >>> opens_comments("网友热评"), opens_comments("精选留言（12）"), opens_comments("评论两极分化")
    (True, True, False)
    """
    return 1 < len(text) <= 24 and text[0] in _COMMENT_BEGINNINGS and _COMMENTS.fullmatch(text) is not None


def is_stamp_of_post(text: str) -> bool:
    """Whether a line says when a post was written or changed, and nothing else.

    >>> is_stamp_of_post("编辑于 2023-08-12"), is_stamp_of_post("2023-08-12")
    (True, False)
    """
    return len(text) <= _LONGEST and _STAMP.fullmatch(text.strip(_SPACES)) is not None


def _is(control: _Control, text: str) -> bool:
    return control.sure.search(text) is not None and control.words.fullmatch(text) is not None


def _is_counts(text: str) -> bool:
    """Whether a line holds two counts, or a count and a button that says more than a word of prose."""
    if not _is(_BAR, text):
        return False
    counts = len(_COUNTS.findall(text))
    return counts >= 2 or (counts == 1 and _IS_BUTTON.search(text) is not None)


def _is_end(text: str) -> bool:
    """Whether a line marks the end of a text: words that are also said alone need marks around them."""
    return _END.fullmatch(text) is not None and _IS_WORD_ALONE.fullmatch(text) is None
