"""Recognisers for what stands around and inside a body and is not part of it: names of elements, forms of lines.

Patterns and nothing else; what follows from a match is decided in `content` and `trim`. Lines are looked at by
their beginning or as a whole, never searched with nested repetition.
"""

from __future__ import annotations

import re
from typing import Final

from cleaning.reading.sections import HEADER_BEGINNINGS, is_related_header


def one_of(alternatives: str) -> str:
    """A pattern for any of some alternatives, each of which begins with a letter.

    They are sorted by that letter: a search tries one after the other, and twenty letters are sooner tried than eighty words.
    """
    depth, begin = 0, 0
    by_letter: dict[str, list[str]] = {}
    for place, char in enumerate(alternatives + "|"):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            by_letter.setdefault(alternatives[begin], []).append(alternatives[begin + 1 : place])
            begin = place + 1
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + ")"


# Words in class and id that themes use for furniture. Matched at the beginning of a word part, so that "comments"
# and "comment-list" match, and "recommend" only where it is meant. A space is put before names: a pattern that begins with
# one of a few characters is found sooner than one that may begin at a start.
FURNITURE_WORDS = re.compile(
    "[ _.:-]"
    + one_of(
        r"nav|menu|foot(?!note)|side-?bar|sidebar|aside|crumb|breadcrumb|respond|"
        r"relat(?!iv)|recomm|rcmd|hot-?news|hotlist|rank|copyright|disclaimer|statement|share|sharing|social|toolbar|tool-?box|"
        r"pager|paging|pagination|pagenav|prev-?next|popup|modal|login|signin|signup|subscri|"
        r"newsletter|paywall|advert|ads?\b|adbox|promo|sponsor|banner|tags?\b|taglist|keywords?\b|author-?(?:bio|box|info|card)|"
        r"bio\b|more-?(?:news|stories|from|on)|read-?more|trending|popular|latest|teaser|outbrain|taboola|skip|"
        r"toc\b|vote|survey|qrcode|ewm|app-?down|feedback|jiathis|bdshare|bshare|editor-?info|edit-?info|"
        r"site-?map|friend-?link|links\b|search|top-?bar|masthead|screen-reader|visually-hidden|sr-only|navbox|"
        r"reflist|mw-references|mw-editsection|catlinks|byline|post-?meta|entry-?meta|article-?(?:meta|info|tags?)|"
        # These are meant only where a name begins with them.
        r"w(?<= w)idget(?:_|-area)|r(?<= r)eferences?(?: |$)|p(?<= p)(?:ost|age)-(?:prev|next)|a(?<= a)rticle-(?:prev|next)"
    )
)
# Words that mean it however much of the page stands inside.
FOREIGN_WORDS = re.compile(
    "[ _.:-]"
    + one_of(
        r"comments?(?![a-z])|comment-?list|reply|replies|disqus|cookies?(?![a-z])|consent|gdpr|onetrust|cli-|"
        r"popup|modal|privacy-?(?:overview|policy|settings|center)"
    )
)
# Words that say "body": where they name the same element, a furniture word beside them means something else.
BODY_WORDS = re.compile(
    "[ _-]" + one_of(r"article|post|entry|story|main|content|page|body|wrap(?:per)?|container") + r"\b"
)
FURNITURE_TAGS: Final = frozenset(("nav", "footer", "aside", "dialog", "menu"))

