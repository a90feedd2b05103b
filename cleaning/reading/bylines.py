"""What the lines around an article say about it: author, source, editor, time, views, rights.

Works on plain lines, so the same recognisers serve pages with markup and text dumps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from cleaning.article import Metadata
from cleaning.reading.dates import Moment, Stamp, day_near_address, may_date, moment_of, parse_date
from cleaning.reading.people import named_persons, persons, split_names

_GAP: Final = r"[  　\xa0]{0,3}"
# Words of labels are parts of names as well (上海发布, 中国作者协会): they end a value behind a gap, or where what only
# follows a label follows them. Words that no name holds end it anywhere.
_ANY_LABEL: Final = r"(?:作者|来源|來源|编辑|編輯|责编|責編|责任编辑|責任編輯|编审|校对|监制|审核|初审|终审|时间|時間|日期|发布|發布|提交|录入|通讯员|阅读|閱讀|浏览|点击|點擊|人气|字号|字体|评论|打印|分享|记者|原标题|文章来源|关键词|出处|出自|参与互动|我要|更新|摄影|美编|稿源|翻译|查看|点赞|复制|收藏|大 ?中 ?小|举报|版权)"
_SURE_LABEL: Final = r"(?:责编|責編|责任编辑|責任編輯|初审|终审|通讯员|字号|字体|原标题|文章来源|关键词|参与互动|我要|点赞|大 ?中 ?小|(?<=发布)(?:微信|公众号|官微|客户端)|【|\[|（)"
_GLUED_LABEL: Final = (
    rf"(?:{_ANY_LABEL}(?:时间|時間|日期|人|者|单位|量|数|次数)?{_GAP}[:：]"
    r"|(?:编辑|編輯|编审|校对|监制|审核|美编|摄影|翻译|作者)[  ]?[/丨]"
    r"|(?:发布|發布|提交|录入|更新)(?:[于於]|(?:时间|時間|日期))[  　]?[0-9]"
    r"|(?:阅读|閱讀|浏览|点击|點擊|人气|评论|查看)(?:量|数|次数)?[  　]?[（(\[]?[0-9]"
    r"|(?:记者|記者)[  　]?[\u4e00-\u9fff\U00020000-\U000323af]{2,4}(?:$|[\s　|｜、，,/）)]))"
)
_STOP: Final = rf"(?=[  　\xa0]{{2,}}|[|｜/\]】）)>；;。\n]|$|[  　\xa0]?(?:19|20)[0-9]{{2}}[-年/.]|[  　\xa0]{_ANY_LABEL}|[  　\xa0]?(?:{_SURE_LABEL}|{_GLUED_LABEL}|[图圖摄攝影][  ]{{0,2}}[/|｜丨:：]))"
_AUTHOR = re.compile(
    rf"(?:作[ 　\xa0]{{0,4}}者|撰文|执笔|文字|(?<![\u3400-\u9fff\U00020000-\U000323af])文(?={_GAP}[/|｜丨])|记者|記者|本报记者|采写|供稿|编译|译者|撰稿(?:人)?|发布者|发帖人|发表人|楼主|博主|笔者|网名|Author){_GAP}[:：/|｜丨]{_GAP}(?P<value>(?:[^:：\s]{{1,12}}(?:记者|記者)[ 　]?)?[^:：]{{1,40}}?){_STOP}"
)
# 文/图 林晚, 图文：林晚: words and pictures are by the same hand.
_WORDS_AND_PICTURES = re.compile(
    r"(?<![\u3400-\u9fff\U00020000-\U000323af])(?:文字?[  　]?[/、|｜丨&和]?[  　]?(?:图片?|圖片?|摄影?|攝影?)|(?:图片?|圖片?|摄影?|攝影?)[  　]?[/、|｜丨&和]?[  　]?文字?)"
    rf"(?:{_GAP}[:：/|｜丨]{_GAP}|[  　\xa0]{{1,3}})(?P<value>[^:：]{{2,30}}?){_STOP}"
)
# In capitals names are told from what a sentence goes on with: by Ada Lovelace on Dec 16.
_WESTERN = re.compile(
    r"^(?i:(?:written |posted |words |story |article |reported |reviewed )?by)\s?[:：]?\s?"
    r"(?P<value>[A-ZÀ-Þ][^\s,|•·–—@0-9]*(?:\s(?:and|with|the|&|de|van|von|der|le|la|[A-ZÀ-Þ][^\s,|•·–—@0-9]*)){0,5}(?:\s?[0-9]{1,2},)?)"
)
_WESTERN_END = re.compile(
    r"\s?(?:Updated|Published|Posted|Reviewed|Last)(?=[A-Z\s]|$).*|\s?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?(?:\s?[0-9].*)$"
)
_WESTERN_NICKNAME = re.compile(r"^(?:posted |written )?by:?\s(?P<value>[\w.-]{3,24})$", re.I)
# A label with a line of its own, above that of the name.
_LABEL_ALONE = re.compile(
    r"\s*(?:written by|by|author|posted by|words by|作者|撰文|文|记者|記者)\s?[:：]?\s*$", re.I
)
_NAME_LIKE = re.compile(r"\s*(?:[A-ZÀ-Þ][a-zà-ÿ]|[\u3400-\u9fff\U00020000-\U000323af])")
# 作者 林晚 without a colon, at the end of its part of the line.
_UNCOLONED = re.compile(
    r"(?:^|[|｜\s　/】》\]]|专栏|特约)作者[  　\xa0]{0,3}(?P<value>[\u4e00-\u9fff\U00020000-\U000323af]{2,4}(?:[  　、][\u4e00-\u9fff\U00020000-\U000323af]{2,4}){0,3})(?:$|[|｜】）)\s])"
)
# Forums and blogs: 本帖由南山客于2011年12月3日发表, 南山客 发表于 2011-12-03.
_POSTED = re.compile(
    r"(?:^|本[贴帖文](?:最后)?|主题|[|｜\s　])由[  　]?(?P<by>[^\s　，。,；;：:|]{2,20}?)[  　]?(?:[于於在@][  　]?)?(?:(?:19|20)[0-9]{2}[-年/.]|张贴|发表|发布|上传|貼|發表)"
    r"|发信人[:：]\s?(?P<sender>[\w.-]{2,20})"
    r"|[0-9]{2}:[0-9]{2}(?::[0-9]{2})?[  　]{1,2}(?P<after>[^\s　|：:（(]{2,20})[  　]{1,2}(?:阅读|浏览)[（(:：]"
    r"|^[  　]{0,3}(?P<before>[^\s　，。,；;：:|]{2,20})[  　]{1,2}(?:最新推荐文章)?[于於][\s　]?(?=(?:19|20)[0-9]{2}[-年/.].{6,24}[发發]布)"
    r"|^[  　]{0,3}(?P<first>[^\s　，。,；;：:|]{2,16})[  　]{1,2}(?:发表|发布|发贴|发帖|發表)[于於在]"
)
# A magazine before its reporter: 作者：《河畔》杂志记者 林晚.
_OF_MEDIUM = re.compile(
    r"《(?P<value>[^《》]{2,20})》(?:杂志|周刊|报)?[  　]?(?:特约|本刊)?(?:记者|記者|作者|专栏)"
)
_SOURCE = re.compile(
    rf"(?<![料片据據圖图])(?:(?:文章|信息|稿件|新闻|本文)?(?:来|來){_GAP}(?:源|自)|(?:发文|发布|公开|制发)机[关构]|(?:发布|供稿|发文|公开)(?:单位|部门)|出处|稿源|转自|转载自|Source){_GAP}[:：]{_GAP}[\[【(（「]?{_GAP}(?P<value>[^:：\[\]【】()（）]{{2,40}}?)[\]】)）」]?(?:(?=\u3000)|{_STOP})"
)
# | 来源 河畔晚报 | without a colon, between bars or before a date.
_BARE_SOURCE = re.compile(
    r"(?:^|[|｜][\s　]?)(?:来|來)源[\s　]{0,2}(?P<value>[^|｜:：\s　，。,自于]{2,20})[\s　]*(?=[|｜]|$|(?:19|20)[0-9]{2})"
)
# 2026-02-03 10:00 来自 河畔发布: behind a day, and neither a device nor the place of a visitor.
_DATED_SOURCE = re.compile(
    r"[0-9日][\s\u3000|｜·]{1,3}(?:来自|來自|转自)[:：\s\u3000]{0,2}(?P<value>[^|｜:：\s\u3000，。,]{2,20})(?=$|[\s\u3000|｜])"
)
_DEVICE_OR_PLACE = re.compile(
    r"(?:客户端|网页版?|手机|[Aa]ndroid|iPhone|iPad|HUAWEI|浏览器|APP|微博|超话|视频号)|^(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|中国|美国)[省市]?$"
)
_NO_SOURCE = re.compile(
    r"^(?:网络|網絡|網路|互联网|未知|不详|佚名|原创|转载|转载文章|本站原创|本站|网络整理|网上|网友|其他|其它|无|暂无)$|[=<>{}\"]|https?:"
)
_EDITOR = re.compile(
    rf"(?:责任编辑|責任編輯|责编|責編|(?:网络|本网|值班|执行|文字)?编辑|編輯|Editor){_GAP}[:：/丨]{_GAP}(?P<value>[^:：]{{1,30}}?){_STOP}"
)
_VIEWS = re.compile(
    r"(?:(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|访问|查看|热度)(?:量|次数|次數|数|數)?[  ]?[:：（(]?[  ]{0,2}(?P<after>[0-9][0-9,]{0,11}(?:\.[0-9]{1,2})?[万萬wk+]?)"
    r"|(?<![0-9:：.,/-])(?P<before>[0-9][0-9,]{0,11}(?:\.[0-9]{1,2})?[万萬wk]?)\+?[  ]?(?:次|人)?"
    r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|人气|views\b|reads\b)(?![量数:： ]{0,3}[0-9]))",
    re.I,
)
_RIGHTS = re.compile(
    r"(?:©|copyright|版权所有|版权归|版權所有|著作权(?!人|法|纠纷|问题|案)|著作權(?!人|法)|知识共享|许可协议|CC[ -]BY|Creative Commons|转载(?:请|须|需|时)|未经(?:授权|许可|允许|同意))",
    re.I,
)
_LABEL = re.compile(
    r"(?:文章|本文|信息|稿件)?(?:责任编辑|責任編輯|责编|编辑|編輯|作者|来源|來源|稿源|出处|转自|记者|記者|通讯员|撰文|摄影|审核|校对|监制|"
    r"(?:发布|發布|发表|更新|发稿|编发)?(?:时间|時間|日期)|发布者|发布|發布|更新|(?:阅读|閱讀|浏览|瀏覽|点击|點擊|访问|评论|人气)(?:量|次数|数)?|字号|字体)"
    r"[  　\xa0]?[:：][  　\xa0]?"
)
_MAY_STATE = re.compile("[0-9:：周期]")  # what no label and no date is without
_ENDS_SENTENCE = re.compile("[。！？!?]")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}\s?[-/.年]\s?[01]?[0-9]\s?[-/.月]\s?[0-3]?[0-9]日?|[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?"
    r"|[0-9]{1,9}\s?(?:次|人)?(?:阅读|浏览|点击|评论)|(?:星期|周)[一二三四五六日天]"
)
_BETWEEN_VALUES = re.compile(r"[\s　\xa0|｜/·,，;；、()（）\[\]【】:：-]+")
_TIME_LABEL = re.compile(
    r"(?:时间|時間|日期|发布|發布|发表|發表|更新|发稿|published|posted|updated)[  　\xa0]{0,2}(?:于|on|at)?[:：  　\xa0]",
    re.I,
)
# Cheap questions that most lines answer with no.
_MARK = re.compile("[者文编編译譯稿采撰执执供主笔名人Aa][^:：/|｜丨]{0,8}[:：/|｜丨]")
_WORDS_OF_SOURCE = re.compile("[来來]|出处|稿源|转自|ource|机[关构]|单位|部门")
_WORDS_OF_EDITORS = re.compile("[编編]|责|Editor")
_WORDS_OF_VIEWS = re.compile("[阅閱浏瀏点點人访查热]|[Vv]iews|[Rr]eads")
_WORDS_OF_RIGHTS = re.compile("[©版著知许转未]|[Cc]opyright|COPYRIGHT|CC|Creative")
_WORDS_OF_POSTS = re.compile("[发發张贴上貼]|本帖|阅读|浏览")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# A line that opens with the day of the update may name the first one behind it.
_UPDATED = re.compile(r"[^0-9]{0,12}(?:更新|修改|[Uu]pdated|[Mm]odified|UPDATED)")
_UPDATED_AT = re.compile(r"(?:更新|修改)(?:时间|時間|日期)?[于於]?[:：\s　]{1,3}(?=[0-9])")
_FIRST_PUBLISHED = re.compile(
    r"(?:发布|發布|发表|發表|建立|[Pp]ublished|PUBLISHED|[Pp]osted)[^0-9]{0,14}?(?=[0-9]|[A-Z][a-z]{2,8}\.? [0-9])"
)
_SENTENCE = re.compile(r"[。！？!?；;]|[，,].*[，,]")
_DATELINE = re.compile(r"^.{0,40}?(?:日|[0-9])[^。，,]{0,6}?(?:电|電|讯|訊|消息|报道|報導|综合)")
# 互联网，如有侵权请联系删除
_ASIDE = re.compile("[，,](?=如|若|请|侵|版权|转载|仅供)")
_FORBIDS = re.compile("不得|不准|不能|禁止|请勿|严禁|谢绝|勿|转载|使用|追究|必究|违者")
_FIRST_HERE = re.compile("(?:独家|獨家|首发|原创|授权)$")
_IS_OF_POSTING = re.compile(
    r"发布(?:微信|公众号|官微|客户端|[\s|，,）)\]】]*$|[\s　]+(?:(?:19|20)[0-9]{2}|作者|编辑|责))"
)
_HAN_GAP = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U000323af》])\s+(?=[\u3400-\u9fff\U00020000-\U000323af])"
)
_WITHOUT_NOTE = re.compile(r"[（(].*$|[\s_][A-Z]{1,3}[0-9]{2,5}$")
_FACTORS: Final = {"万": 10_000, "萬": 10_000, "w": 10_000, "k": 1_000}


class Byline(NamedTuple):
    """What some lines say; None where they say nothing."""

    author: str | None = None
    source: str | None = None
    editor: str | None = None
    published: Stamp | None = None
    views: int | None = None
    rights: str | None = None
    updated: Stamp | None = None


def read_bylines(lines: Iterable[str], moment: Moment | None = None) -> Byline:
    """The first value of each kind in the order of the lines; long lines are prose and are not looked at.

    >>> found = read_bylines(["2026-02-03 21:46  来源：河畔晚报  作者：林晚 周渡  阅读：1.2万"])
    >>> found.author, found.source, found.views
    ('林晚、周渡', '河畔晚报', 12000)
    """
    author = source = editor = rights = None
    published: Stamp | None = None
    updated: Stamp | None = None
    views: int | None = None
    written: Stamp | None = None
    labelled = False
    for line in lines:
        if not line or len(line) > 200:
            continue
        if labelled and author is None and len(line) <= 60 and _NAME_LIKE.match(line):
            author = named_persons(line)
        labelled = len(line) <= 12 and _LABEL_ALONE.match(line) is not None
        if source is None:
            source = _source(line)
        if editor is None and _WORDS_OF_EDITORS.search(line) and (match := _EDITOR.search(line)):
            editor = persons(_WITHOUT_NOTE.sub("", match["value"]), strict=False)
        if author is None:
            author = _author(line)
        if views is None:
            views = views_in(line)
        if published is None and may_date(line) and (dated := _dated_part(line)):
            if _UPDATED.match(dated):
                updated = updated or parse_date(dated, moment)
            elif "成文日期" in dated and "发布日期" not in dated:
                # Papers of offices are written before they are published, and say both.
                written = written or parse_date(dated, moment)
            else:
                published = parse_date(dated, moment)
        if updated is None and len(line) <= 120 and (later := _UPDATED_AT.search(line)):
            updated = parse_date(line[later.end() : later.end() + 40], moment)
        if rights is None and _WORDS_OF_RIGHTS.search(line) and (match := _rights(line)):
            # Behind other labels of a byline the notice is what follows them.
            rights = line[match.start() if _LABEL.match(line) else 0 :].strip()
    return Byline(author, source, editor, published or written, views, rights, updated)


def _dated_part(line: str) -> str:
    """The part of a line that may say when the article appeared: a sentence that speaks of a day does not.

    That is a line that makes no sentence and is short or labelled, what follows a label of time, or a dateline; 昨天 and
    2019年5月3日 are words of prose as well.
    """
    if _UPDATED.match(line) and (first := _FIRST_PUBLISHED.search(line)):
        return line[first.start() :]
    if "发布日期" in line and "成文日期" in line:
        return line[line.index("发布日期") :]
    if len(line) <= 60 and line[:3].lower() == "by " and _WESTERN.match(line):
        return line
    if not _SENTENCE.search(line) and (len(line) <= 60 or _LABEL.search(line)):
        return line
    if label := _TIME_LABEL.search(line):
        return line[label.start() :]
    opening = _DATELINE.match(line)
    return opening[0] if opening else ""


def closing_date(lines: Iterable[str], moment: Moment | None = None) -> Stamp | None:
    """When the article appeared as the lines below it say with a label; dates without one are of other articles.

    >>> closing_date(["下一篇 2026-01-01", "发表于 2026-02-03 21:46 | 评论(2)"])
    Stamp(iso='2026-02-03T21:46', precision='minute')
    """
    for line in lines:
        if len(line) <= 80 and _YEAR.search(line):
            label = _TIME_LABEL.search(line)
            if (label or _POSTED.search(line)) and (
                stamp := parse_date(line[label.start() if label else 0 :], moment)
            ):
                return stamp
    return None


def is_byline_line(text: str) -> bool:
    """Whether a whole line states time, source, author, editor or counts, and tells nothing.

    >>> is_byline_line("来源：河畔晚报"), is_byline_line("2026-02-03 20:10:00 阅读：128")
    (True, True)
    >>> is_byline_line("如何培养孩子的阅读习惯"), is_byline_line("2026年2月3日，桥通车了")
    (False, False)
    """
    text = text.strip()
    if not text or len(text) > 120 or not _MAY_STATE.search(text) or _ENDS_SENTENCE.search(text):
        return False
    rest = _DATE.sub(" ", text)
    dated = rest != text
    labels = _LABEL.findall(rest)
    if not (dated or (labels and _LABEL.match(text.lstrip("（([【")))):
        return False
    if not labels and ("，" in text or "," in text):
        return False
    values = [value for value in _BETWEEN_VALUES.split(_LABEL.sub("|", rest)) if value]
    return len(values) <= 2 + 2 * len(labels) and all(
        len(value) <= (20 if labels else 12) for value in values
    )


def byline_metadata(
    lines: Sequence[str], fetched_at: str | None, time_zone: str | None, url: str | None = None
) -> Metadata:
    """The same as article metadata, with `found` set to "byline"; the address may say the year of their dates."""
    moment = moment_of(fetched_at, time_zone)._replace(near=day_near_address(url) if url else None)
    found = read_bylines(lines, moment)
    values = {
        "author": found.author,
        "source": found.source,
        "editor": found.editor,
        "published_at": found.published.iso if found.published else None,
        "views": found.views,
        "rights": found.rights,
    }
    return Metadata(
        author=found.author,
        source=found.source,
        editor=found.editor,
        published_at=found.published.iso if found.published else None,
        published_precision=found.published.precision if found.published else None,
        views=found.views,
        rights=found.rights,
        found={name: "byline" for name, value in values.items() if value is not None},
    )


def said_by(line: str) -> tuple[tuple[str, str], ...]:
    """What a line that is about to be left out says of the article, as pairs of metadata field and value.

    >>> said_by("来源：河畔晚报,编辑：李然"), said_by("分享到朋友圈")
    ((('source', '河畔晚报'), ('editor', '李然')), ())
    """
    found = read_bylines([line])
    values = {"author": found.author, "source": found.source, "editor": found.editor, "rights": found.rights}
    return tuple((name, value) for name, value in values.items() if value)


def count(text: str) -> int | None:
    """A count as pages write it, or None.

    >>> count("1,204"), count("1.2万"), count("3k")
    (1204, 12000, 3000)
    """
    text = text.replace(",", "").rstrip("+").lower()
    factor = _FACTORS.get(text[-1:], 1)
    try:
        return int(float(text[:-1] if factor > 1 else text) * factor + 0.5)
    except ValueError:
        return None


def views_in(line: str) -> int | None:
    """The count of readers that a line names, or None.

    >>> views_in("2026-02-03 阅读 123"), views_in("1万阅读"), views_in("2026-02-03")
    (123, 10000, None)
    """
    match = _VIEWS.search(line) if _WORDS_OF_VIEWS.search(line) else None
    return count(match["after"] or match["before"]) if match else None


def _rights(line: str) -> re.Match[str] | None:
    """Where a line speaks of the rights in the article; who took a photograph stands behind a caption."""
    match = _RIGHTS.search(line)
    if match is None or (
        match.start() and match[0] == "©" and line[match.start() - 1] in "。！？" and not _YEAR.search(line)
    ):
        return None
    if match[0].startswith("未经") and not _FORBIDS.search(line, match.end()):
        return None
    return match


def _author(line: str) -> str | None:
    if (
        len(line) <= 80
        and "文" in line
        and (match := _WORDS_AND_PICTURES.search(line))
        and (found := named_persons(match["value"]))
        and "通讯员" not in line
    ):
        return found
    if _MARK.search(line):
        for labelled in _AUTHOR.finditer(line):
            # In a long line 记者： opens a question of an interview.
            if found := (persons if len(line) <= 80 else named_persons)(labelled["value"]):
                return found
    if "by" in line[:12].lower() and (match := _WESTERN.search(line) or _WESTERN_NICKNAME.search(line)):
        return persons(_WESTERN_END.sub("", match["value"]))
    if line.isascii():
        return None
    if "作者" in line and (match := _UNCOLONED.search(line)):
        return "、".join(split_names(match["value"])) or None
    if len(line) <= 80 and _WORDS_OF_POSTS.search(line) and (match := _POSTED.search(line)):
        return persons(_FIRST_HERE.sub("", next(filter(None, match.groups()))))
    return None


def _source(line: str) -> str | None:
    if _WORDS_OF_SOURCE.search(line):
        match = _SOURCE.search(line) or (len(line) <= 100 and _BARE_SOURCE.search(line)) or None
        value = _value(match["value"]) if match else None
        if match and value and _IS_OF_POSTING.match(line, match.end("value")):
            value += "发布"  # the name of an account, which ends where a label might begin
        if value and not _NO_SOURCE.search(value):
            return value
        dated = _DATED_SOURCE.search(line) if len(line) <= 80 else None
        if dated and not _DEVICE_OR_PLACE.search(dated["value"]):
            return dated["value"]
    if "》" in line and len(line) <= 60 and (match := _OF_MEDIUM.search(line)):
        return match["value"]
    return None


def _value(text: str) -> str | None:
    # Behind a gap stands what has no label: a place, a person.
    text = _ASIDE.split(text, maxsplit=1)[0]
    text = _HAN_GAP.split(text.strip().strip("-—·•|,， "))[0]
    return (text[1:-1] if text.startswith("《") and text.endswith("》") else text) or None
