"""Calques: names and terms of computing that a machine translated as the everyday words they are made of.

`calques.tsv`, typed by hand, holds for each the kind (a name of a product, a term), what was meant, what shows it in the
same sentence, what shows the everyday meaning there, and what stands right behind or right before it. "*" shows it always,
"@" asks for a sentence about computers, and "◇" stands for the calque itself (◇们: 们 right behind it). The name itself,
anywhere in the text, shows it too: translated pages keep it in code and links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from cleaning.literals import Literals, Occurrence, disjoint
from cleaning.spinners.table import is_technical

FILE: Final = Path(__file__).with_name("calques.tsv")
ALWAYS, TECHNICAL, ITSELF = "*", "@", "◇"

_SENTENCE_END = re.compile("[。！？!?；;\n]")
_REACH = 80  # characters of a sentence looked at on each side
# 一只猫鼬, 两盒饼干: what is counted by its own measure is what it says.
_COUNTED = re.compile(
    "[一二两三四五六七八九十百几半多数这那每0-9](?:只|头|条|匹|群|块|盒|袋|棵|株|盘|碗|杯|瓶|片|根|颗|粒|尾|窝|筐|箱|双|斤)$"
)
_FIRST_LETTERS = re.compile("[A-Za-z][A-Za-z.+#]*")


class Calque(NamedTuple):
    """An everyday word, what it was put for, and the conditions under which it was."""

    literal: str
    kind: str
    meant: str
    near: tuple[str, ...]
    unless: tuple[str, ...]
    right: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def always(self) -> bool:
        """Whether nothing beside it is asked for: the words make no everyday sense together."""
        return self.near == (ALWAYS,)


class Found(NamedTuple):
    """A calque at a place of a text."""

    start: int
    end: int
    meant: str
    kind: str
    certain: bool


@cache
def _table() -> tuple[Calque, ...]:
    calques = []
    for line in FILE.read_text("utf-8").splitlines():
        literal, kind, meant, *lists = line.split("\t")
        near, unless, right, left = (tuple(cell.split("|")) if cell else () for cell in lists)
        calques.append(Calque(literal, kind, meant, near, unless, right, left))
    return tuple(calques)


@cache
def literals() -> tuple[str, ...]:
    """What calques are written with, in the order of the table."""
    return tuple(calque.literal for calque in _table())


@cache
def _own() -> Literals:
    return Literals({"": literals()})


def calques_in(text: str, occurrences: Sequence[Occurrence] | None = None) -> list[Found]:
    """The calques of a text, disjoint and in order; `occurrences` says where `literals()` stand, if that is known.

    >>> [found.meant for found in calques_in("首先导入熊猫，然后读取表格文件。")]
    ['pandas']
    >>> calques_in("大熊猫幼崽今天满月了。")
    []
    """
    if occurrences is None:
        occurrences = _own().found_in(text).get("", ())
    found: list[Found] = []
    told: dict[str, bool] = {}
    for number, start, end in disjoint(occurrences):
        calque = _table()[number]
        if _holds(calque, text, start, end, told):
            meant = _spaced(text, start, end, calque.meant)
            found.append(Found(start, end, meant, calque.kind, calque.always))
    return found


def _holds(calque: Calque, text: str, start: int, end: int, told: dict[str, bool]) -> bool:
    before, behind = _sentence(text, start, end)
    around = f"{before}{ITSELF}{behind}"
    if any(word in around for word in calque.unless):
        return False
    if calque.always:
        return True
    if _COUNTED.search(before):
        return False
    if behind.lstrip(" ").startswith(calque.right or ("\0",)) and (
        calque.kind == "term" or is_technical(around, 1)
    ):
        return True
    if calque.left and before.rstrip(" ").endswith(calque.left):
        return True
    for word in calque.near:
        if is_technical(around, 2) if word == TECHNICAL else word in around:
            return True
    if calque.kind == "name":
        name = _FIRST_LETTERS.match(calque.meant)
        if name is not None and calque.literal not in told:
            told[calque.literal] = (
                re.search(rf"(?<![A-Za-z]){re.escape(name[0])}(?![A-Za-z])", text) is not None
            )
        return told.get(calque.literal, False) and is_technical(around, 1)
    return False


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence around a place, before and behind it."""
    before = _SENTENCE_END.split(text[max(start - _REACH, 0) : start])[-1]
    return before, _SENTENCE_END.split(text[end : end + _REACH], maxsplit=1)[0]


def _spaced(text: str, start: int, end: int, meant: str) -> str:
    """What was meant, with a space where it would run into letters or digits."""
    head = (
        " "
        if meant[0].isascii() and start and text[start - 1].isascii() and text[start - 1].isalnum()
        else ""
    )
    tail = (
        " " if meant[-1].isascii() and text[end : end + 1].isascii() and text[end : end + 1].isalnum() else ""
    )
    return f"{head}{meant}{tail}"