# What only a notice says, or says in this form: a number behind 许可证, a colon behind 法律顾问, 不得 behind 未经授权. Prose
# speaks of licences, counsel and hot lines as well.
_LEGAL = re.compile(
    r"copyright ?(?:©|\(c\)|[0-9]|ⓒ)|all rights? reserved|[©ⓒ] ?(?:copyright|[12][0-9]{3})|icp ?[备備证證]|公网安备|公安备案|"
    r"增值电信业务|经营许可证(?:编?号)?[:： ]{0,2}[^。，]{0,6}[0-9]{4}|新闻信息服务许可|视听节目许可|(?:违法|不良)(?:和不良)?信息举报|"
    r"举报(?:电话|邮箱|热线)[:： ]{0,2}[0-9A-Za-z(（]|法律顾问[:：]|"
    r"^.{0,4}(?:免责声明|版权声明|版权与免责)|^[^，。“”]{0,16}版权所有(?:[ 　:：，,。.©（(）)】]|$|违者|翻印|不得|请勿|未经)|"
    r"未经[^。]{0,12}(?:授权|许可|允许|同意)[^。]{0,10}(?:不得|禁止|请勿|严禁|谢绝|勿)[^。]{0,12}(?:转载|使用|复制|摘编|镜像|引用|传播)|"
    r"未經(?:授權|許可|同意).{0,8}(?:轉載|使用)|著作權(?:所有|聲明)|"
    r"不(?:构成|構成)(?:任何)?(?:实质性)?投资建议|刊用本网站稿件|terms of (?:use|service)|privacy policy|cookie policy|use cookies",
    re.I,
)
# What every such notice has in it: looking for these first is ten times as fast, and few lines have one.
_LEGAL_CUES_IN_LATIN: Final = ("right", "icp", "terms of", "policy", "cookies")
_LEGAL_CUES: Final = (
    *(
        "版权",
        "未经",
        "许可",
        "声明",
        "举报",
        "备案",
        "安备",
        "©",
        "ⓒ",
        "电信业务",
        "法律顾问",
        "未經",
        "著作權",
    ),
    *("投资建议", "刊用", *_LEGAL_CUES_IN_LATIN),
)
_LEGAL_SIGN = re.compile("[版未许声举案备©ⓒ电顾經權投刊gkmp]", re.I)
"""A character that each of the cues has."""
_TAIL = re.compile(
    r"(?:[【\[（(■●◆▶>»]* ?)(?:相关(?:阅读|文章|新闻|报道|链接|推荐|专题|资讯|内容|评论|热词|搜索)|相關(?:閱讀|文章|新聞|報導|連結)|"
    r"推荐(?:阅读|文章|新闻|内容)|推薦(?:閱讀|文章)|延伸阅读|延伸閱讀|更多(?:阅读|文章|新闻|精彩|推荐|相关)|猜你喜欢|猜您喜欢|为你推荐|为您推荐|"
    r"大家都在(?:看|搜)|热门(?:文章|新闻|推荐|评论|阅读|排行|资讯|视频)|热点(?:新闻|推荐|文章)|精彩(?:推荐|评论|图片)|最新(?:文章|新闻|评论|资讯)|"
    r"(?:网友|最新|全部|精彩|用户|热门)?评论(?:列表|区|\s*[(（]?[0-9]+)?|发表(?:评论|回复|我的评论)|我来说两句|我要(?:评论|留言)|留言(?:板|列表)?|"
    r"(?:已有)?[0-9]+ ?(?:条|人|則|则)(?:评论|回复|留言|參與|参与)|网友(?:评论|留言|热评)|"
    r"related (?:articles?|posts?|stories|news|topics?|content|links?|coverage|reading)|more (?:from|stories|news|on|like this|in )|"
    r"read (?:more|next|also)|recommended|you (?:may|might) (?:also )?(?:like|be interested)|most (?:read|popular|viewed)|"
    r"trending|popular (?:posts|stories)|latest (?:news|posts|stories)|(?:[0-9]+ )?comments?\b|leave a (?:reply|comment)|"
    r"post a comment|join the (?:conversation|discussion)|about the author|share this|sign up (?:for|to)|subscribe|follow us|"
    r"newsletter|up next|don't miss|editor'?s? (?:picks?|choice)|sponsored)",
    re.I,
)
# The first characters such a heading can have; most lines of a page are told by theirs.
TAIL_BEGINNINGS: Final = frozenset(
    "【[（(■●◆▶>» 相推延更猜为大热精最网全用评发我留已0123456789acdefjlmnprstuyACDEFJLMNPRSTUY"
)
# A line that begins with an ASCII letter is such a heading only where the next one is of its words, too.
_LATIN_TAIL_BEGINNINGS: Final = frozenset(
    [
        "re",
        "mo",
        "yo",
        "tr",
        "po",
        "la",
        "co",
        "le",
        "jo",
        "ab",
        "sh",
        "si",
        "su",
        "fo",
        "ne",
        "up",
        "do",
        "ed",
        "sp",
    ]
)
LONGEST_HEADER: Final = 24  # characters
RELATED_BEGINNINGS: Final = TAIL_BEGINNINGS | HEADER_BEGINNINGS | frozenset(" \u3000\xa0\t往")
# Headings that are also said of a section of the text: they announce a list only where links stand below.
_OF_LIST = re.compile(
    r"[【\[]?(?:(?:相[关關]|热门|熱門|推荐|推薦|精彩|更多)(?:视频|視頻|影片|影音|图集|圖集|图片|专题|專題)|"
    r"往期(?:精彩)?(?:回顾|回顧|推荐|推薦|精选|精選|文章|内容|精彩)|"
    r"更多[^\s，。！？：:“”「」的了是]{1,8}(?:新闻|新聞|报道|報導|文章|视频|影片))[】\]]?[:：]?[ >»]*"
)
_NEIGHBOURS = re.compile(
    r"阅读|閱讀|文章|新闻|新聞|报道|報導|链接|連結|推荐|推薦|在看|喜欢|related|more |read|like|popular|latest",
    re.I,
)
# Words of buttons; a line of nothing else is one.
_SHARE = re.compile(
    r"(?>(?:一键分享|分享(?:到|至|给|文章|本文|新闻)?|扫一扫|扫描?二维码|二维码|微信(?:好友|扫一扫)?|朋友圈|新浪微博|腾讯微博|微博|QQ空间|QQ好友|qzone|豆瓣网?|人人网|开心网|复制链接|"
    r"收藏(?:本[页文])?|点赞|赞|点击右上角|打印(?:本[页稿文]|此[页文]|预览)?|关闭(?:窗口|本页|此页)?|浏览字号|(?:字[号体]|文字)(?:大小|显示|设置)?|字級設定|(?:加入|添加)收藏|设为首页|发送给?好友|(?:放大|缩小|恢复)(?:字[体号])|[AaTt字][+-](?![A-Za-z0-9])|听(?:新闻|全文|文章)|朗读(?:全文|文章)?|语音播报|夜间模式|护眼模式|大|中|小|默认|举报|纠错|挑错|返回(?:顶部|列表|首页)|推荐(?:给好友)?|"
    r"我要(?:评论|纠错|分享|揪错)|评论|通过Email|更多|本[页文]|"
    r"share(?: this| on)?|tweet|print|e-?mail|facebook|twitter|linkedin|pinterest|whatsapp|reddit|copy link|save|listen|follow(?: us)?|[A]\b)"
    r"|[\s　\xa0|｜/:：,，、·\[\]【】（）()+-])*+",
    re.I,
)
_LATIN_SHARE_BEGINNINGS: Final = frozenset(
    ["qq", "qz", "sh", "tw", "pr", "em", "fa", "li", "pi", "wh", "re", "co", "sa", "fo"]
)
_SHARE_BEGINNINGS: Final = frozenset(
    "一分扫二微朋新腾Qq豆人开复收点赞打关浏字大中小默举纠挑返推我评通更本文加添设发放缩恢听朗语夜护sStTpPeEfFlLwWrRcCaA\u017f |｜/:：,，、·[]【】（）()+-"
)
_NAVIGATION = re.compile(
    r"[【\[]?(?:当前位置|您?现?在?(?:所在)?的?位置|您的位置|您现在(?:的位置|所在)?|目前位置|現在位置|所在位置|(?:上一|下一|前一|后一)[篇页条章](?:文章|新闻)?(?:[\s:：>»<›】\]]|$|没有|上一|下一)|"
    r"首页 ?[>›»]|[首尾]页$|home ?[>›»/]|previous(?: post| article)?$|next(?: post| article)?$|skip to|back to)",
    re.I,
)
_NAVIGATION_BEGINNINGS: Final = frozenset("【[当您现在所的位目現上下前后首尾hpnsbHPNSB")
# Words and numbers of a pager, and nothing else; a number of a page alone may be a heading.
_TURNS = re.compile("[上下首尾末前后]一?页|共 ?[0-9]+ ?页")
_PAGER = re.compile(
    r"(?>[上下首尾末前后]一?页|[共第] ?[0-9]{1,4} ?页|[0-9]{1,4}(?:/[0-9]{1,4})? ?页?|[\s\u3000\xa0./…«»‹›<>\[\]【】|,，:：])*+"
)
_PLAYER = re.compile(
    r"(?:您的浏览器不支持|当前视频播放失败|秒?会员跳过广告|展开全文|阅读全文|查看全文|点击加载|下载客户端|打开APP|返回[搜网][狐易]网?[，,]|登录后(?:获取|查看)更多|(?:点击|长按|关注|戳)[上下]?[方面]?(?:的)?(?:蓝字|蓝色|二维码)|(?:开通|成为)会员(?:阅读|查看)|your browser does not|video player)|"
    # Words of prose as well: here they are all that the line says, but for a few characters.
    r"(?:视频加载|播放速度|重新播放|全屏|音量|正在加载|加载中|loading\b|advertisement|广告|廣告|推广|继续阅读|点击查看)[^，。！？,!?]{0,6}$",
    re.I,
)
_LATIN_PLAYER_BEGINNINGS: Final = frozenset(["yo", "vi", "lo", "ad"])
_PLAYER_BEGINNINGS: Final = frozenset("您当秒会展阅查点下打返登长关戳开成视播重全音正加广廣推继yYvVlLaA")
_DATE = re.compile(r"(?:19|20)[0-9]{2}\s?[-/.年]\s?[01]?[0-9]\s?[-/.月]\s?[0-3]?[0-9]|[0-2]?[0-9]:[0-5][0-9]")
_BYLINE_WORDS = re.compile(
    r"(?:来源|來源|作者|编辑|編輯|責任編輯|责编|记者|記者|发布|發布|发表|時間|时间|更新|阅读|閱讀|浏览|点击|评论|评论数|人气|字号|"
    r"\bby\b|published|updated|posted|written by)\s?[:：]?",
    re.I,
)
# By Ada Lovelace, Dec 3, 2025: a name in capitals, perhaps with an office, and a day.
_WESTERN_DATE: Final = (
    r"(?:(?:published|posted|updated|on)[: ]{1,2})?(?:[A-Z][a-z]{2,8}\.? [0-3]?[0-9](?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}"
    r"|[0-3]?[0-9] [A-Z][a-z]{2,8}\.? (?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9])"
)
_WESTERN_BYLINE = re.compile(
    rf"(?:(?:Written|Posted|Story|Words) )?[Bb][Yy]:? [A-ZÀ-Þ][^\s,|•·–—@0-9]*(?: (?:and|with|&|de|van|von|der|[A-ZÀ-Þ][^\s,|•·–—@0-9]*)){{0,5}}"
    rf"(?:[ ,|•·–—-]{{1,3}}{_WESTERN_DATE})?(?:[ ,|•·–—-]{{1,3}}[0-9]{{1,2}} min(?:ute)?s? read)?"
)


