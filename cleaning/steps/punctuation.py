"""Half-width marks in Chinese context, and marks that stand twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

_HAN = "㐀-䶿一-鿿豈-﫿"
# What closes a Chinese unit on the left of a mark: Han, or a Chinese quote or bracket.
_LEFT = f"{_HAN}”’」』》〉）】％"
_MARKS = {
    ",": ("，", "punct.comma"),
    ":": ("：", "punct.colon"),
    ";": ("；", "punct.semicolon"),
    "!": ("！", "punct.exclamation"),
    "?": ("？", "punct.question"),
}
# Left Han; or left a word, number, per cent sign or bracket that a Chinese sentence goes on behind.
_MARK = re.compile(f"(?<=[{_LEFT}])[,:;!?]|(?<=[0-9A-Za-z%)\"'])[,:;!?](?= ?[{_HAN}“‘「『《（])")
_STOP = re.compile(f"(?<=[{_LEFT}])\\.(?=$|\n|[ 　]*[{_HAN}“‘「『《（]|[”’」』）])(?<!\\.\\.)", re.MULTILINE)
_ENDS_WITH_STOP = re.compile(f"[{_LEFT}]\\.[”’」』）]*$")
_CLAUSE_BEFORE = re.compile(r"[^，。！？；：、,!?;:.\n]*$")
# What is written with half-width marks for its own sake: smileys, entities, "C:盘", "key: 值" at the head of a line.
_SMILEY = re.compile(r"[:;]-?[()DPp](?![0-9A-Za-z])")
_ENTITY = re.compile(r"&(?:amp;){0,3}#?[0-9A-Za-z]{2,8}$")
_DRIVE = re.compile(r"(?<![0-9A-Za-z])[A-Z]$")
_KEY = re.compile(r"^[ \t]*[A-Za-z_][\w.-]*$", re.ASCII)
# Characters that names from other languages are written with; a stop between two of them divides a name.
_NAMES = frozenset(
    "阿艾安奥巴白贝本比彼宾波伯布查达丹道德迪蒂丁杜多恩尔法菲费芬弗夫福盖戈格古哈汉赫亨霍基吉加简杰卡凯坎柯科克肯库拉莱兰雷李里丽莉利林琳卢鲁路"
    "伦罗洛马玛麦曼梅蒙米密莫姆穆纳娜南内尼妮诺帕佩彭皮普奇乔琼丘让瑞若萨塞桑沙莎尚史斯索苏塔泰汤唐特图托瓦威韦维温文沃乌西希夏肖谢辛休雅亚扬叶伊"
    "依尤约泽詹兹"
)
_SHORTEST_CLAUSE = 5  # characters before a stop inside a line: "报告.最终版" and "例子.中国" are names
_LONGEST_BRACKET = 80
_BRACKET = re.compile(r"[()\[\]\n]")
# Three stops and more are somebody's ellipsis.
_DOUBLED = re.compile(r"(?<!([，。、；：]))([，。、；：])\2(?!\2)|[，、；][ ]?。(?!。)")
_ADDRESS = re.compile(r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+", re.ASCII)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Full-width forms for marks in Chinese context; times, ratios, numbers, addresses and code stay."""
    text = ledger.fields[field]
    kept = _Spans([*_addresses(text), *_code_lines(ledger, field, text)])
    proposals = [*_single_marks(text), *_bracket_pairs(text), *_doubled_marks(text)]
    return _disjoint([p for p in proposals if context.on(p.rule) and not kept.hold(p.start)])


