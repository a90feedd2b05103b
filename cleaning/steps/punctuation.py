"""Half-width marks in Chinese context, and marks that stand twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

RULES: Final = frozenset(
    (
        "punct.comma",
        "punct.colon",
        "punct.semicolon",
        "punct.exclamation",
        "punct.question",
        "punct.full-stop",
        "punct.brackets",
        "punct.quotes",
        "punct.doubled",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

_HAN = "㐀-䶿一-鿿豈-﫿"
# What closes a Chinese unit on the left of a mark: Han, or a Chinese quote or bracket.
_LEFT = f"{_HAN}”’」』》〉）】％‰℃℉㎡㎥㎏"
_MARKS = {
    ",": ("，", "punct.comma"),
    ":": ("：", "punct.colon"),
    ";": ("；", "punct.semicolon"),
    "!": ("！", "punct.exclamation"),
    "?": ("？", "punct.question"),
}
_FOLLOWING = ("(", *_MARKS)
# Left Han; or left a word, number, per cent sign or bracket that a Chinese sentence goes on behind.
# The space that half-width marks are written with goes with them.
# The mark comes first and what stands before it second: so the search runs from mark to mark.
_BEHIND = f"[{_HAN}“‘「『《（]"
_MARK = re.compile(
    f"[,:;!?](?:(?<=[{_LEFT}][,:;!?])(?: (?={_BEHIND}))?|(?<=[！？][!?])"
    f"|(?<=[0-9A-Za-z%)\"'][,:;!?])(?:(?={_BEHIND})| (?={_BEHIND})))"
)
_WONDER = re.compile(
    f"\\?{{3,}}[{_HAN}]"
)  # may be what is left of characters that a wrong encoding threw away
_STOP = re.compile(f"\\.(?<=[{_LEFT}]\\.)(?=$|\n|[ 　]*[{_HAN}“‘「『《（]|[”’」』）])", re.MULTILINE)
_ENDS_WITH_STOP = re.compile(f"\\.(?<=[{_LEFT}]\\.)[”’」』）]*$")
_CLAUSE_BEFORE = re.compile(r"[^，。！？；：、,!?;:.\n]*$")
# What is written with half-width marks for its own sake: smileys, entities, "C:盘", "key: 值" at the head of a line.
_OPTION = re.compile(r"\?[\w:-]+\Z", re.ASCII)  # ?name? in a manual of Tcl
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
_FORMULA = re.compile(r"\b[A-Z][A-Z0-9_.]+ ?\([^()\n]{0,80};[^()\n]{0,80}\)", re.ASCII)
_BRACKET = re.compile(r"[()\[\]]")
_ROUND = re.compile(r"[()]")
_ONE_HAN = re.compile(f"[{_HAN}]")
_BEFORE_BRACKET = re.compile(f"[{_LEFT}，、。；：！？]")
_CALLED = re.compile(r"[A-Za-z_\]]")  # a function, an index
_NUMBERS = re.compile(r"[-+0-9. ]+(?:,[-+0-9. ]+)+")  # a point, an interval
# Two or three marks in a row, of either width. More are somebody's ellipsis, or a drawing.
_ANY = "，。、；：！？,.;:!?…"
_RUN = re.compile(f"[{_ANY[:-1]}](?: ?[{_ANY[:-1]}]){{1,2}}(?! ?[{_ANY}])")
_BEFORE_RUN = frozenset(_ANY)
_NEAR = 400
_MOST_DOUBLED_STOPS = 3  # a line with so many is somebody's manner of writing
_FULL = {",": "，", ".": "。", ":": "：", ";": "；", "!": "！", "?": "？"}
_HALF = {full: half for half, full in _FULL.items()}
_RULE_OF = {"。": "punct.full-stop", **dict(_MARKS.values())}
# A line with these is code, or speaks of it: its quotation marks are part of it.
_CODE = re.compile(r"[{}<>=$\\`]")
_QUOTED = re.compile("\"([^\"\n]{1,200})\"|(?<![0-9A-Za-z])'([^'\n]{1,80})'(?![0-9A-Za-z])")
_PAIR_OF_DATA = re.compile('": ?"')  # "name":"李明"
_OPENED = re.compile(r"[0-9A-Za-z_/.+-][ ]?\Z|[A-Za-z0-9_]\(\Z")
_LAST_STOP = re.compile(f"[{_HAN}][：:，,]?[ ]?[0-9A-Za-z][0-9A-Za-z%+#:/.-]{{0,14}}(?<![.:/-])\\.$")
_ABBREVIATION = re.compile(
    "(?:No|no|vs|etc|Co|Ltd|Inc|St|Mr|Dr|al|cf|Vol|vol|Fig|fig|pp?|ed|eds|approx)\\.$|(?<![A-Za-z0-9])[A-Za-z]\\.$"
)
_SHORTEST_SENTENCE = 8
_ADDRESS = re.compile(r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+", re.ASCII)


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Full-width forms for marks in Chinese context; times, ratios, numbers, addresses and code stay."""
    text = ledger.fields[field]
    kept = _Spans([*_addresses(text), *_formulas(text), *_code_lines(ledger, field, text)])
    proposals = [*_single_marks(text), *_bracket_pairs(text), *_doubled_marks(text, context), *_quotes(text)]

    def wanted(proposal: Proposal) -> bool:
        return context.on(proposal.rule) and not kept.hold(proposal.start)

    chosen = _disjoint([p for p in proposals if wanted(p)])
    return [*chosen, *_followers(text, chosen, wanted)]


