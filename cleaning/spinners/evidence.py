"""What a page shows of spinners: which engines wrote it, with their weight of evidence, and where their words stand.

A page is judged by how much likelier its words are if an engine wrote it than if nobody spun it. Each different form
counts once, by its rate in good text of the page's register against the rate of what it stands for: the sum of
log((s·r_original + r_form) / r_form). Originals that an engine would have replaced and that still stand there count
against it. Two common forms prove nothing; one that good text never has proves its engine.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from cleaning.literals import Literals, Occurrence
from cleaning.spinners.table import Form, Mark, Neighbours, Table, is_technical, table
from cleaning.words import words

ENGINES = ("A", "B", "C", "D")

# A mark that cannot stand in good text; a word of meaning beside a form that only the original takes, and one of grammar.
_MARK = 9.0
_NEIGHBOUR = 3.0
_WEAK_NEIGHBOUR = 0.7
_TELLING = 1.5  # what says less proves nothing together with one other
_ORIGINAL = 0.5  # against, for each original that still stands
_LITERARY_MOST = 2.5  # of all forms that come together in literary prose
# The weight at which an engine is at work: 5.5 for a sentence, more for long pages, which have more words to meet by chance.
# Prose has more words to choose from than manuals, and pages of it more than a sentence.
_THRESHOLD, _THRESHOLD_OF_PROSE = 5.5, 6.5
_MORE_OF_PAGES, _MORE_OF_PAGES_OF_PROSE, _PAGE = 0.5, 2.0, 400
_SENTENCE = 60
# Spun pages show some 0.03 a character; a long page of rare words adds up to less.
_DENSITY = 0.01
_LONG = 4000
_REACH = 8  # characters of a neighbour
_AROUND = 6  # characters beside a mark that its word may go on in
_CLAUSE = re.compile(r"[^，。！？；：、,.!?;:\n“”\"（）()《》「」…—]*")
_WINDOW = 10
# A name in another tongue goes on: 回纳尔迦, 比力欧.
_NAME_BEHIND = re.compile("[尔迦娅莎蒂琪茨弗]|欧(?![洲美盟元])|[格克斯特](?![一-鿿])")
# Beside these a form is what the text is about.
_QUOTED_BEHIND = ("“", "「", "《", "‘", "【", '"')
_QUOTED_BEFORE = ("”", "」", "》", "’", "】", '"')
_PERSON = re.compile(r"[他她我你您咱俺]|爸|妈|爷|奶|父|母|儿|女|姐|妹|哥|弟|叔|先生|老师|同学|医生")
_LEAST_ODDS = math.log(0.85 / 0.15)
# Where a form that no one writes shows the engine in the same short text, its other words are even odds; nearly so where
# good words show it with that much more weight than is asked for.
_LEAST_BESIDE_MARKS, _LEAST_BEYOND_DOUBT, _DOUBTLESS = 0.5, 1.0, 1.0
_NEAR = 200


class Place(NamedTuple):
    """A form or mark at a place of a text, with what it stands for there and the log odds of that."""

    start: int
    end: int
    original: str
    engines: str
    odds: float
    certain: bool


class Evidence(NamedTuple):
    """What a text shows: the weight for each engine that any word speaks for, and whether its register is technical."""

    weights: Mapping[str, float]
    technical: bool
    length: int
    marked: str = ""

    def at_work(self, known: Mapping[str, float]) -> str:
        """The engines that wrote this text, given what is known of its site (`SiteFacts.engines`)."""
        least = threshold(self.length, self.technical)
        return "".join(
            engine
            for engine in ENGINES
            if self.weights.get(engine, -math.inf) + known.get(engine, 0.0) >= least
        )

    def least_odds(self, engines: str) -> float:
        """From which odds on a form of some engines is replaced: lower where a few sentences show one beyond doubt."""
        if self.length > _NEAR:
            return _LEAST_ODDS
        if any(engine in self.marked for engine in engines):
            return _LEAST_BESIDE_MARKS
        doubtless = threshold(self.length, self.technical) + _DOUBTLESS
        shown = any(self.weights.get(engine, -math.inf) >= doubtless for engine in engines)
        return _LEAST_BEYOND_DOUBT if shown else _LEAST_ODDS

    def beyond(self) -> dict[str, float]:
        """For each engine how far its weight lies beyond the threshold; negative below."""
        least = threshold(self.length, self.technical)
        return {engine: round(weight - least, 1) for engine, weight in sorted(self.weights.items())}


def threshold(length: int, technical: bool) -> float:
    """The weight from which on an engine is taken to have written a text of this length.

    >>> threshold(20, technical=True), round(threshold(1560, technical=False), 1)
    (5.5, 26.8)
    """
    least = _THRESHOLD if technical else _THRESHOLD_OF_PROSE
    more = _MORE_OF_PAGES if technical else _MORE_OF_PAGES_OF_PROSE
    least += more * min(max(length - _SENTENCE, 0) / (_PAGE - _SENTENCE), 1.0)
    return (
        least
        + math.log(max(length, _SENTENCE) / _SENTENCE)
        + _DENSITY * max(min(length, _LONG) - _SENTENCE, 0)
    )


_Weights = dict[str, tuple[float, Form]]
"""Different forms by what they are written with: what each says, and the form."""


class _Found(NamedTuple):
    marks: list[tuple[int, int, Mark]]
    forms: list[tuple[int, int, Form]]

    def edges(self) -> tuple[list[int], list[int]]:
        """Where marks end and begin, sorted: words end and begin there, whatever the segmenter makes of a mark."""
        return sorted(end for _, end, _ in self.marks), sorted(start for start, _, _ in self.marks)


def evidence(text: str) -> Evidence:
    """What a text shows of spinners.

    >>> shown = evidence("后端把日记写到办事器的磁盘上。")
    >>> shown.at_work({}), shown.technical
    ('A', True)
    >>> evidence("她恳求医生救救孩子。").at_work({})
    ''
    """
    tables = table()
    return _weighed(text, tables, _found(text, tables, _occurrences(text)), known={}, thorough=True)[0]


def places(text: str, known: Mapping[str, float]) -> list[Place]:
    """Where a spinner replaced a word of this text, disjoint and in order.

    >>> [(place.original, place.certain) for place in places("后端把日记写到办事器的磁盘上。", {})]
    [('日志', False), ('服务器', True)]
    >>> places("她恳求医生救救孩子。", {})
    []
    """
    return places_in(text, text, known)


def literals() -> Sequence[str]:
    """What the words of spinners are looked for by."""
    return table().literals


@cache
def _own() -> Literals:
    return Literals({"": literals()})


def _occurrences(text: str) -> Sequence[Occurrence]:
    return _own().found_in(text).get("", ())


def places_in(
    text: str,
    body: str,
    known: Mapping[str, float],
    marks: bool = True,
    occurrences: Sequence[Occurrence] | None = None,
) -> list[Place]:
    """The same, where the evidence is that of a larger text (`body`) which holds this one, a title with its article.

    Without `marks` these are evidence only. `occurrences` says where `literals()` stand in the text, if that is known.
    """
    tables = table()
    found = _found(text, tables, _occurrences(text) if occurrences is None else occurrences)
    if not found.marks and not found.forms:
        return []
    chosen = [
        Place(start, end, mark.original, mark.engine, _MARK, True)
        for start, end, mark in (found.marks if marks else ())
    ]
    shown, bounded = _weighed(
        body, tables, found if body is text else _found(body, tables, _occurrences(body)), known=known
    )
    engines = shown.at_work(known)
    if engines:
        if body is not text:
            bounded = {}
        candidates = [*found.forms, *_common(text, tables)]
        edges = found.edges()
        for start, end, form in candidates:
            if not set(form.engines) & set(engines) or _quoted(text, start, end):
                continue
            place = _replaced(text, start, end, form, shown, tables)
            if place is not None and _at_bounds(text, start, end, bounded, edges):
                chosen.append(place)
    return _disjoint(chosen)


def _found(text: str, tables: Table, occurrences: Sequence[Occurrence]) -> _Found:
    """Marks that nothing speaks against, and forms, as literals: whether a form's bounds are those of words is asked later."""
    marks: list[tuple[int, int, Mark]] = []
    forms: list[tuple[int, int, Form]] = []
    count = len(tables.marks)
    for index, start, end in occurrences:
        if index >= count:
            form = tables.forms[index - count]
            if not _meant(text, start, end, form):
                forms.append((start, end, form))
        elif (
            not _meant(text, start, end, mark := tables.marks[index])
            and not _quoted(text, start, end)
            and not _cuts_words(text, start, end)
            and not (end - start == 2 and _NAME_BEHIND.match(text, end))
        ):
            marks.append((start, end, mark))
    return _Found(marks, forms)


