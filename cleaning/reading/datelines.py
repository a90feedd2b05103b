"""Names without a label: the dateline that opens a report, the signature that closes it, the line under a title.

新华社北京2月3日电（记者林晚）   【河畔報／記者林晚／台北報導】   河畔晚报 林晚 2026-02-03   ……（林晚）
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from cleaning.reading.dates import may_date
from cleaning.reading.people import is_chinese_name, split_names

_REPORTER = re.compile(r"(?:记者|記者|通讯员|通訊員|特派员|实习生|撰文[:：]?)[  　]?[【\[(（]?")
# Names up to the next such word; 记者林晚 实习生周渡.
_NAMES = re.compile(
    r"(?:(?!记者|記者|通讯员|通訊員|特派员|实习生)[\u4e00-\u9fff\U00020000-\U000323af]){2,16}(?:[  　、，,](?:(?!记者|記者|通讯员|通訊員|特派员|实习生)[\u4e00-\u9fff\U00020000-\U000323af]){2,4}(?![\u4e00-\u9fff\U00020000-\U000323af])){0,4}"
)
# What stands behind the names of reporters in the same run of characters.
_AFTER_NAMES = re.compile(
    r"(?:报道|報導|摄影|攝影|摄|攝|文$|图|通讯员|实习生|记者|記者|电|專訪|专访|综合|從|从|在|"
    # 記者林晚台北3日電 names the place without a mark.
    r"(?:台北|臺北|新北|桃園|台中|臺中|台南|臺南|高雄|基隆|新竹|苗栗|彰化|南投|雲林|嘉義|屏東|宜蘭|花蓮|台東|臺東|澎湖|金門|"
    r"香港|北京|上海|東京|紐約|華盛頓|綜合|連線)).*",
    re.S,
)
_SLASHES = re.compile(
    r"[【〔（(\[]?(?P<value>[^【】〔〕（）()\[\]。]{2,40}?(?:[／╱/][^【】〔〕（）()\[\]。]{2,24}){1,3})(?:[】〕）)\]]|報導|报道|$)"
)
# A photograph's reporter does not sign the article.
_PHOTOGRAPHER = re.compile(r"[  　]?[/／]?(?:摄|攝|翻摄|翻攝|拍)")
_BRACKETED = re.compile(
    r"[（(【〔](?P<value>[^（()）【】〔〕]{2,20}[／╱/][^（()）【】〔〕]{2,14}(?:報導|报道))[）)】〕]"
)
# 〔河畔社〕 opens the text of a medium.
_OPENING_MEDIUM = re.compile(r"^[\s　]*[〔【\[（(](?P<value>[^〔〕【】\[\]（()）/／╱]{3,12})[〕】\]）)]")
# 文/林晚 closes it.
_TEXT_BY = re.compile(
    r"(?:^|[。！？!?”」…\s　])[（(]?文[/／:：][  　]?(?P<value>[\u4e00-\u9fff\U00020000-\U000323af]{2,4}(?:[  　、][\u4e00-\u9fff\U00020000-\U000323af]{2,4}){0,2})[）)]?\s*$"
)
# A name of no known family counts in brackets at the very end: pen names and given names sign there.
_PEN_NAME = re.compile(
    r"[。！？!?”」…][  　]?[（(](?P<value>[\u4e00-\u9fff\U00020000-\U000323af]{2,3})[）)]\s*$"
)
_NO_PEN_NAME = re.compile(
    r"[完续續图圖上中下转轉载載文字照略注終终篇节節]$|^(?:本|据|據|全|未|待|见|見|摘|编|編|责|責|来|來|原|翻|综|記|记|资|資|如|左|右|笑|掌|鼓|点|點)|[报報网網社刊台线線电電]$"
)
# In brackets at the end of a paragraph, behind its last sentence, or in a line of their own; 水量（万方） heads a column.
_SIGNATURE = re.compile(
    r"(?:^|[。！？!?”」』…）)；;][  　\xa0]{0,3}|^[\u4e00-\u9fff\U00020000-\U000323af]{2,10}[报報社网網者员台])[（(](?:[文图圖]/?[:： ]?)?(?P<value>[\u4e00-\u9fff\U00020000-\U000323af]{2,9}?(?:[  　、][\u4e00-\u9fff\U00020000-\U000323af]{2,4}){0,3})(?:报道|報導)?[  　]?[）)]\s*$"
)
_NO_SIGNATURE = re.compile(r"图$|圖$|照$|^(?:万[人吨方元亩]|文明|时任|祝融|高清.?|全文|全图)$")
_MEDIUM = re.compile(
    r"^[\u4e00-\u9fff\U00020000-\U000323afA-Za-z0-9·《》.-]{1,14}(?:网|網|报|報|社|刊|杂志|雜誌|新闻|新聞|传媒|傳媒|日报|周刊|晚报|在线|频道|电视台|電視台|广播|廣播|电台|之声|卫视|融媒体?|通讯|财经|音乐|娱乐|体育|客户端|中心|(?<!首次)(?<!正式)(?<!今日)(?<!公开)(?<!最新)(?<!联合)(?<!独家)(?<!重磅)(?<!权威)(?<!信息)(?<!政策)(?<!官方)(?<!原创)发布)[》]?$"
)
_NO_MEDIUM = re.compile(
    r"(?:举报|舉報|汇报|海报|情报|预报|简报)$|订阅|訂閱|关注|關注|点击|點擊|查看|进入|進入|更多|搭乘|下载|下載|返回|手机|手機|网友|網友|分享|推荐|推薦|热点|相关|时间|時間|日期|学院新闻|行业|首页"
)
# A full name in Latin letters, and the date and its label beside it.
_WESTERN_NAME = re.compile(
    r"[A-ZÀ-Þ][a-zà-ÿ'’-]+(?: [A-Z]\.?)?(?: (?:de|van|von|der|la|\([A-Z][a-z]+\)))* [A-ZÀ-Þ][A-Za-zà-ÿ'’-]+(?: [A-ZÀ-Þ][a-zà-ÿ'’-]+)?"
)
_NO_WESTERN_NAME = re.compile(
    r"\b(?:About|Ago|All|And|Back|Best|Blog|Blogs|Book|Business|By|Care|Case|Company|Contact|Customer|Data|Digital|Fact|For|Free|Full|"
    r"Get|Group|Guide|Guides|Health|Help|Home|How|Insights|Jump|Last|Learn|Life|Login|Media|Menu|Min|Minutes|More|New|News|Now|Our|Please|Post|Posts|"
    r"Privacy|Product|Published|Read|Reading|Related|Report|Resources|Review|Reviews|Sales|Search|Security|See|São|System|Services|Share|Sign|Skip|Social|Staff|Stories|Story|"
    r"Subscribe|Team|Tech|Technology|Terms|The|This|Time|Tips|To|Top|Travel|Update|Updated|Video|View|Watch|Web|What|Why|With|World|Your|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_WESTERN_DATE = re.compile(
    r"(?:(?:Published|Posted|Updated|Last Updated|on)[:\s]*)*(?:[A-Z][a-z]{2,8}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}|[0-9]{1,2} [A-Z][a-z]{2,8}\.? [0-9]{4})"
)
_SEPARATOR = re.compile(r"[  　、，,]")
_SPACE = re.compile(r"[\s　\xa0|｜]+")
_CLOCK_BEFORE = re.compile(
    r"^(?:(?:19|20)[0-9]{2}[-年/.][0-9]{1,2}[-月/.][0-9]{1,2}日?)?(?:[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?)?"
)
# Elements that touch each other: 河畔日报2026-02-03.
_DATE_BEHIND = re.compile(r"(?<=[一-鿿])(?:19|20)[0-9]{2}[-年/.][0-9]{1,2}[-月/.][0-9]{1,2}日?$")
_GAPS = re.compile(r"[|｜／╱/–—-]+")
_BRACKETS = "【】〔〕（）()[]《》:：·• "


class Signed(NamedTuple):
    """The persons and the medium that sign, None where nobody does."""

    author: str | None = None
    source: str | None = None


def read_datelines(opening: Sequence[str], closing: Sequence[str], unsigned: Container[str] = ()) -> Signed:
    """Who signs in the first lines of the article, else in its last ones.

    In `unsigned` lines, which are headings and cells of tables, brackets hold units and notes and no names.

    >>> read_datelines(["【河畔報／記者林晚／台北報導】今天入春以來最冷。"], [])
    Signed(author='林晚', source='河畔報')
    >>> read_datelines([], ["河水退了，船又开了。（林晚）"]).author
    '林晚'
    """
    author: str | None = None
    source: str | None = None
    above_prose = True
    for line in opening:
        above_prose = above_prose and len(line) <= 40
        signed = _slashes(line[:60])
        author = (
            author
            or signed.author
            or _reporters(line)
            or (_alone(line) if above_prose and line not in unsigned else None)
        )
        source = source or signed.source or _opening_medium(line)
    last = ""
    for line in [*opening, *closing]:
        if author is None and line:
            author = _bracketed(line) or (None if line in unsigned else _signature(line)) or _text_by(line)
    for line in closing:
        author = author or _reporters(line)
        last = line if len(line) > 20 else last
    if author is None and last and (found := _PEN_NAME.search(last[-12:])):
        author = None if _NO_PEN_NAME.search(found["value"]) else found["value"]
    return Signed(author, source)


def read_unlabelled(lines: Iterable[str], sites: Container[str] = ()) -> Signed:
    """Who signs in the short lines under a title, where media and persons stand side by side without a label.

    `sites` are names that are media although they do not look like it.

    >>> read_unlabelled(["河畔晚报 林晚 2026-02-03 21:46"])
    Signed(author='林晚', source='河畔晚报')
    """
    author: str | None = None
    source: str | None = None
    for line in lines:
        if len(line) > 70:
            continue
        for word in _SPACE.split(line):
            # A name that holds a hyphen is one name where it looks like a medium.
            whole = _DATE_BEHIND.sub("", _CLOCK_BEFORE.sub("", word)).strip(_BRACKETS)
            for part in (whole,) if _MEDIUM.match(whole) else _GAPS.split(whole):
                part = part.strip(_BRACKETS).removeprefix("记者").removeprefix("記者")
                if author is None and is_chinese_name(part):
                    author = part
                elif source is None and (
                    (_MEDIUM.match(part) and not _NO_MEDIUM.match(part)) or part.split("[")[0] in sites
                ):
                    source = part.split("[")[0]
    return Signed(author, source)


def read_dated_name(lines: Sequence[str]) -> str | None:
    """The person whose name stands beside a date without a label, in the line of the date or the one before or after.

    >>> read_dated_name(["Ada Lovelace", "March 9, 2024"]), read_dated_name(["Ada Lovelace Published: March 9, 2024"])
    ('Ada Lovelace', 'Ada Lovelace')
    >>> read_dated_name(["Ada Lovelace", "Contact us"]) is None
    True
    """
    dated = [len(line) <= 60 and may_date(line) for line in lines]
    for number, line in enumerate(lines):
        if len(line) <= 60 and any(dated[max(number - 1, 0) : number + 2]):
            name = _WESTERN_DATE.sub("", line).strip(" ·•|,–—-") if dated[number] else line.strip()
            if _WESTERN_NAME.fullmatch(name) and not _NO_WESTERN_NAME.search(name):
                return name
    return None


def _alone(line: str) -> str | None:
    """The persons of a line that holds nothing but their names."""
    line = line.strip(_BRACKETS + "　\xa0")
    return line if 2 <= len(line) <= 4 and is_chinese_name(line) else None


def _opening_medium(line: str) -> str | None:
    found = _OPENING_MEDIUM.match(line)
    return found["value"] if found and _MEDIUM.match(found["value"]) else None


def _bracketed(line: str) -> str | None:
    if "報導" not in line and "报道" not in line:
        return None
    for found in _BRACKETED.finditer(line):
        if signed := _slashes(found["value"]).author:
            return signed
    return None


def _text_by(line: str) -> str | None:
    found = _TEXT_BY.search(line[-24:]) if "文" in line[-16:] else None
    return "、".join(split_names(found["value"])) or None if found else None


def _slashes(line: str) -> Signed:
    found = _SLASHES.match(line)
    if not found:
        return Signed()
    author: str | None = None
    source: str | None = None
    for part in re.split("[／╱/]", found["value"]):
        part = part.strip(_BRACKETS)
        name = part.removeprefix("記者").removeprefix("记者").strip()
        if author is None and (names := split_names(name)):
            author = "、".join(names)
        elif source is None and _MEDIUM.match(part):
            source = part
    return Signed(author, source) if author else Signed()


def _reporters(line: str) -> str | None:
    if "者" not in line and "员" not in line and "生" not in line and "撰文" not in line:
        return None
    names: list[str] = []
    line = line[:160] if len(line) > 320 else line
    for found in _REPORTER.finditer(line):
        match = _NAMES.match(line, found.end())
        if match is None or _PHOTOGRAPHER.match(line, match.end()):
            continue
        value = match[0]
        whole = split_names(value)
        if "".join(whole) != _SEPARATOR.sub("", value):
            cut = _AFTER_NAMES.sub("", value)
            if value[len(cut) :].startswith(("摄", "攝")) and value[len(cut) + 1 : len(cut) + 2] not in "影":
                continue
            if value[len(cut) :] in ("摄", "攝") or cut.endswith("翻"):
                continue
            whole = split_names(cut)
        names.extend(whole)
    return "、".join(dict.fromkeys(names)) or None


def _signature(line: str) -> str | None:
    line = line.strip()
    if not line.endswith(("）", ")")):
        return None
    # A long line has its beginning out of sight, where a line of its own may begin.
    found = _SIGNATURE.search(line if len(line) <= 40 else "，" + line[-40:])
    if found is None or _NO_SIGNATURE.search(found["value"]):
        return None
    return "、".join(split_names(found["value"])) or None