def is_furniture_name(names: str) -> bool:
    """Whether one of some classes and ids, in lower case and with spaces between, says that its element holds no article text.

    >>> is_furniture_name("share-bar"), is_furniture_name("article-content")
    (True, False)
    """
    return FURNITURE_WORDS.search(" " + names) is not None


def is_foreign_name(names: str) -> bool:
    """Whether one of some classes and ids says comments or consent, which may be longer than the article.

    >>> is_foreign_name("comments-area"), is_foreign_name("commentary")
    (True, False)
    """
    return FOREIGN_WORDS.search(" " + names) is not None


def is_body_name(names: str) -> bool:
    """Whether one of some classes and ids names its element as one that holds a text. It outweighs furniture beside it.

    >>> is_body_name("article-content"), is_body_name("sidebar")
    (True, False)
    """
    return BODY_WORDS.search(" " + names) is not None


def is_legal_line(text: str) -> bool:
    """Whether a line speaks of copyright, licences or complaints rather than of the subject.

    >>> is_legal_line("Copyright © 2008 Example. All Rights Reserved"), is_legal_line("他研究版权史。")
    (True, False)
    """
    if len(text) >= 600 or _LEGAL_SIGN.search(text) is None:
        return False
    cues = _LEGAL_CUES_IN_LATIN if text.isascii() else _LEGAL_CUES
    lower = text.lower()
    for cue in cues:  # twice as fast as any(), and every line of a page comes here
        if cue in lower:
            return _LEGAL.search(text) is not None
    return False