def _followers(text: str, chosen: Sequence[Proposal], wanted: Callable[[Proposal], bool]) -> list[Proposal]:
    """What stands right behind a mark that becomes full-width, and is in Chinese context by that alone: 表明(1)(2)(3).

    Each makes the next one follow: found here they are one step, where round after round would find one of them each.
    """
    ends = [p for p in chosen if p.after and text[p.end : p.end + 1] in _FOLLOWING]
    if not ends:
        return []
    closing = dict(_pairs(text)) if any(text[p.end] == "(" for p in ends) else None
    taken = {place for p in chosen for place in range(p.start, p.end)}
    found: list[Proposal] = []
    waiting = [(p.end, p.after[-1]) for p in reversed(ends)]
    while waiting:
        place, left = waiting.pop()
        if place in taken:
            continue
        if text[place : place + 1] == "(":
            closing = dict(_pairs(text)) if closing is None else closing
            end = closing.get(place)
            if end is None or not _BEFORE_BRACKET.match(left) or _NUMBERS.fullmatch(text, place + 1, end):
                continue
            marks = [
                Proposal("punct.brackets", place, place + 1, "（"),
                Proposal("punct.brackets", end, end + 1, "）"),
            ]
        else:
            mark = _MARK.match(left + text[place : place + 3], 1)
            if mark is None or _is_said_otherwise(text, place):
                continue
            full, rule = _MARKS[mark[0][0]]
            marks = [Proposal(rule, place, place + len(mark[0]), full)]
        for each in filter(wanted, marks):
            if taken.isdisjoint(range(each.start, each.end)):
                found.append(each)
                taken.update(range(each.start, each.end))
                waiting.append((each.end, each.after))
    return found


def _is_said_otherwise(text: str, place: int) -> bool:
    """Whether a mark behind one of a Chinese sentence is none of it: part of a smiley, or what an encoding left."""
    if text[place] == "?":
        return _WONDER.match(text, place) is not None
    return text[place] in ":;" and (text.startswith("://", place) or _SMILEY.match(text, place) is not None)


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
        if mark[0] == "?" and (_WONDER.match(text, place) or _OPTION.search(text, max(place - 40, 0), place)):
            continue
        if mark[0] in ":;" and _is_no_mark_of_a_sentence(text, place):
            continue
        full, rule = _MARKS[mark[0]]
        proposals.append(Proposal(rule, place, found.end(), full))
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
            places += [start + place for place in _last_stop(line)]
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
        if _NUMBERS.fullmatch(text, start + 1, end):
            continue
        chinese = _ONE_HAN.search(text, start + 1, end) is not None
        if _BEFORE_BRACKET.match(left) or (chinese and not _CALLED.match(left)):
            proposals.append(Proposal("punct.brackets", start, start + 1, "（"))
            proposals.append(Proposal("punct.brackets", end, end + 1, "）"))
    return proposals


def _pairs(text: str) -> list[tuple[int, int]]:
    """The pairs of half-width brackets within a line, nested ones too; "(0,1]" opens and closes nothing."""
    pairs: list[tuple[int, int]] = []
    place = end = -1
    while (place := text.find("(", end + 1)) >= 0:
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        if end < 0:
            end = len(text)
        if text.find(")", place, end) >= 0:
            pairs += _pairs_in_line(text, start, end)
    return pairs


def _pairs_in_line(text: str, line: int, end: int) -> Iterator[tuple[int, int]]:
    opened: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text, line, end):
        mark, place = found[0], found.start()
        if mark in "([":
            opened.append((mark, place))
        elif opened:
            opening, start = opened.pop()
            if opening + mark == "()" and 1 < place - start <= _LONGEST_BRACKET:
                yield start, place


def _last_stop(line: str) -> list[int]:
    """The stop at the end of a Chinese sentence whose last word is a number or a Latin one."""
    found = _LAST_STOP.search(line) if line.endswith(".") else None
    if found is None or len(line) < _SHORTEST_SENTENCE or _ABBREVIATION.search(line, max(len(line) - 8, 0)):
        return []
    return [len(line) - 1]


