"""The tables of the spinners, read once a process when the first text is repaired."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

FOLDER: Final = Path(__file__).parent
KINDS: Final = ("technical", "news", "reviews", "narrative", "reference", "classics")
"""The kinds of text that rates are counted in, in the order of the columns of `rates.tsv`."""

# What part of a spinner's substitutions a listed one is taken to be, by how sure it is: seen on spun pages, known from
# lists of synonyms that spinners work with, or one of many synonyms for the same word.
_SHARE = {1: 0.6, 2: 0.3, 3: 0.12}
_APPLIED = 0.85  # of the places where a word could be replaced, spinners replace about this share
# No count is taken for certain: a word that a corpus of a million characters lacks may stand in the next one.
_SMOOTHING = 0.5
# What one form may say at most. Rates beyond are no evidence but lack of text.
_CAP = {1: 6.2, 2: 4.5, 3: 3.0}
_LITERARY = 8.0  # per million in the classics; such words come together in literary prose
_COMMON = 120.0  # per million in good text: forms beyond show nothing
_LEAST_TOLD = 0.4
_EVERYDAY = 0.1
# The more usual a form, the less its ratio tells: it has uses of its own which its original does not have.
_USUAL = ((30.0, 0.7), (10.0, 1.6))


class Register(NamedTuple):
    """What a form says in one register of text: as evidence of its engine, and for its own replacement."""

    evidence: float
    odds: float


class Form(NamedTuple):
    """A good word that spinners write: for what, by which engines, how sure (1 to 3), what it says, and what stands
    right behind or before it where it is meant."""

    spun: str
    originals: tuple[str, ...]
    engines: str
    trust: int
    technical: Register
    general: Register
    literary: bool
    unless_behind: tuple[str, ...]
    unless_before: tuple[str, ...]


class Mark(NamedTuple):
    """A form that good text never has, and what then stands beside it if it is none."""

    spun: str
    original: str
    engine: str
    unless_behind: tuple[str, ...]
    unless_before: tuple[str, ...]


class Neighbours(NamedTuple):
    """What stands right before and right behind an original: words of meaning, and words of grammar.

    `last` and `first` are the characters that touch the original: most hits need no more than them.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    weak_left: tuple[str, ...]
    weak_right: tuple[str, ...]
    last: frozenset[str]
    first: frozenset[str]


class Table(NamedTuple):
    """All that is known of spinners. `literals` are what is looked for at first: marks, then forms."""

    marks: tuple[Mark, ...]
    forms: tuple[Form, ...]
    literals: tuple[str, ...]
    common: AhoCorasick
    common_forms: tuple[Form, ...]
    neighbours: dict[str, Neighbours]
    topics: AhoCorasick
    topic_points: tuple[int, ...]
    originals: AhoCorasick
    original_engines: tuple[tuple[str, str], ...]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        yield line.split("\t")


