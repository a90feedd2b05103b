"""Rules at the places where their literals stand: conditions are asked only there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaning.ledger import Line
from cleaning.literals import Occurrence
from cleaning.register import is_written
from cleaning.ruleset import Rule, Where, ending

# Sentences end with these; a closing quote or bracket may stand behind. A half-width stop counts only behind Han, where
# it cannot be part of a number, a name or an address.
# The number or sign of a list item is no part of its sentence.
_BULLET = r"(?:^[ 　]*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳•·●○◆◇■□▪※★☆*–-])[ 　]*)"
_SENTENCE_START = re.compile(
    rf"(?:{_BULLET}|^|[。！？!?；;…]|(?<=[一-鿿])\.)[”’」』）)\"'》]*[ 　]*[“‘「『（(\"'《]*$"
)
_CLAUSE_START = re.compile(
    rf"(?:{_BULLET}|^|[。！？!?；;…，,：:、]|(?<=[一-鿿])\.)[”’」』）)\"'》]*[ 　]*[“‘「『（(\"'《]*$"
)
_SENTENCE_END = re.compile(r"[”’」』）)\"'》]*(?:$|[。！？!?；;…]|\.(?![0-9A-Za-z]))")
_CLAUSE_END = re.compile(r"[”’」』）)\"'》]*(?:$|[。！？!?；;…，,：:、]|\.(?![0-9A-Za-z]))")
_LONGEST_LINE = 4000  # characters of a line that a rule describes as a whole; longer ones are text
_LOOK_BACK = 40  # characters before a hit that `preceded_by` may see; words and their particles are shorter


class Hit(NamedTuple):
    """A literal of a rule at a place of a text where all conditions of the rule hold."""

    rule: Rule
    start: int
    end: int
    line: re.Match[str] | None


class Matcher:
    """The literals of some rules, each with the rules that have it."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_literal: list[list[Rule]] = []
        place: dict[str, int] = {}
        for rule in rules:
            for literal in rule.match:
                if literal not in place:
                    place[literal] = len(self._by_literal)
                    self._by_literal.append([])
                self._by_literal[place[literal]].append(rule)
        self.literals = tuple(place)

    def hits(self, text: str, occurrences: Sequence[Occurrence], lines: Sequence[Line] = ()) -> Iterator[Hit]:
        """Every hit whose conditions hold, in order of its end; hits may overlap.

        `occurrences` says where the literals stand, by their numbers in `literals`; `lines` describes the lines of `text` where conditions on blocks are to be asked; without it they fail.
        """
        if not occurrences:
            return
        view = _LineView(text, lines)
        for number, start, end in occurrences:
            for rule in self._by_literal[number]:
                view.move_to(start, end)
                holds, line = _holds(rule.where, view, start, end)
                if holds:
                    yield Hit(rule, start, end, line)


class _LineView:
    """The line a hit stands in. Hits come in order, so the bounds of a line are looked for once a line."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.text = text
        self.lines = lines
        self._matched: dict[str, re.Match[str] | None] = {}
        self._told: dict[tuple[str, ...], bool] = {}
        self.start = self.number = 0
        self.end = self._break(0)

    def move_to(self, start: int, end: int) -> None:
        """Go on to the line that holds the hit; one line further back is reached where a longer hit begins there."""
        while start < self.start:
            self.end = self.start - 1
            self.start = self.text.rfind("\n", 0, self.end) + 1
            self.number -= 1
            self._matched.clear()
        while end > self.end:
            self.start = self.end + 1
            self.end = self._break(self.start)
            self.number += 1
            self._matched.clear()

    def matched(self, pattern: str) -> re.Match[str] | None:
        """The match of a whole line, looked for once a line however many hits it has."""
        if self.end - self.start > _LONGEST_LINE:
            return None
        if pattern not in self._matched:
            self._matched[pattern] = _compiled(pattern).fullmatch(self.text[self.start : self.end].strip())
        return self._matched[pattern]

    def says_any(self, words: Sequence[str]) -> bool:
        """Whether one of some words stands anywhere in the text: asked at every hit, looked for once."""
        key = tuple(words)
        if key not in self._told:
            self._told[key] = any(word in self.text for word in words)
        return self._told[key]

    def _break(self, start: int) -> int:
        place = self.text.find("\n", start)
        return len(self.text) if place < 0 else place


def longest(hits: Iterator[Hit]) -> list[Hit]:
    """Disjoint hits out of overlapping ones: leftmost first, then the longest, then the first rule."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
    return chosen


def _holds(where: Where, view: _LineView, start: int, end: int) -> tuple[bool, re.Match[str] | None]:
    text = view.text
    if not (_begins(where.starts, view, start) and _stops(where.ends, view, end)):
        return False, None
    before = text[max(view.start, start - _LOOK_BACK) : start]
    if where.preceded_by is not None and not _ending(where.preceded_by).search(before):
        return False, None
    if where.not_preceded_by is not None and _ending(where.not_preceded_by).search(before):
        return False, None
    if where.followed_by is not None and not _compiled(where.followed_by).match(text, end, view.end):
        return False, None
    if where.not_followed_by is not None and _compiled(where.not_followed_by).match(text, end, view.end):
        return False, None
    if (where.near and not view.says_any(where.near)) or (where.not_near and view.says_any(where.not_near)):
        return False, None
    if where.written and not is_written(text, start, end):
        return False, None
    if not _in_place(where, view):
        return False, None
    if where.line is None:
        return True, None
    line = view.matched(where.line)
    return line is not None, line


def _begins(what: str | None, view: _LineView, start: int) -> bool:
    if what is None:
        return True
    if what == "line":
        return start - view.start <= _LONGEST_LINE and not view.text[view.start : start].strip()
    # A cut line must not look like one that begins here.
    cut = start - _LOOK_BACK > view.start
    tail = ("字" if cut else "") + view.text[max(view.start, start - _LOOK_BACK) : start]
    return (_SENTENCE_START if what == "sentence" else _CLAUSE_START).search(tail) is not None


def _stops(what: str | None, view: _LineView, end: int) -> bool:
    if what is None:
        return True
    if what == "line":
        return view.end - end <= _LONGEST_LINE and not view.text[end : view.end].strip()
    return (_SENTENCE_END if what == "sentence" else _CLAUSE_END).match(view.text, end, view.end) is not None


def _in_place(where: Where, view: _LineView) -> bool:
    """Whether the line is of a kind and place the rule asks for; `within_last` is left to whoever removes lines."""
    if not where.block and where.within_first is None and where.within_last is None:
        return True
    if not view.lines:
        return False
    if where.block and view.lines[view.number].kind not in where.block:
        return False
    return where.within_first is None or view.number < where.within_first


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=4096)
def _ending(pattern: str) -> re.Pattern[str]:
    return ending(pattern)
