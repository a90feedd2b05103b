"""Flags: what is wrong with a published text that no rule may repair, because the right text cannot be known from it.

A flag is a measurement over one article; it changes nothing. Whoever uses the data decides what to do with the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from cleaning.article import Article
from cleaning.lost import lost_text

_HAN = re.compile("[㐀-鿿]")

# Prose without marks: a mark stands in every ten to fifteen characters of ordinary text. Lines of poems and lists are shorter.
_MARKS = re.compile("[，。！？；：、,.!?;:…—“”（）()《》「」]")
_SHORTEST_BARE = 60
_LEAST_BARE = 120
_PER_MARK = 60

# What forums put between lines against copying ("; d* k4 p1 }8 m- T"), and letters or spaces strewn between characters.
_JAMMED = re.compile(r"(?<![!-~])(?:[!-~]{1,2} ){5,40}[!-~]{1,2}(?![!-~])")
_SIGNS = re.compile("[^0-9A-Za-z ]")
_STREWN = re.compile("(?<=[一-鿿])[a-z0-9](?=[一-鿿])")
_SPACED = re.compile("[一-鿿](?P<gap>[ .·*_|~-])(?:[一-鿿](?P=gap)){8,}[一-鿿]")
_LEAST_JAMMED = 3
_LEAST_STREWN = 8
_LEAST_DIFFERENT = 5
_STREWN_SHARE = 0.02
_LEAST_SPACED = 20

# What a page says where its text is cut: how much is left, or what one must do to read all of it. 登录后查看全部评论 says
# nothing of the text, 打开APP查看更多精彩内容 nothing of this one.
_WALL = "登[录陆錄入]|注册|註冊|购买|購買|付费|付費|订阅|訂閱|开通|開通|会员|會員|VIP|解锁|解鎖|[Aa][Pp][Pp]|客户端|客戶端"
_ALL = (
    "[全原]文|(?:剩余|剩餘|余下|餘下|完整|全部)的?(?:[内內]容|正文|部分|章[节節]|文章)|完整版|"
    "(?:继续|繼續)(?:阅读|閱讀|查看|浏览|瀏覽)"
)
_LEFT = "(?:剩余|剩餘|还剩|還剩|还有|還有|余下|餘下)[ ]?[0-9]{1,3}[ ]?%[ ]?(?:的?(?:[内內]容|正文|文章|部分)|未[读讀])?"
_HIDDEN = (
    "^[（(【]?(?:以下|此处|此處|后续|後續|剩余|剩餘|隐藏|隱藏|本帖隐藏)的?[内內]容[^。！？，\n]{0,4}(?:需|须|須|要)[^。！？\n]{0,10}"
    "(?:付费|付費|登[录陆錄入]|回复|回覆|购买|購買|订阅|訂閱|会员|會員|解锁|解鎖|关注|VIP)[^。！？\n]{0,8}(?:查看|阅读|閱讀|可见|可見|浏览|瀏覽)"
)
_ONLY = "[^。！？\\n]{0,12}(?:仅|僅|只)(?:可|能|可以)(?:免费)?(?:阅读|查看|试读|閱讀|試讀|浏览)前?[ ]?[0-9]{1,3}[ ]?%"
_TAIL = rf"[。！!…\s>»↓∨▼)）】\]]*(?:(?:{_WALL}|立即|马上)\s*){{0,6}}$"
_READ_ON = re.compile(
    rf"(?:{_WALL})[^。！？!?\n]{{0,12}}?(?:{_ALL}){_TAIL}|^{_LEFT}(?:$|[，,。\s]+(?![，,。\s的])[^。！？\n]{{0,6}}(?:{_WALL}))|"
    rf"^(?:试读|試讀)(?:已|到此)?(?:结束|結束)|{_HIDDEN}|{_ONLY}"
)
_READ_ON_WHOLE = re.compile(
    rf"{_HIDDEN}[。！]?$|{_ONLY}|(?:{_LEFT}|(?:试读|試讀)(?:已|到此)?(?:结束|結束))(?:$|[，,。\s]+(?![，,。\s的])[^。！？\n]{{0,6}}(?:{_WALL}))"
)
_LONGEST_READ_ON = 60
_LAST_LINES = 2
_OF_OTHERS = ("read.title", "read.related")

_LEAST_HEADINGS = 3
_SHORTEST_PHRASE = 4
_STUFFED_SHARE = 0.6


class Flag(msgspec.Struct, frozen=True):
    """One thing that is wrong with a text: its name, how often it was found, and the same in words."""

    name: str
    count: int
    detail: str


def flags_of(article: Article) -> tuple[Flag, ...]:
    """What is wrong with a repaired article, in the order of `NAMES`; none for a sound one, and for a page that is none.

    >>> from cleaning.article import Article, Block
    >>> flags_of(Article(blocks=(Block("paragraph", "本馆周一锟斤拷锟斤拷开放。"),)))
    (Flag(name='lost_characters', count=1, detail='characters are lost in 1 place'),)
    >>> flags_of(Article(blocks=(Block("paragraph", "本馆周一闭馆，其余各日照常开放。"),)))
    ()
    """
    if article.dropped is not None or not article.blocks:
        return ()
    found = (measure(article) for measure in _MEASURES.values())
    return tuple(flag for flag in found if flag is not None)


def _no_punctuation(article: Article) -> Flag | None:
    bare = whole = lines = 0
    for block in article.blocks:
        if block.kind in ("paragraph", "list_item", "quote"):
            han = len(_HAN.findall(block.text)) if len(block.text) >= _SHORTEST_BARE else 0
            whole += han
            if han >= _SHORTEST_BARE and len(_MARKS.findall(block.text)) * _PER_MARK < han:
                bare += han
                lines += 1
    if bare < _LEAST_BARE or 2 * bare < whole:
        return None
    return Flag("no_punctuation", lines, f"{lines} lines with {bare} characters and hardly a mark")


def _lost_characters(article: Article) -> Flag | None:
    count = sum(len(lost_text(text)) for text in _texts(article))
    if not count:
        return None
    return Flag("lost_characters", count, f"characters are lost in {count} place{'s' if count > 1 else ''}")


def _inserted_noise(article: Article) -> Flag | None:
    jammed = spaced = han = 0
    strewn: list[str] = []
    for block in article.blocks:
        if block.kind == "code":
            continue
        text = block.text
        han += len(_HAN.findall(text))
        jammed += (
            sum(len(_SIGNS.findall(found[0])) > 2 for found in _JAMMED.finditer(text))
            if _HAN.search(text)
            else 0
        )
        strewn += _STREWN.findall(text)
        spaced += sum(len(found[0]) // 2 + 1 for found in _SPACED.finditer(text))
    told = []
    if jammed >= _LEAST_JAMMED:
        told.append(f"{jammed} strings of single signs")
    if len(strewn) >= max(_LEAST_STREWN, _STREWN_SHARE * han) and len(set(strewn)) >= _LEAST_DIFFERENT:
        told.append(f"{len(strewn)} letters between characters")
    if spaced >= _LEAST_SPACED:
        told.append(f"{spaced} characters set apart by spaces")
    if not told:
        return None
    return Flag("inserted_noise", jammed + len(strewn) + spaced, "; ".join(told))


def _keyword_stuffing(article: Article) -> Flag | None:
    headings = [block.text for block in article.blocks if block.kind == "heading"]
    if len(headings) < _LEAST_HEADINGS:
        return None
    phrase = _phrase_of(headings)
    if phrase is None:
        return None
    begun = sum(heading.startswith(phrase) for heading in headings)
    return Flag("keyword_stuffing", begun, f"{begun} of {len(headings)} headings begin with {phrase}")


def _phrase_of(headings: Sequence[str]) -> str | None:
    """What most headings begin with. Sorted, those with a common beginning stand in a row."""
    ordered = sorted(headings)
    least = max(_LEAST_HEADINGS, int(_STUFFED_SHARE * len(ordered) + 0.999))
    best = ""
    for first, last in zip(ordered, ordered[least - 1 :], strict=False):
        length = next(
            (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b),
            min(len(first), len(last)),
        )
        shared = first[:length]
        if len(_HAN.findall(shared)) >= _SHORTEST_PHRASE and len(shared) > len(best) and first != last:
            best = shared
    return best or None


def _mixed_script(article: Article) -> Flag | None:
    if article.metadata.script != "mixed":
        return None
    return Flag("mixed_script", 1, "Traditional and Simplified characters stand side by side on the page")


def _cut_short(article: Article) -> Flag | None:
    """Lines that are left out and ask to log in, to pay or to open an app for all of the text; few say it at its end."""
    left_out = [row.text.strip() for row in article.removed if row.rule not in _OF_OTHERS]
    last = [block.text.strip() for block in article.blocks[-_LAST_LINES:]]
    said = [line for line in left_out if len(line) <= _LONGEST_READ_ON and _READ_ON.search(line)]
    said += [line for line in last if len(line) <= _LONGEST_READ_ON and _READ_ON_WHOLE.match(line)]
    if not said:
        return None
    return Flag("cut_short", len(said), f"the page says that more follows: {said[0]}")


def _texts(article: Article) -> list[str]:
    return [article.title or "", *(block.text for block in article.blocks if block.kind != "code")]


_MEASURES: Final[dict[str, Callable[[Article], Flag | None]]] = {
    "no_punctuation": _no_punctuation,
    "lost_characters": _lost_characters,
    "inserted_noise": _inserted_noise,
    "keyword_stuffing": _keyword_stuffing,
    "mixed_script": _mixed_script,
    "cut_short": _cut_short,
}
NAMES: Final = tuple(_MEASURES)
"""The names of all flags."""
