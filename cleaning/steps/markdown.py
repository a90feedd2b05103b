"""Markdown left in the text of a page: bold and heading marks, and the pictographs that head a generated section.

Marks that also mean something else (a comment's "# ", a list's "- ", a quote's "> ") count only beside those that do not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from cleaning.ledger import Ledger, Proposal, Removal, line_removals
from cleaning.steps import Context

RULES: Final = frozenset(
    (
        "llm.markdown-bold",
        "llm.markdown-heading",
        "llm.markdown-list",
        "llm.markdown-ruler",
        "llm.markdown-quote",
        "llm.markdown-code",
        "llm.icon-heading",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

_HAN = re.compile("[㐀-鿿]")
_STARS = re.compile(r"(?<![*\\/])\*\*(?![*\s])([^*\n]{1,200}?)(?<![\s*/])\*\*(?!\*)")
_UNDERSCORES = re.compile(r"^__(?![_\s])([^_\n]{2,80})(?<!\s)__$", re.MULTILINE)
# Between the stars of a masked name stands what joins two of them, or what names of places and firms end with.
_MASKED = re.compile(
    "[和与及、，,或].*|.*[和与及、，,或]|.|(?:[省市县区镇乡村州旗路街号楼]|大学|学院|中学|小学|公司|集团|银行|医院|有限公司|股份|科技|先生|女士|同学|老师|某)+.?"
)
_BEFORE_WORDS = "\n ，。！？；：、"
_ORDINAL = re.compile("第[一二三四五六七八九十]|首先|其次|再次|最后|总之|另外|此外|注意")
_HEADING = re.compile(r"^(#{1,6})[ 　]*(?=\S)", re.MULTILINE)
_BULLET = re.compile(r"^[-*+] +(?=[㐀-鿿“《【（*])", re.MULTILINE)
_QUOTE = re.compile(r"^>[ 　]?(?=[㐀-鿿“《（【])", re.MULTILINE)
_LABEL = re.compile(
    "[*]{0,2}(?:温馨|特别|友情|重要)?(?:提示|注意|说明|提醒|总结|小结|重点|结论|引用|备注|注)[*]{0,2}[：:]"
)
_LONE_RULER = re.compile("---|[*]{3}|___|```[a-z]{0,10}")
_TICKED = re.compile("(?<!`)`([㐀-鿿]{2,20})`(?!`)")
_RULER = re.compile(r"^(?:-{3,}|\*{3,}|_{3,}|={3,})$", re.MULTILINE)
# Pictographs that stand for a matter, not for a mood: targets, pins, ticks, books, lamps. Faces, hearts and hands stay.
_ICONS = "🎯📌✅❌⭐🌟✨🔥💡📚📖📝✍🚀🎓🏆📅📆⏰🔑🔍🔎💪📢📣⚠❗🎉💼📊📈📉🧠🌈🛠🔧⚙💰🎁🤖📋📎🧭🧩🏫🏥🏢👉✔☑🔹🔸🔷🔶🟢🔴🟡🔵⚡🌱💎🎨🗂📂🗓🧪📐🎬🧾🆕🔔🏅🥇"
_ICON = re.compile(
    f"^[{_ICONS}][\ufe0f{_ICONS}]{{0,3}}[ 　]*(?!已|未|完成|通过(?!率)|支持$|不|是$|否$)(?=[㐀-鿿“《（【])",
    re.MULTILINE,
)
# Where all of them lie: two ranges are asked faster than a list.
_PICTOGRAPHS = re.compile("[\u2300-\u2bff\U0001f000-\U0001faff]")
_ICONS_BEHIND = re.compile(f"[ 　]*[{_ICONS}][\ufe0f{_ICONS}]*$")
_LONGEST_HEADING = 36
_ICON_LINES = 3  # so many lines with a pictograph in front are a list, whatever they end with
_ENDS_A_SENTENCE = re.compile("[。！？!?；;…~～]$")
_MEANS = re.compile("^[^：:]{0,2}(?:表示|代表|是|的意思|这个(?:符号|表情|图标|标志|标记)|符号|图标)")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove the marks and keep what they marked."""
    text = ledger.fields[field]
    marked = "`" in text or "**" in text or "#" in text or "__" in text
    if not marked and text.isascii():
        return []
    proposals: list[Proposal] = []
    certain = False
    if marked:
        code = _code_spans(ledger, field, text)
        proposals = [*_bold(text, code), *_underscored(text, code)]
        proposals += [
            each
            for found in _TICKED.finditer(text)
            if not code.hold(found.start())
            for each in _cut(
                "llm.markdown-code", (found.start(), found.start() + 1), (found.end() - 1, found.end())
            )
        ]
        proposals += _headings(text, code, bool(proposals))
        certain = bool(proposals)
        if certain and field == "text":
            proposals += _beside(text, code)
    if field == "text" and not certain and any(rule in text for rule in ("---", "***", "___", "```")):
        proposals += _lone_rulers(ledger, text)
    if ">" in text:
        proposals += _quotes(text, certain)
    proposals += _icons(text)
    # Marks are looked for whether or not their rule is on: they are what the others ask for.
    return [each for each in proposals if context.on(each.rule)]


def _cut(rule: str, *spans: tuple[int, int]) -> list[Proposal]:
    return [Proposal(rule, start, end, "", 0.95) for start, end in spans]