def _quotes(text: str) -> list[Proposal]:
    """Straight quotation marks around Chinese, where all of a line come in pairs."""
    if '"' not in text and "'" not in text:
        return []
    proposals: list[Proposal] = []
    start = 0
    for line in text.split("\n"):
        if (
            ('"' in line or "'" in line)
            and line.count('"') % 2 == 0
            and '""' not in line
            and not _CODE.search(line)
        ):
            for found in _QUOTED.finditer(line):
                said = found[1] or found[2]
                if (
                    _ONE_HAN.search(said)
                    and not _OPENED.search(line[max(found.start() - 3, 0) : found.start()])
                    and not _PAIR_OF_DATA.search(line, max(found.start() - 3, 0), found.end() + 3)
                ):
                    opening, closing = ("“", "”") if found[1] else ("‘", "’")
                    place = start + found.start()
                    end = start + found.end()
                    proposals.append(Proposal("punct.quotes", place, place + 1, opening))
                    proposals.append(Proposal("punct.quotes", end - 1, end, closing))
        start += len(line) + 1
    return proposals


def _doubled_marks(text: str, context: Context) -> list[Proposal]:
    proposals = []
    for found in _RUN.finditer(text):
        marks = found[0].replace(" ", "")
        if text[max(found.start() - 2, 0) : found.start()].removesuffix(" ")[-1:] in _BEFORE_RUN:
            continue  # the end of a longer run
        if _is_no_run(text, found.start(), found.end(), marks):
            continue
        one = _one_of([_FULL.get(mark, mark) for mark in marks], marks)
        if one is None:
            continue
        if not marks.isascii() or _in_chinese(text, found.start(), found.end()):
            wide = context.on(_RULE_OF.get(one[0], "punct.doubled")) or one[0] in marks
            after = one if wide else _HALF.get(one, one)
            proposals.append(Proposal("punct.doubled", found.start(), found.end(), after))
    return proposals


def _is_no_run(text: str, start: int, end: int, marks: str) -> bool:
    """Whether a run holds the stop of .com, the sign of #NAME? or Use as:, or belongs to a line that breathes in 。。"""
    if marks[-1] == "." and re.match("[0-9A-Za-z]", text[end : end + 1]):
        return True
    if marks[0] in "?!" and "，" in marks:
        return True
    if "?" in marks and _ONE_HAN.match(text, end):
        return True  # what a wrong encoding left of 《
    if marks[0] in ".:;?!" and re.match("[0-9A-Za-z#]", text[start - 1 : start] or "-"):
        return True
    if set(marks) == {"。"}:
        near = max(start - _NEAR, 0)
        head = text.rfind("\n", near, start) + 1 or near
        tail = text.find("\n", end, end + _NEAR)
        return text.count("。。", head, tail if tail >= 0 else end + _NEAR) >= _MOST_DOUBLED_STOPS
    return False


def _in_chinese(text: str, start: int, end: int) -> bool:
    left = text[start - 1 : start]
    return re.match(f"[{_LEFT}]", left) is not None or (
        re.match("[0-9A-Za-z%)]", left) is not None
        and re.match(f"[{_HAN}“《（]", text[end : end + 1]) is not None
    )


def _one_of(full: list[str], marks: str) -> str | None:
    """The mark that a run of marks comes down to, None where the run may be meant.

    A comma yields to any other mark, and a pause or semicolon to a stop; a stop is noise behind ！ and ？.
    """
    distinct = set(full)
    if len(distinct) == 1:
        if full[0] in "！？" or len(full) > 2 or marks == "..":
            return None
        return full[0]
    if full.count("。") > 1 and marks.count(".") != 1:
        return None
    distinct.discard("，")
    if "。" in distinct and distinct & {"、", "；"}:
        distinct -= {"、", "；"}
    if "。" in distinct and distinct & {"！", "？"} and full[-1] == "。":
        distinct.discard("。")
    if len(distinct) != 1:
        return None
    one = distinct.pop()
    return one if one not in "！？" or full.count(one) == 1 else one * full.count(one)


def _addresses(text: str) -> list[tuple[int, int]]:
    if "://" not in text and "www." not in text and "@" not in text:
        return []
    return [(found.start(), _end_of_address(text, *found.span())) for found in _ADDRESS.finditer(text)]


def _end_of_address(text: str, start: int, end: int) -> int:
    """Where an address ends: before the bracket that it stands in is closed, and before the marks of its sentence."""
    depth = 0
    for found in _ROUND.finditer(text, start, end):
        depth += 1 if found[0] == "(" else -1
        if depth < 0:
            end = found.start()
            break
    return start + len(text[start:end].rstrip(",;.:!?"))


def _formulas(text: str) -> list[tuple[int, int]]:
    """SUM(数字1; 数字2): a call of a spreadsheet, whose arguments may be Chinese."""
    if ";" not in text:
        return []
    return [found.span() for found in _FORMULA.finditer(text)]


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