def _may_begin_with(text: str, beginnings: frozenset[str]) -> bool:
    """Whether a line that begins with two ASCII letters begins with one of some pairs; True for any other line."""
    start = text[:2]
    return not (start.isascii() and start.isalpha()) or start.lower() in beginnings


_IMPRINT = re.compile("(?:本站|网站)?(?:主办|承办|主管|维护|建设|运维|技术支持)(?:单位|方)?[:：]")
_PLACES_OF_IMPRINT = re.compile(
    "地址[:：]|邮政?编码?[:：]|电话[:：]|传真[:：]|邮箱[:：]|标识码|公网安备|ICP备|技术支持[:：]"
)


def is_imprint_line(text: str) -> bool:
    """Whether a line tells who keeps up the site and where to find him: it begins with that, and gives two ways to reach him.

    >>> is_imprint_line("主办：云溪县人民政府办公室 地址：解放路18号 邮编：671000")
    True
    >>> is_imprint_line("主办单位：县文化馆 承办单位：县图书馆 地址：文化路2号")
    False
    """
    if len(text) > 200 or _IMPRINT.match(text) is None:
        return False
    return len({found[0][:2] for found in _PLACES_OF_IMPRINT.finditer(text)}) >= 2


def opens_tail(text: str) -> bool:
    """Whether a line is the heading of what follows an article: neighbours, comments, subscription.

    >>> opens_tail("相关阅读："), opens_tail("相关部门回应")
    (True, False)
    """
    if len(text) > 40 or text[:1] not in TAIL_BEGINNINGS:
        return False
    if not _may_begin_with(text, _LATIN_TAIL_BEGINNINGS):
        return False
    found = _TAIL.match(text)
    return found is not None and len(text) - found.end() <= 12


