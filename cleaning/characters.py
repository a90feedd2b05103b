"""Single Chinese characters: how common each is, and how it may be read.

Both tables are read with the first question; a page without anything to ask about never pays for them. They are written by
`benchmarks/character_tables.py` from jieba's dictionary and pypinyin's readings (both MIT).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

FREQUENCY: Final = Path(__file__).with_name("frequency.tsv")
READINGS: Final = Path(__file__).with_name("readings.tsv")
UNKNOWN: Final = 26
"""The bits of a Han character that the table does not have: rarer than the rarest it has."""


@cache
def bits() -> dict[str, int]:
    """For each character that good text uses, the information it carries in bits: the rarer, the more.

    >>> bits()["的"], bits()["馆"], bits()["饕"]
    (8, 12, 21)
    """
    told: dict[str, int] = {}
    for line in FREQUENCY.read_text("utf-8").splitlines():
        amount, characters = line.split("\t")
        told.update(dict.fromkeys(characters, int(amount)))
    return told


@cache
def _by_syllable() -> dict[str, str]:
    return dict(line.split("\t") for line in READINGS.read_text("utf-8").splitlines())


def may_be_read(character: str, syllable: str) -> bool:
    """Whether a character has this reading: a syllable in lower case without its tone, ü written as v.

    >>> may_be_read("数", "shu"), may_be_read("绿", "lv"), may_be_read("他", "he")
    (True, True, False)
    """
    return character in _by_syllable().get(syllable, "")


def is_syllable(text: str) -> bool:
    """Whether some character is read so.

    >>> is_syllable("shuang"), is_syllable("the")
    (True, False)
    """
    return text in _by_syllable()
