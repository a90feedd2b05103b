"""Whether a sentence is written or spoken, by what stands around a place in it."""

from __future__ import annotations

import re

_REACH = 100  # characters on each side that a sentence is looked for in
_SENTENCE_END = re.compile(r"[。！？!?；;…\n]")
# Words of conversation. 我国 and 我们 are written too.
_TALK = re.compile(
    r"吗|(?<![酒网贴书话])吧|啊|呀|嘛|哦|哟|呗|咱|俺|嗯|哈哈|(?<!迷)[你您](?![还也]?(?:可以?|需|应|将|必须|能))|(?<![自无忘本敌唯])我(?![们国市省区县校院军党社司局部方站行馆厂])|甭|啥|咋|谢谢|各位|同学们|朋友们|直播间|"
    r"(?<![笔])挺(?![拔身进立])|好像|有请"
)
# 一般来说 is no speech, and neither is what ends in 学问, 通道 or 思想.
_SPEECH = r"(?:(?<![来话])说|(?<![演宣来])讲|(?<![学疑访顾慰])问|(?<![知通街频渠管轨河跑报之])道|答|笑|喊|叫|(?<![思理梦感联构猜妄幻设])想|想了想|告诉[^，,。]{1,4}|补充|插话|回忆|坦言)(?:[：:，,]|着?说[：:，,])?"
_SPEECH_BEFORE = re.compile(rf"{_SPEECH}$")
_SPEECH_BEHIND = re.compile(r"[，,]?[^，。！？,.!?]{0,8}?(?:说|问|道|答|笑|喊|叫|想|讲)")
# 说明：, 提示： and their like label what is written; other words before a colon name who speaks.
_LABEL = re.compile(r"(?:^|[。！？!?；;，,\n])([^。！？!?；;，,\n：:]{1,12})[：:]$")
_WRITTEN_LABEL = re.compile(
    r"说明|备注|附注|注|注意|提示|总结|小结|结论|补充|其他|其它|要点|优点|缺点|特点|要求|条件|建议"
)
_OPENING, _CLOSING = '“「『"', '”」』"'


def is_written(text: str, start: int, end: int) -> bool:
    """Whether the sentence around `text[start:end]` is written: no question, no quoted speech, no word of conversation.

    The place itself does not count, nor does a 呢: the rules that ask are about those.

    >>> text = "工期缩短了。除了这些以外呢，成本也降低了。"
    >>> is_written(text, 6, 13)
    True
    >>> is_written("老人说：“除此之外呢，就是多走走路。”", 5, 10)
    False
    """
    before, behind = _sentence_before(text, start), text[end : end + _REACH]
    stop = _SENTENCE_END.search(behind)
    rest = behind[: stop.start()] if stop else behind
    if stop and stop[0] in "？?":
        return False
    if _TALK.search(before) or _TALK.search(rest):
        return False
    return not (_is_labelled(text, start) or _is_quoted_speech(text, start, rest, behind))


def _sentence_before(text: str, start: int) -> str:
    before = text[max(0, start - _REACH) : start]
    ends = [found.end() for found in _SENTENCE_END.finditer(before)]
    return before[ends[-1] if ends else 0 :]


def _is_labelled(text: str, start: int) -> bool:
    """Whether a colon or a verb of speech stands right before, quotation marks aside."""
    before = text[max(0, start - _REACH) : start].rstrip(_OPENING + " 　")
    if _SPEECH_BEFORE.search(before):
        return True
    label = _LABEL.search(before)
    return before.endswith(("：", ":")) and not (label and _WRITTEN_LABEL.search(label[1]))


def _is_quoted_speech(text: str, start: int, rest: str, behind: str) -> bool:
    before = text[max(0, start - _REACH) : start].rsplit("\n", 1)[-1]
    opened = max(before.rfind(mark) for mark in _OPENING)
    if opened < 0 or any(mark in before[opened + 1 :] for mark in _CLOSING):
        return False
    if _SPEECH_BEFORE.search(before[:opened]) or before[:opened].endswith(("：", ":")):
        return True
    closed = min((place for mark in _CLOSING if (place := behind.find(mark)) >= 0), default=-1)
    return closed >= 0 and _SPEECH_BEHIND.match(behind, closed + 1) is not None