def _bold(text: str, code: _Lines) -> list[Proposal]:
    proposals: list[Proposal] = []
    if "**" not in text:
        return proposals
    counted, even = -1, False
    for found in _STARS.finditer(text):
        said = found[1]
        if not _HAN.search(said) or code.hold(found.start()):
            continue
        behind_a_mark = text[found.start() - 1 : found.start()] in _BEFORE_WORDS or not found.start()
        if _MASKED.fullmatch(said) and not (behind_a_mark and _ORDINAL.match(said)):
            continue
        if found.start() >= counted:  # the end of a line that has been counted
            start, counted = _line_around(text, found.start())
            even = text.count("**", start, counted) % 2 == 0
        if even:
            proposals += _cut(
                "llm.markdown-bold", (found.start(), found.start() + 2), (found.end() - 2, found.end())
            )
    return proposals


def _underscored(text: str, code: _Lines) -> list[Proposal]:
    """A line that is wholly __bold__; inside a line two underscores are blanks to be filled in."""
    proposals: list[Proposal] = []
    for found in _UNDERSCORES.finditer(text):
        if _HAN.search(found[1]) and not code.hold(found.start()):
            proposals += _cut(
                "llm.markdown-bold", (found.start(), found.start() + 2), (found.end() - 2, found.end())
            )
    return proposals


def _headings(text: str, code: _Lines, certain: bool) -> list[Proposal]:
    proposals: list[Proposal] = []
    single: list[Proposal] = []
    if "#" not in text:
        return proposals
    for found in _HEADING.finditer(text):
        start, end = _line_around(text, found.start())
        said = text[found.end() : end]
        if (
            len(said) > 2 * _LONGEST_HEADING
            or not _HAN.search(said)
            or said.startswith("#")
            or _ENDS_A_SENTENCE.search(said)
            or code.hold(start)
            or _stands_in_code(text, start, end)
        ):
            continue
        depth = len(found[1])
        spaced = len(found[0]) > depth
        if depth == 1:
            single += _cut("llm.markdown-heading", found.span()) if spaced else []
        elif spaced or depth > 2:
            proposals += _cut("llm.markdown-heading", found.span())
    return [*proposals, *single] if proposals or certain else []


def _stands_in_code(text: str, start: int, end: int) -> bool:
    """Whether a line beside this one is written without any Han: "# " then opens a comment."""
    above = text[max(text.rfind("\n", 0, max(start - 1, 0)) + 1, start - 200) : max(start - 1, 0)].strip()
    stop = text.find("\n", end + 1)
    below = text[end + 1 : min(stop if stop >= 0 else len(text), end + 200)].strip()
    return any(line and not _HAN.search(line) and not line.startswith(("#", "-")) for line in (above, below))


def _beside(text: str, code: _Lines) -> list[Proposal]:
    """List marks and rulers of a page that has other marks."""
    proposals: list[Proposal] = []
    for found in _BULLET.finditer(text):
        if not code.hold(found.start()):
            proposals += _cut("llm.markdown-list", found.span())
    numbers: dict[int, Removal] = {}
    number = reached = 0
    for found in _RULER.finditer(text):
        number += text.count("\n", reached, found.start())
        reached = found.start()
        numbers[number] = Removal("llm.markdown-ruler", "ruler between sections")
    return [*proposals, *line_removals(text, numbers)]


def _lone_rulers(ledger: Ledger, text: str) -> list[Proposal]:
    """--- or ``` on a line of its own, among lines of Chinese."""
    lines = text.split("\n")
    numbers = {
        number: Removal("llm.markdown-ruler", "ruler between sections")
        for number, line in enumerate(lines)
        if _LONE_RULER.fullmatch(line)
        and ledger.lines[number].kind != "code"
        and all(
            _HAN.search(near)
            for near in (*lines[max(number - 1, 0) : number], *lines[number + 1 : number + 2])
        )
    }
    return line_removals(text, numbers)


def _quotes(text: str, certain: bool) -> list[Proposal]:
    proposals: list[Proposal] = []
    for found in _QUOTE.finditer(text):
        said = text[found.end() : _line_around(text, found.start())[1]]
        if _MEANS.search(said) or not (certain or (len(found[0]) > 1 and _LABEL.match(said))):
            continue
        proposals += _cut("llm.markdown-quote", found.span())
    return proposals


def _icons(text: str) -> list[Proposal]:
    if not _PICTOGRAPHS.search(text):
        return []
    found = list(_ICON.finditer(text))
    proposals: list[Proposal] = []
    for icon in found:
        said = text[icon.end() : _line_around(text, icon.start())[1]].rstrip()
        heads = len(said) <= _LONGEST_HEADING and not _ENDS_A_SENTENCE.search(said)
        if _MEANS.search(said) or not (heads or len(found) >= _ICON_LINES):
            continue
        proposals += _cut("llm.icon-heading", icon.span())
        behind = _ICONS_BEHIND.search(said) if heads else None
        if behind and behind.start():
            proposals += _cut("llm.icon-heading", (icon.end() + behind.start(), icon.end() + behind.end()))
    return proposals


def _line_around(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


class _Lines:
    """The stretches of a text that are lines of code."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def hold(self, place: int) -> bool:
        """Whether a place lies in one of them."""
        number = bisect_right(self._starts, place)
        return number > 0 and place < self._ends[number - 1]


def _code_spans(ledger: Ledger, field: str, text: str) -> _Lines:
    if field != "text" or not any(line.kind == "code" for line in ledger.lines):
        return _Lines([])
    spans, start = [], 0
    for line, content in zip(ledger.lines, text.split("\n"), strict=True):
        if line.kind == "code":
            spans.append((start, start + len(content) + 1))
        start += len(content) + 1
    return _Lines(spans)