def _strings(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def table() -> Table:
    """The tables, read and weighed."""
    rates = {word: tuple(map(float, numbers)) for word, *numbers in _rows("rates.tsv")}
    marks = tuple(
        Mark(spun, original, engine, _strings(behind), _strings(before))
        for spun, original, engine, behind, before in _rows("marks.tsv")
    )
    forms = [
        _form(spun, _strings(originals), engines, int(trust), unless, rates)
        for spun, originals, engines, trust, *unless in _rows("words.tsv")
    ]
    telling = tuple(f for f in forms if max(f.technical.evidence, f.general.evidence) >= _LEAST_TOLD)
    told = {form.spun for form in telling}
    others = tuple(form for form in forms if form.spun not in told)
    engines: dict[str, str] = {}
    for form in forms:
        if form.trust == 1:
            for original in form.originals[:1]:
                engines[original] = "".join(sorted({*engines.get(original, ""), *form.engines}))
    originals = sorted(engines)
    written = _written(marks, forms)
    topics = _topics(marks, forms)
    return Table(
        marks=marks,
        forms=telling,
        literals=(*(m.spun for m in marks), *(f.spun for f in telling)),
        common=_automaton([form.spun for form in others]),
        common_forms=others,
        neighbours={row[0]: _neighbours(row, written) for row in _rows("neighbours.tsv")},
        topics=_automaton(list(topics)),
        topic_points=tuple(topics.values()),
        originals=_automaton(originals),
        original_engines=tuple((original, engines[original]) for original in originals),
    )


_TELLING_OF_TOPIC = 4.5


def _topics(marks: tuple[Mark, ...], forms: list[Form]) -> dict[str, int]:
    """The words of technical text with their points, and what spinners write for them: a spun text is about the same."""
    topics = {topic: int(points) for topic, points in _rows("topics.tsv")}
    listed = list(topics)
    automaton = _automaton(listed)
    spun = {
        mark.spun: max(
            (topics[listed[i]] for i, _, _ in automaton.find_matches_as_indexes(mark.original)), default=0
        )
        for mark in marks
    }
    for form in forms:
        if form.trust == 1 and form.technical.evidence >= _TELLING_OF_TOPIC:
            spun[form.spun] = min(topics.get(form.originals[0], 0), 1)
    return topics | {word: points for word, points in spun.items() if points and word not in topics}


def _automaton(literals: list[str]) -> AhoCorasick:
    return AhoCorasick(literals, matchkind=MatchKind.Standard)


# What stands beside any word, and so says little of one.
_GRAMMAR = frozenset(
    [
        "的",
        "了",
        "是",
        "在",
        "和",
        "与",
        "或",
        "及",
        "并",
        "也",
        "都",
        "还",
        "就",
        "不",
        "会",
        "要",
        "能",
        "可",
        "将",
        "被",
        "把",
        "对",
        "为",
        "以",
        "用",
        "从",
        "向",
        "由",
        "于",
        "到",
        "来",
        "去",
        "我",
        "你",
        "他",
        "它",
        "它们",
        "一",
        "个",
        "一个",
        "有",
        "没有",
        "这个",
        "该",
        "此",
        "其",
        "这",
        "这些",
        "这种",
        "可以",
        "能够",
        "需要",
        "如果",
        "我们",
        "自己",
        "什么",
        "比较",
        "更",
        "更加",
        "最",
        "很",
        "非常",
        "再",
        "才",
        "又",
        "后",
        "前",
        "中",
        "上",
        "下",
        "里",
        "内",
        "时",
        "们",
        "所",
        "所有",
        "各种",
        "多",
        "多种",
        "不同",
        "一些",
        "一种",
        "两个",
        "进行",
        "使用",
        "通过",
        "根据",
        "没",
        "如何",
        "怎么",
        "问题",
        "因此",
        "其他",
        "或者",
        "他们",
        "大家",
        "用户",
        "就会",
        "不会",
        "可能",
        "直接",
        "完",
        "好",
        "过",
        "者",
        "性",
        "率",
        "大",
        "小",
        "新",
        "高",
        "低",
        "多个",
        "之间的",
        "的是",
        "非",
        "说",
        "首先",
        "然后",
        "目前",
        "现在",
        "出",
        "开始",
        "起来",
        "情况",
        "只",
        "只是",
        "可",
        "应该",
        "应",
        "必须",
        "便",
        "则",
        "均",
        "让",
        "使",
        "令",
        "给",
        "吃",
        "看",
        "听",
        "想",
        "等",
        "按",
        "按照",
        "采用",
        "提供",
        "得",
        "地",
        "不能",
        "不要",
        "不得",
        "无法",
        "容易",
        "一下",
        "一定",
        "一致",
        "人",
        "人的",
        "我的",
        "你的",
        "问",
        "告诉",
        "认真",
        "努力",
        "好好",
        "继续",
        "说明",
        "一起",
        "一次",
        "生活",
        "工作",
    ]
)

# Single characters that make a term of the word before them (程序员, 连接池); others may begin any next word.
_SUFFIXES = frozenset("员池端商层码栈器屏卡符键图师仪台链盘串线率表库机体")


def _written(marks: tuple[Mark, ...], forms: list[Form]) -> dict[str, list[str]]:
    """What spinners surely write for each original: on a spun page the neighbours are spun too."""
    written: dict[str, list[str]] = {}
    for mark in marks:
        written.setdefault(mark.original, []).append(mark.spun)
    for form in forms:
        if form.trust == 1:
            written.setdefault(form.originals[0], []).append(form.spun)
    return written


def _neighbours(row: list[str], written: dict[str, list[str]]) -> Neighbours:
    _, left, right = row

    def split(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        each = _strings(cell)
        each += tuple(spun for word in each if word not in _GRAMMAR for spun in written.get(word, ()))
        strong = tuple(
            word
            for word in each
            if word not in _GRAMMAR and (len(word) > 1 or word.isascii() or word in _SUFFIXES)
        )
        return strong, tuple(word for word in each if word not in strong)

    strong_left, weak_left = split(left)
    strong_right, weak_right = split(right)
    return Neighbours(
        strong_left,
        strong_right,
        weak_left,
        weak_right,
        frozenset(word[-1] for word in (*strong_left, *weak_left)),
        frozenset(word[0] for word in (*strong_right, *weak_right)),
    )


def _form(
    spun: str,
    originals: tuple[str, ...],
    engines: str,
    trust: int,
    unless: list[str],
    rates: dict[str, tuple[float, ...]],
) -> Form:
    none = (0.0,) * len(KINDS)
    technical, *general = rates.get(spun, none)
    literary = general[-1] > _LITERARY
    behind, before = (*unless, "", "")[:2]
    there = [rates.get(original, none) for original in originals]
    return Form(
        spun,
        originals,
        engines,
        trust,
        # Much that counts as technical is about machines in everyday words.
        _register(sum(each[0] for each in there), max(technical, _EVERYDAY * max(general[:3])), trust),
        _register(max(sum(each[k] for each in there) for k in (1, 2, 3)), max(general), trust),
        literary,
        _strings(behind),
        _strings(before),
    )


def _register(originals: float, spun: float, trust: int) -> Register:
    base = spun + _SMOOTHING
    share = _APPLIED * _SHARE[trust]
    evidence = math.log((share * originals + base) / base) if spun < _COMMON else 0.0
    most = next((cap for rate, cap in _USUAL if spun > rate), _CAP[trust])
    return Register(min(most, evidence), math.log((_APPLIED * originals + 0.01) / base))


def is_technical(text: str, points: int) -> bool:
    """Whether a text is about computers: by different words, of which those that others write too count half.

    >>> is_technical("前端用缓存减少请求", 2), is_technical("她恳求医生救救孩子", 2)
    (True, False)
    """
    tables = table()
    found = {index for index, _, _ in tables.topics.find_matches_as_indexes(text)}
    told = [tables.topic_points[index] for index in found]
    # Words that others write too come together in news of agreements as well.
    return sum(told) >= (points if 2 in told or points < 3 else points + 2)