def opens_related(text: str) -> bool:
    """Whether a line is the heading of a list of neighbour articles.

    >>> opens_related("推荐阅读"), opens_related("网友评论")
    (True, False)
    >>> opens_related("往期回顾"), opens_related("更多溪城新闻"), opens_related("更多的人看了新闻")
    (True, True, False)
    """
    if len(text) > LONGEST_HEADER or text[:1] not in RELATED_BEGINNINGS:
        return False
    if _OF_LIST.fullmatch(text.strip(" \u3000\xa0\t")) is not None:
        return True
    return is_related_header(text) or (opens_tail(text) and _NEIGHBOURS.search(text) is not None)


def is_share_line(text: str) -> bool:
    """Whether a line is nothing but buttons for sharing, printing or changing the size of the type.

    >>> is_share_line("分享到：微信好友　朋友圈"), is_share_line("打印尺寸"), is_share_line("扫一扫就能看到票价")
    (True, False, False)
    >>> is_share_line("大"), is_share_line("字体大小：A- A+ 打印预览")
    (False, True)
    """
    if not 1 < len(text) <= 80 or not (text[0] in _SHARE_BEGINNINGS or text[0].isspace()):
        return False
    return _may_begin_with(text, _LATIN_SHARE_BEGINNINGS) and _SHARE.fullmatch(text) is not None


def is_navigation_line(text: str) -> bool:
    """Whether a line shows the way through the site: breadcrumb, previous and next article, the pages of this one.

    >>> is_navigation_line("当前位置：首页 > 新闻"), is_navigation_line("上一篇：春耕"), is_navigation_line("首页改版")
    (True, True, False)
    >>> is_navigation_line("1 2 3 下一页"), is_navigation_line("共 5 页"), is_navigation_line("第5页")
    (True, True, False)
    """
    text = text.lstrip(" \u3000\xa0<«‹")
    if len(text) > 160:
        return False
    if text[:1] in _NAVIGATION_BEGINNINGS and _NAVIGATION.match(text) is not None:
        return True
    return "页" in text and _TURNS.search(text) is not None and _PAGER.fullmatch(text) is not None


def is_player_line(text: str) -> bool:
    """Whether a short line belongs to a video player, an advertisement or a "read on" button.

    >>> is_player_line("广告"), is_player_line("广告业去年下滑了一成")
    (True, False)
    """
    if len(text) > 40 or text[:1] not in _PLAYER_BEGINNINGS:
        return False
    return _may_begin_with(text, _LATIN_PLAYER_BEGINNINGS) and _PLAYER.match(text) is not None


def is_byline(text: str) -> bool:
    """Whether a short line states time, source or author of an article rather than telling anything.

    >>> is_byline("2026-02-03 21:46 来源：河畔晚报"), is_byline("2026年2月3日，桥通车了。")
    (True, False)
    >>> is_byline("By Ada Lovelace, Dec 3, 2025"), is_byline("By noon the rain had stopped")
    (True, False)
    """
    if text[:8].lower().find("by") >= 0 and len(text) <= 120 and _WESTERN_BYLINE.fullmatch(text):
        return True
    if len(text) > 120 or "。" in text or "！" in text or "？" in text:
        return False
    if _DATE.search(text) is None and _BYLINE_WORDS.match(text) is None:
        return False
    rest = _BYLINE_WORDS.sub("", _DATE.sub("", text))
    return len(text) - len(rest) >= 4 and len(rest) <= 50