class _Spans:
    """Stretches of a text that stay as they are; they may overlap."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        spans = sorted(spans)
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def hold(self, place: int) -> bool:
        """Whether a place lies in one of them."""
        number = bisect_right(self._starts, place)
        return number > 0 and place < self._ends[number - 1]


def _single_marks(text: str) -> list[Proposal]:
    proposals = []
    for found in _MARK.finditer(text):
        mark, place = found[0], found.start()
        if mark in ":;" and _is_no_mark_of_a_sentence(text, place):
            continue
        full, rule = _MARKS[mark]
        proposals.append(Proposal(rule, place, place + 1, full))
    proposals += [Proposal("punct.full-stop", place, place + 1, "。") for place in _stops(text)]
    return proposals


def _is_no_mark_of_a_sentence(text: str, place: int) -> bool:
    """Whether a colon or semicolon belongs to an address, a smiley, an entity, a drive or a key."""
    if text.startswith("://", place) or _SMILEY.match(text, place):
        return True
    if not text[place - 1].isascii():
        return False  # what the others end with
    near = max(place - 40, 0)
    before = text[max(text.rfind("\n", near, place) + 1, near) : place]
    if text[place] == ";":
        return _ENTITY.search(before) is not None
    return _DRIVE.search(before) is not None or (
        text.startswith(" ", place + 1) and _KEY.match(before) is not None
    )


def _stops(text: str) -> list[int]:
    """Half-width full stops that end a Chinese sentence.

    One inside a line counts only where the line writes its stops so, and not where it divides a foreign name or stands
    behind a word or two.
    """
    places = []
    start = 0
    for line in text.split("\n"):
        if "." in line:
            found = [stop.start() for stop in _STOP.finditer(line)]
            inner = [place for place in found if place + 1 < len(line) and line[place + 1] not in "”’」』）"]
            style = _ENDS_WITH_STOP.search(line) is not None or len(inner) > 2
            kept = {place for place in inner if not (style and _ends_a_sentence(line, place))}
            places += [start + place for place in found if place not in kept]
        start += len(line) + 1
    return places


def _ends_a_sentence(line: str, place: int) -> bool:
    clause = _CLAUSE_BEFORE.search(line, max(0, place - 80), place)
    long_enough = clause is not None and place - clause.start() >= _SHORTEST_CLAUSE
    return long_enough and not (line[place - 1] in _NAMES and line[place + 1 : place + 2] in _NAMES)


def _bracket_pairs(text: str) -> list[Proposal]:
    proposals = []
    for start, end in _pairs(text):
        left = text[start - 1 : start]
        chinese = re.search(f"[{_HAN}]", text[start + 1 : end]) is not None
        if re.match(f"[{_LEFT}，。；：]", left) or (chinese and not re.match(r"[A-Za-z_\]]", left)):
            proposals.append(Proposal("punct.brackets", start, start + 1, "（"))
            proposals.append(Proposal("punct.brackets", end, end + 1, "）"))
    return proposals


def _pairs(text: str) -> list[tuple[int, int]]:
    """The pairs of half-width brackets within a line, nested ones too; "(0,1]" opens and closes nothing."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        mark, place = found[0], found.start()
        if mark == "\n":
            opened.clear()
        elif mark in "([":
            opened.append((mark, place))
        elif opened:
            opening, start = opened.pop()
            if opening + mark == "()" and 1 < place - start <= _LONGEST_BRACKET:
                pairs.append((start, place))
    return pairs


def _doubled_marks(text: str) -> list[Proposal]:
    return [Proposal("punct.doubled", m.start(), m.end(), m[0][-1]) for m in _DOUBLED.finditer(text)]


def _addresses(text: str) -> list[tuple[int, int]]:
    if "://" not in text and "www." not in text and "@" not in text:
        return []
    return [found.span() for found in _ADDRESS.finditer(text)]


def _code_lines(ledger: Ledger, field: str, text: str) -> list[tuple[int, int]]:
    if field != "text" or not any(line.kind == "code" for line in ledger.lines):
        return []
    spans, start = [], 0
    for line, content in zip(ledger.lines, text.split("\n"), strict=True):
        if line.kind == "code":
            spans.append((start, start + len(content)))
        start += len(content) + 1
    return spans


def _disjoint(proposals: list[Proposal]) -> list[Proposal]:
    chosen: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda p: (p.start, -p.end)):
        if not chosen or proposal.start >= chosen[-1].end:
            chosen.append(proposal)
    return chosen