def _cuts_words(text: str, start: int, end: int) -> bool:
    """Whether a mark is put together from the ends of words that go on on both sides, or of one and a single character.

    复|原资料 and 主动化|解 read 复原 and 化解. What a spinner put is cut only where the segmenter knows a longer word.
    """
    left, right = max(start - _AROUND, 0), end + _AROUND
    window = text[left:right]
    place = left
    for word in words(window):
        behind = place + len(word)
        if len(word) > 1 and (place < start < behind < end or start < place < end < behind):
            return True
        place = behind
    return False


def _meant(text: str, start: int, end: int, form: Form | Mark) -> bool:
    """Whether what stands beside a form shows that it is no spinner's."""
    floor = max(start - _REACH, 0)
    return bool(form.unless_behind and text.endswith(form.unless_behind, floor, start)) or bool(
        form.unless_before and text.startswith(form.unless_before, end)
    )


def _common(text: str, tables: Table) -> list[tuple[int, int, Form]]:
    """Forms so common that they show nothing, which are replaced all the same where other words show the engine."""
    found = tables.common.find_matches_as_indexes(text, overlapping=True)
    placed = [(start, end, tables.common_forms[index]) for index, start, end in found]
    return [each for each in placed if not _meant(text, *each)]


def _weighed(
    text: str, tables: Table, found: _Found, known: Mapping[str, float], thorough: bool = False
) -> tuple[Evidence, dict[tuple[int, int], bool]]:
    """The evidence of a text. Cheap questions come first: most texts hold too little for the others to matter, unless
    the little is asked for (`thorough`), to be summed up over the pages of a site."""
    length = len(text)
    bounded: dict[tuple[int, int], bool] = {}
    if not found.marks and not found.forms:
        return Evidence({}, False, length), bounded
    least = threshold(length, technical=True)
    given = sum(max(0.0, weight) for weight in known.values())
    beside = [
        -math.inf if _quoted(text, start, end) else _beside(text, start, end, form, tables)
        for start, end, form in found.forms
    ]
    best: _Weights = {}
    for says, (_, _, form) in zip(beside, found.forms, strict=True):
        if says >= best.get(form.spun, (0.0,))[0]:
            best[form.spun] = says, form
    most = sum(max(form.technical.evidence, form.general.evidence) + says for says, form in best.values())
    if most + _MARK * len(found.marks) + given < least and not thorough:
        return Evidence({}, False, length), bounded
    technical = is_technical(text, 2 if length <= 24 else 3 + length // 200)
    told: _Weights = {}
    for spun, (says, form) in best.items():
        if (weight := _evidence_of(form, technical) + says) > 0:
            told[spun] = weight, form
    weights = _sums(found.marks, told.values(), technical)
    if max(weights.values(), default=0.0) + given < least and not thorough:
        return Evidence(weights, technical, length), bounded
    # Only now the bounds of words.
    sure: _Weights = {}
    edges = found.edges()
    for says, (start, end, form) in zip(beside, found.forms, strict=True):
        if form.spun in told and _at_bounds(text, start, end, bounded, edges):
            weight = _evidence_of(form, technical) + says
            if weight > sure.get(form.spun, (0.0,))[0]:
                sure[form.spun] = weight, form
    weights = _sums(found.marks, sure.values(), technical)
    telling = [form for weight, form in sure.values() if weight >= _TELLING]
    if not found.marks and len(telling) == 1:
        weights = _alone(text, found, telling[0], weights, tables)
    for index, _, _ in tables.originals.find_matches_as_indexes(text):
        for engine in tables.original_engines[index][1]:
            if engine in weights:
                weights[engine] -= _ORIGINAL
    marked = "".join(sorted({engine for _, _, mark in found.marks for engine in mark.engine}))
    return Evidence(weights, technical, length, marked), bounded


def _evidence_of(form: Form, technical: bool) -> float:
    return (form.technical if technical else form.general).evidence


def _sums(
    marks: Iterable[tuple[int, int, Mark]], forms: Iterable[tuple[float, Form]], technical: bool
) -> dict[str, float]:
    weights: dict[str, float] = {}
    literary: dict[str, float] = {}
    for mark in {mark.spun: mark for _, _, mark in marks}.values():
        for engine in mark.engine:
            weights[engine] = weights.get(engine, 0.0) + _MARK
    for weight, form in forms:
        for engine in form.engines:
            if form.literary and not technical:
                literary[engine] = literary.get(engine, 0.0) + weight
            else:
                weights[engine] = weights.get(engine, 0.0) + weight
    for engine, weight in literary.items():
        weights[engine] = weights.get(engine, 0.0) + min(weight, _LITERARY_MOST)
    return weights


def _alone(
    text: str, found: _Found, form: Form, weights: dict[str, float], tables: Table
) -> dict[str, float]:
    """One good word is evidence only beside what only the original takes, and where no person does what it says."""
    for start, end, each in found.forms:
        if each.spun == form.spun:
            clause = text[max(start - _WINDOW, 0) : start]
            if _beside(text, start, end, form, tables) >= _NEIGHBOUR and not _PERSON.search(clause):
                return weights
    return dict.fromkeys(weights, 0.0)


def _beside(text: str, start: int, end: int, form: Form, tables: Table) -> float:
    """What the words beside a form say for one of its originals."""
    best = 0.0
    for original in form.originals:
        neighbours = tables.neighbours.get(original)
        if neighbours is not None:
            best = max(best, _says(text, start, end, neighbours))
    return best


def _says(text: str, start: int, end: int, beside: Neighbours) -> float:
    left = text[max(start - 1, 0) : start] in beside.last
    right = text[end : end + 1] in beside.first
    if not left and not right:
        return 0.0
    floor = max(start - _REACH, 0)
    if (right and text.startswith(beside.right, end)) or (left and text.endswith(beside.left, floor, start)):
        return _NEIGHBOUR
    weak = text.startswith(beside.weak_right, end) + text.endswith(beside.weak_left, floor, start)
    return _WEAK_NEIGHBOUR * weak


def _replaced(text: str, start: int, end: int, form: Form, shown: Evidence, tables: Table) -> Place | None:
    """What stands for a form at a place, if it is likelier to be replaced than meant."""
    register = form.technical if shown.technical else form.general
    odds = register.odds + _beside(text, start, end, form, tables)
    least = shown.least_odds(form.engines) if form.trust == 1 else _LEAST_ODDS
    if odds < least + (0.7 if form.trust == 3 else 0.0):
        return None
    original = form.originals[0]
    if len(form.originals) > 1:
        said = [
            _says(text, start, end, tables.neighbours[each]) if each in tables.neighbours else 0.0
            for each in form.originals
        ]
        if max(said) > 0:
            original = form.originals[said.index(max(said))]
    return Place(start, end, original, form.engines, odds, False)


def _quoted(text: str, start: int, end: int) -> bool:
    return text.endswith(_QUOTED_BEHIND, 0, start) and text.startswith(_QUOTED_BEFORE, end)


def _at_bounds(
    text: str, start: int, end: int, known: dict[tuple[int, int], bool], edges: tuple[list[int], list[int]]
) -> bool:
    """Whether a form begins and ends where words do; the segmenter sees the clause around it, some characters each way."""
    if (start, end) not in known:
        ends, starts = edges
        last = bisect_right(ends, start)
        floor = max(start - _WINDOW, ends[last - 1] if last else 0)
        head = text[floor:start]
        while head and not _CLAUSE.fullmatch(head):
            head = head[1:]
        following = bisect_left(starts, end)
        stop = min(end + _WINDOW, starts[following] if following < len(starts) else len(text))
        tail = _CLAUSE.match(text, end, stop)
        window = head + text[start:end] + (tail[0] if tail else "")
        place, cuts = start - len(head), set()
        for word in words(window):
            cuts.add(place)
            place += len(word)
        cuts.add(place)
        known[start, end] = start in cuts and end in cuts
    return known[start, end]


def _disjoint(chosen: list[Place]) -> list[Place]:
    """Certain ones first, then the longest, then the leftmost."""
    kept: list[Place] = []
    taken: set[int] = set()
    for place in sorted(chosen, key=lambda p: (not p.certain, p.start - p.end, p.start)):
        if taken.isdisjoint(range(place.start, place.end)):
            kept.append(place)
            taken.update(range(place.start, place.end))
    return sorted(kept)
