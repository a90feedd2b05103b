"""Codes of characters that were left in a text: entities of HTML, and the escapes of scripts, addresses and mails."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final, NamedTuple

from cleaning.ledger import Ledger, Proposal
from cleaning.mojibake import weight
from cleaning.steps import Context

RULES: Final = frozenset(("encoding.entity", "encoding.escape"))
"""The rules this carries out: where none of them is asked for, it is not asked."""

_HAN = re.compile("[\u3400-\u9fff]")
# Asked before any pattern: a search for a fixed string costs a hundredth of one.
_SIGNS: Final = ("&", "#", "＆", "nbsp", "quo;", "quo；", "mdash", "hellip", "middot")
_AMP = "[&＆](?:amp[;；])*"
# Names that browsers take without a semicolon and that end no word of an address: &sect in ?id=3&section=2 does.
_NAMES = "nbsp|ensp|emsp|ldquo|rdquo|lsquo|rsquo|laquo|raquo|mdash|ndash|hellip|middot|bull|quot|times|deg|amp|lt|gt"
_ENTITY = re.compile(
    rf"{_AMP}#[xX]?[dD][89a-bA-B][0-9a-fA-F]{{2}}[;；]{_AMP}#[xX]?[dD][c-fC-F][0-9a-fA-F]{{2}}[;；]"
    rf"|{_AMP}#5[56][0-9]{{3}}[;；]{_AMP}#5[67][0-9]{{3}}[;；]"
    rf"|{_AMP}#(?:[0-9]{{1,7}}|[xX][0-9a-fA-F]{{1,6}})(?:[;；]|(?![0-9A-Za-z=]))"
    rf"|{_AMP}[A-Za-z][A-Za-z0-9]{{1,24}}[;；]"
    rf"|{_AMP}(?:{_NAMES})(?![A-Za-z=;；])"
    r"|(?<![0-9A-Za-z&＆#/=:])#(?:[0-9]{4,5}|[xX][0-9a-fA-F]{3,4})[;；]"
    r"|(?<![A-Za-z&＆=/])(?:nbsp|ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot)[;；]"
)
_GATE = re.compile(r"[&＆]|#[0-9xX]|(?:nbsp|quo|mdash|hellip|middot)[;；]")
# Half of a tag says less than the whole of it does.
_TAG = re.compile(rf"{_AMP}lt[;；]/?[A-Za-z][A-Za-z0-9]{{0,9}}[ ]?/?{_AMP}gt[;；]")
_SPACES: Final = frozenset("\t\n\r\xa0\u2002\u2003\u2004\u2005\u2007\u2009\u200a")
_UNSEEN: Final = frozenset("\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_MARKUP: Final = frozenset("&<>")
_WITHOUT_AMPERSAND: Final = frozenset("“”‘’–—…•·°×℃　、。〈〉《》「」『』【】〔〕")

# What speaks of codes anywhere in a line; what does so right before or behind one; and what does so only where the code
# stands as a word of its own between the two.
_TOPIC = re.compile(
    r"实体|實體|转义|轉義|标记语言|標記語言|字符引用|源码|源代码|原始碼|语法|乱码|亂碼|残码|正则|编码|編碼|解码|解碼|\b(?:X?HTML|XML|URL|Unicode|ASCII|escape|JSON|JavaScript|UTF-?8|curl|print)|字符串",
    re.IGNORECASE,
)
_WRITTEN_AS = re.compile(
    r"(?:[写寫]作|[写寫]成|[写寫]为|[写寫]|输入|輸入|(?:写法|代码|名称|记号|实体名)[是为]|换成|換成|替换成?|查找|删除|显示为|显示|顯示|表示为|名为|变成|改[成为]|叫做?|敲|打出|得到|常见|出现|看到|看见|见到|遇到|保留)[：:]?\s*[“‘\"'`「]?$"
)
_STANDS_FOR = re.compile(
    r"[”’\"'`」]?\s*(?:表示|代表|相当于|等于|等价|对应|即可|就是|代替|符号|符號|字符|字元|会被|会把|会变|的意思|说明|的写法|写法|是(?:一[个种]|不|空|左|右|乘|版权|注册|小于|大于|指|换行|什么|啥|和的)|来(?:表示|代替|显示)|显示成|读作|被)"
)
_JOINED_BEFORE = re.compile(r"(?:[用把将將以如和与與或及]|里的|中的|这里的)\s*$")
_JOINED_BEHIND = re.compile(r"\s*(?:[和与與或及、，。]|$)")
_TYPED = re.compile(r"(?:[用以敲打]|输入|輸入|键入)\s*$")
_WHAT_FOR = re.compile(r"\s*(?:打出|才[行能可]|就[行能可]|可以|即可|代替|替代|显示|得到|来)")
_USED = re.compile(r"[用以由]\s*$")
_QUOTED = re.compile(r"[“‘\"'`「]$")
_UNQUOTED = re.compile(r"[”’\"'`」]")

_ESCAPE = re.compile(
    r"(?:%u[0-9A-Fa-f]{4})+"
    r"|(?:\\u[0-9A-Fa-f]{4}){2,}"
    r"|(?<![0-9A-Za-z])(?:u[4-9][0-9A-Fa-f]{3}){2,}(?![0-9A-Za-z])"
    r"|(?:%[0-9A-Fa-f]{2}){3,}"
    r"|(?:\\x[0-9A-Fa-f]{2}){6,}"
    r"|(?:=[0-9A-F]{2}){6,}"
)
_ESCAPE_GATE = re.compile(r"%u?[0-9A-Fa-f]{2}|\\[ux][0-9A-Fa-f]{2}|u[4-9][0-9A-Fa-f]{3}u|=[0-9A-F]{2}=")
# What an address, a path, a class of a pattern or a piece of code goes on with.
_IN_CODE_BEFORE = re.compile(r"[0-9A-Za-z/=?&.:_#@\[\\(\"'`“-]$")
_IN_CODE_BEHIND = re.compile(r"[0-9A-Za-z/=?&_#@\])\"'`”-]")
_IN_ADDRESS = re.compile(r"(?:://|www\.|\?[0-9A-Za-z_]+=)[!-~]*$")
_ADDRESS_BACK = 300  # characters before a code that may be the address it stands in


class _Code(NamedTuple):
    start: int
    end: int
    text: str


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Write out what codes stand for; lines that speak of codes show them on purpose and stay."""
    text = ledger.fields[field]
    proposals: list[Proposal] = []
    if context.on("encoding.entity") and any(sign in text for sign in _SIGNS) and _GATE.search(text):
        for start, line in _prose(ledger, field, text, _GATE):
            proposals += [
                Proposal("encoding.entity", start + code.start, start + code.end, code.text)
                for code in _entities(line)
            ]
    if context.on("encoding.escape") and any(sign in text for sign in "%\\u=") and _ESCAPE_GATE.search(text):
        for start, line in _prose(ledger, field, text, _ESCAPE_GATE):
            proposals += [
                Proposal("encoding.escape", start + code.start, start + code.end, code.text, 0.95)
                for code in _escapes(line)
            ]
    return proposals


