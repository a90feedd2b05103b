"""Writes what repair knows of single characters: how common each is, and how it is read.

python benchmarks/character_tables.py

`cleaning/frequency.tsv` comes from the word counts of jieba's dictionary (MIT), `cleaning/readings.tsv` from pypinyin's
readings (MIT); both are asked for with `pip install jieba pypinyin`. Forms that only Traditional script has are counted as
their Simplified form is, at half its frequency: the counts are of Simplified text.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib import resources

from opencc import OpenCC

from cleaning.characters import FREQUENCY, READINGS

FIRST, LAST = 0x4E00, 0x9FA5
TONES = {"\u0304", "\u0301", "\u030c", "\u0300"}


def frequency() -> dict[str, int]:
    """For each character the information it carries, in whole bits: 6 for the commonest, 27 for the rarest."""
    counts: Counter[str] = Counter()
    with (resources.files("jieba") / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            if len(word) == 1 and not _first_level(word):
                continue
            for character in word:
                if FIRST <= ord(character) <= LAST:
                    counts[character] += int(count)
    total = sum(counts.values())
    bits = {character: round(-math.log2(count / total)) for character, count in counts.items() if count}
    han = "".join(map(chr, range(FIRST, LAST + 1)))
    for character, simple in zip(han, OpenCC("t2s").convert(han), strict=True):
        if character != simple and simple in bits:
            bits[character] = min(bits.get(character, 99), bits[simple] + 1)
    return bits


def _first_level(character: str) -> bool:
    """Whether GB 2312 has a character among the 3,755 common ones.

    The dictionary was counted on text of the web too, some of it damaged: 涓 and 锛, which UTF-8 read as GBK is full of, have
    the counts of common words as long as they stand alone.
    """
    code = character.encode("gb2312", "ignore")
    return b"\xb0\xa1" <= code <= b"\xd7\xf9"


def readings(known: dict[str, int]) -> dict[str, str]:
    """For each syllable, without its tone and with v for ü, the characters that may be read so."""
    from pypinyin.pinyin_dict import pinyin_dict

    told: dict[str, set[str]] = {}
    for code, spoken in pinyin_dict.items():
        if chr(code) in known:
            for syllable in spoken.split(","):
                told.setdefault(_toneless(syllable), set()).add(chr(code))
    return {
        syllable: "".join(sorted(characters))
        for syllable, characters in told.items()
        if syllable.isascii() and syllable.isalpha()
    }


def _toneless(syllable: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", syllable) if c not in TONES)
    return unicodedata.normalize("NFC", bare).replace("ü", "v").replace("ê", "e")


def _frequency_lines(bits: dict[str, int]) -> Iterator[str]:
    for amount in sorted(set(bits.values())):
        yield f"{amount:02}\t{''.join(sorted(c for c, each in bits.items() if each == amount))}\n"


def tables() -> dict[str, str]:
    """The contents of both files, by name."""
    bits = frequency()
    spoken = readings(bits)
    return {
        FREQUENCY.name: "".join(_frequency_lines(bits)),
        READINGS.name: "".join(f"{syllable}\t{spoken[syllable]}\n" for syllable in sorted(spoken)),
    }


def main() -> None:
    """Ask, write."""
    for name, content in tables().items():
        FREQUENCY.with_name(name).write_text(content, "utf-8")
        print(f"{name}: {len(content.encode())} bytes, {content.count(chr(10))} lines")


if __name__ == "__main__":
    main()
