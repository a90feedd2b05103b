"""Where the article lies among the lines of a whole page of which only the text is left (WET records, dumps of browsers).

Each line has a worth: what prose it holds, or what a line of a menu, a list or a notice costs. The stretch of lines with
the largest sum is the article. A dump that holds hardly anything else is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from cleaning.reading.chrome import chrome_of
from cleaning.reading.furniture import (
    is_legal_line,
    is_navigation_line,
    is_player_line,
    is_share_line,
    opens_tail,
)
from cleaning.reading.titles import fold

# Found on the text of 620 labelled pages; the optima are flat. Lengths are in Chinese characters, three Latin letters each.
_COST: Final = 12
_NOTICE: Final = 80
_SHORTEST_SENTENCE, _SHORTEST_WRAPPED, _SHORTEST_CLAUSE, _SHORTEST_ENDED = 12, 15, 40, 8
_LONGEST: Final = 400
# Text is wrapped where most of its lines are nearly as long as the longest, and that is no paragraph.
_FULL: Final = 0.8
_WIDEST: Final = 60
_SHORTEST_TITLE: Final = 6
_LEAST_BELOW: Final = 0.3
_CLAUSE: Final = 0.7
# So many lines that are no prose around the stretch make a page of a dump.
_LEAST_AROUND: Final = 12
# A stretch with less than this is the longest teaser of a list.
_LEAST_TEXT: Final = 60

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_CHINESE: Final = 0.3
_CLAUSES = re.compile(r"[。！？；，]|[,.;!?](?=\s|$)")
# A sentence that ends within the line and another that begins: so look lines of text that was wrapped.
_GOES_ON = re.compile(r"[。！？；].|[.!?;]\s+\S")
_MENU = re.compile(
    r"(?:[\w·]{0,6}首页|设为首页|加入收藏|收藏本站|登[录錄陆]|注册|註冊|联系我们|聯絡我們|关于我们|關於我們|网站地图|友情链接|帮助中心|"
    r"意见反馈|隐私政策|服务条款|home|log ?in|sign (?:in|up)|register|contact(?: us)?|about(?: us)?|site ?map|privacy(?: policy)?)",
    re.I,
)
_ENDED = re.compile(r"[。！？!?…；;：:.][”’」』）)\"'》\]0-9]*$")


class Stretch(NamedTuple):
    """The lines of the article, from `first` to before `end`, and what they are worth: roughly its characters of prose.

    `title` is the line above it that the first line of the page repeats, where crawls put the title of the document.
    """

    first: int
    end: int
    worth: float
    title: int | None = None


def find_stretch(lines: Sequence[str]) -> Stretch | None:
    """The stretch of the article in a page of lines, or None where the lines are no whole page: then all of them count.

    >>> menu = ["首页", "新闻", "社会", "专题", "图片", "论坛"] * 2
    >>> text = ["河水涨到了第三级石阶，村里人把船都系牢了。", "水位", "等着雨停下来再出去，老人说几十年没有见过这样的水。"] * 3
    >>> find_stretch([*menu, *text, *menu])[:2], find_stretch(text)
    ((12, 21), None)
    """
    worths = [_worth(line) for line in lines]
    best = _best(worths, 0)
    title = _title(lines)
    if title is not None:
        # What stands above the title belongs to something else, unless hardly anything stands below it.
        below = _best(worths, title + 1)
        if below.worth >= _LEAST_BELOW * best.worth:
            best = below._replace(title=title)
    best = _with_wrapped_lines(best, lines)
    around = [*range(best.first), *range(best.end, len(lines))]
    is_page = sum(worths[place] < 0 for place in around) >= _LEAST_AROUND
    # A text may end with a list of its own; a menu, a notice or a list of neighbours is no text's.
    return best if is_page and any(_is_of_a_site(lines[place]) for place in around) else None


def _best(worths: Sequence[float], start: int) -> Stretch:
    """The stretch of the largest sum from a line on."""
    best = Stretch(start, start, 0.0)
    first, total = start, 0.0
    for number in range(start, len(worths)):
        if total <= 0:
            first, total = number, 0.0
        total += worths[number]
        if total > best.worth:
            best = Stretch(first, number + 1, total)
    return best


def _with_wrapped_lines(stretch: Stretch, lines: Sequence[str]) -> Stretch:
    """The stretch with the full lines beside it, where its text is wrapped: no sentence needs to end in them."""
    lengths = [len(line) for line in lines[stretch.first : stretch.end]]
    width = max(lengths, default=0)
    full = range(int(_FULL * width), width + 1)
    if not width or width > _WIDEST or sum(length in full for length in lengths) < _FULL * len(lengths):
        return stretch
    first, end = stretch.first, stretch.end
    while first > 0 and len(lines[first - 1]) in full:
        first -= 1
    while end < len(lines) and len(lines[end]) in full:
        end += 1
    return stretch._replace(first=first, end=end)


def _title(lines: Sequence[str]) -> int | None:
    """The line that says what the first line begins with, before the names of section and site."""
    head = fold(lines[0]) if lines else ""
    keys = ((number, fold(line)) for number, line in enumerate(lines[1:], 1))
    return next(
        (number for number, key in keys if len(key) >= _SHORTEST_TITLE and head.startswith(key)), None
    )


def is_text(stretch: Stretch) -> bool:
    """Whether a stretch holds enough prose to be an article, and not the summary of an entry of a list."""
    return stretch.worth >= _LEAST_TEXT


def is_notice(line: str) -> bool:
    """Whether a line is a way through the site, a button or a player, wherever it stands.

    >>> is_notice("上一篇：春耕"), is_notice("春耕开始了。")
    (True, False)
    """
    return (
        is_navigation_line(line) or is_share_line(line) or is_player_line(line) or chrome_of(line) is not None
    )


def _is_of_a_site(line: str) -> bool:
    """Whether a line stands on pages of sites and in no text: an entry of their menus, a notice, a button."""
    return _MENU.fullmatch(line) is not None or is_notice(line) or is_legal_line(line) or opens_tail(line)


def _worth(line: str) -> float:
    if is_notice(line) or is_legal_line(line) or opens_tail(line):
        return -_NOTICE
    chinese = len(_HAN.findall(line)) > _CHINESE * len(line)
    length = len(line) if chinese else len(line) / 3
    clauses = len(_CLAUSES.findall(line))
    is_ended = _ENDED.search(line) is not None
    if clauses and is_ended and length >= _SHORTEST_SENTENCE:
        return min(length, _LONGEST)
    is_wrapped = length >= _SHORTEST_WRAPPED and (clauses > 1 or _GOES_ON.search(line) is not None)
    if is_wrapped or (clauses and length >= _SHORTEST_CLAUSE):
        return _CLAUSE * min(length, _LONGEST)
    return 0.0 if is_ended and length >= _SHORTEST_ENDED else -_COST