def _prose(ledger: Ledger, field: str, text: str, gate: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The lines that may hold a code by mistake, with their places: no code, and nothing that speaks of codes."""
    start = 0
    for number, line in enumerate(text.split("\n")):
        if gate.search(line) and not _TOPIC.search(line):
            code = field == "text" and bool(ledger.lines) and ledger.lines[number].kind == "code"
            if not code:
                yield start, line
        start += len(line) + 1


def _entities(line: str) -> list[_Code]:
    """The entities of a line and their characters, or none where one of them is what the line is about."""
    codes = []
    tags = [found.span() for found in _TAG.finditer(line)]

    def tagged(place: int) -> bool:
        return any(start <= place < end for start, end in tags)

    for found in _ENTITY.finditer(line):
        start, end = found.span()
        plain = _character(found[0])
        if plain is None or _IN_ADDRESS.search(line[max(0, start - _ADDRESS_BACK) : start]):
            continue
        if found[0].startswith("#") and not _told_without_ampersand(line, start, end, plain):
            continue
        if _is_topic(line, start, end, plain):
            return []
        if plain in _MARKUP and (tagged(start) or not _stands_between(line, start, end)):
            continue
        codes.append(_Code(start, end, plain))
    return codes if _HAN.search(line) or any(_HAN.match(code.text) for code in codes) else []


def _character(entity: str) -> str | None:
    """The one character an entity stands for, however often it was escaped, as text has it; None for nothing of use."""
    body = entity.lstrip("&＆").replace("；", ";").replace("＆", "&")
    while body.startswith("amp;") and body != "amp;":
        body = body[4:].lstrip("&")
    if not body.startswith("#") and f"{body.rstrip(';')};" not in html5:
        return None
    plain = html.unescape(f"&{body.rstrip(';')};") if "&" not in body else _pair(body)
    if plain in _SPACES:
        return " "
    if plain in _UNSEEN:
        return ""
    return (
        plain
        if plain == "\u3000" or (len(plain) == 1 and plain.isprintable() and plain != "\ufffd")
        else None
    )


def _pair(body: str) -> str:
    """The character of two surrogates: "#55357;&#56832;" is how some systems write an emoji."""
    codes = [
        int(n[1:], 16) if n[0] in "xX" else int(n, 16 if n[0] in "dD" else 10)
        for n in re.findall(r"#(\w+)", body)
    ]
    return b"".join(code.to_bytes(2, "big") for code in codes).decode("utf-16-be", "replace")


def _told_without_ampersand(line: str, start: int, end: int, plain: str) -> bool:
    """Whether "#8220;" without its & is a code and no number: a mark of Chinese text, or Han in a row of such."""
    if _HAN.match(plain) and line[start + 1] not in "xX":
        return line[start - 1 : start] in (";", "；") or line[end : end + 1] == "#"
    if line[start + 1] not in "xX" and line[start - 1 : start] in (" ", ""):
        return False
    return (
        plain == " "
        or plain in _WITHOUT_AMPERSAND
        or _HAN.match(plain) is not None
        or "\uff01" <= plain <= "\uff5e"
    )


def _is_topic(line: str, start: int, end: int, plain: str) -> bool:
    before, behind = line[max(0, start - 8) : start], line[end : end + 8]
    if _QUOTED.search(before) and _UNQUOTED.match(behind):
        return True
    if plain == " " and (_ENTITY.match(line, end) or before.endswith(";")):
        return False  # a row of spaces is a gap
    if _STANDS_FOR.match(behind) and plain not in "”’》〉」…—。！？":
        return True
    if _WRITTEN_AS.search(before) and not _HAN.match(behind):
        return True
    if _TYPED.search(before) and _WHAT_FOR.match(behind):
        return True
    if plain == "&" and _USED.search(before):
        return True
    set_off = before.endswith(" ") and behind.startswith(" ")
    return _JOINED_BEFORE.search(before) is not None and (set_off or _JOINED_BEHIND.match(behind) is not None)


def _stands_between(line: str, start: int, end: int) -> bool:
    """Whether words touch a sign of markup on both sides, or Han a space away: set off, &lt; is what a text shows."""
    if line[start - 1 : start].isalnum() and line[end : end + 1].isalnum():
        return True
    left, right = line[max(0, start - 2) : start], line[end : end + 2]
    return bool(_HAN.match(left) and left.endswith(" ") and right.startswith(" ") and _HAN.match(right[1:]))


def _escapes(line: str) -> Iterator[_Code]:
    for found in _ESCAPE.finditer(line):
        start, end = found.span()
        if _IN_CODE_BEFORE.search(line[max(0, start - 1) : start]) or _IN_CODE_BEHIND.match(line, end):
            continue
        plain = _unescaped(found[0])
        han = len(_HAN.findall(plain)) if plain else 0
        touches = _HAN.search(line[max(0, start - 1) : start] + line[end : end + 1]) is not None
        if plain and han >= (1 if touches else 2) and weight(plain) <= 14:
            yield _Code(start, end, plain)


def _unescaped(code: str) -> str | None:
    """What an escape says: code points in hexadecimal, or bytes of UTF-8 or GBK."""
    if code[0] == "u" or code[1] == "u":
        points = [int(n, 16) for n in re.findall("u([0-9A-Fa-f]{4})", code)]
        plain = b"".join(point.to_bytes(2, "big") for point in points).decode("utf-16-be", "replace")
        return plain if plain.isprintable() and "\ufffd" not in plain else None
    data = bytes(int(n, 16) for n in re.findall("[0-9A-Fa-f]{2}", code.replace("\\x", " ")))
    for encoding in ("utf-8", "gbk"):
        try:
            plain = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return plain if plain.isprintable() else None
    return None
