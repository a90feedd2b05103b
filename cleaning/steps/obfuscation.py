"""What a filter was dodged with, or a machine garbled, where one reading explains it: numbers of codes written in Han numerals,
letters between the characters of a word, and tag words glued to the end of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from cleaning.article import split_keywords
from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

RULES: Final = frozenset(("obfus.code-number", "obfus.split-word", "obfus.glued-tag"))
"""The rules this carries out: where none of them is asked for, it is not asked."""

TAGS: Final = Path(__file__).with_name("tags.tsv")
DODGED: Final = Path(__file__).with_name("dodged.tsv")

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[〇零一二三四五六七八九十百千]"
# Codes whose number stands behind a hyphen or a stop, where Chinese would count nothing.
_JOINED = re.compile(
    f"(?<![A-Za-z])(?P<code>(?:UTF|UCS|SHA|MD|AES|DES|RSA|CRC|ISO(?:[ /]IEC)?|IEC|IEEE|RFC|GB(?:/T)?|GBK|COVID|USB|HDMI|HTTP|TLS|SSL|H|WPA|DDR|PCI-?E|EAN|Base|Code|Unicode|"
    f"ASCII|Latin|Windows|CP|KOI|BIG|IPv|ECMA|SQL|ANSI|MPEG|MP|AC|CAT|RS|RJ|Wi-?Fi|Level|GPT|LPDDR|SATA|NVMe|PM|CO|B|F|J|C|S|T|K|A)(?:[-_][0-9]{{1,6}})?[-.])"
    f"(?P<number>{_NUMERAL}{{1,9}})(?=(?P<next>.?))"
)
# Codes that the number touches. A single numeral counts things as well (CSS三大特性), so what follows decides.
_TOUCHING = re.compile(
    f"(?<![A-Za-z])(?P<code>IPv|MP|MD|GB|H|Base|HTML|CSS|x|WPA|USB[ ]?|UTF|SHA|AES|RSA|CRC|ISO|RFC|Win(?:dows)?[ ]?|Wi-?Fi|PM|DDR|ES|Python|Java|PHP|A|B|M)"
    f"(?P<number>{_NUMERAL}{{1,9}}(?:[点.][〇零一二三四五六七八九]{{1,2}})?)(?=(?P<next>.?))"
)
_CODE_CUE = re.compile(f"[A-Za-z0-9][-. ]?{_NUMERAL}")
# What a single numeral behind these codes makes, by what may follow it.
_SINGLE: Final = {
    "IPv": ("四六", ""),
    "MP": ("三四", "播文格音歌视随下。，"),
    "MD": ("五", "值校加码算摘哈签。，"),
    "CSS": ("三", "动选样属新"),
    "HTML": ("五", "页标准网开游新"),
    "USB": ("三二", "."),
    "WPA": ("二三", "加协"),
    "DDR": ("三四五", "内"),
    "ES": ("五六七", "语标规"),
    "Win": ("七八十", "系。，"),
    "Windows": ("七八十", "系。，"),
    "Wi-Fi": ("五六七", "标路技网。，"),
    "WiFi": ("五六七", "标路技网。，"),
    "A": ("三四五", "纸打幅"),
    "B": ("四五", "纸"),
}
_COUNTED = re.compile(
    "[个种大次年月日班级层点类条项部款代章节届期位名人天周步楼号组排队座栋区厅幢室线路区站分秒元万亿倍把张只家位段篇]"
)

_SIGNS: Final = "*＊#＃^$_丶灬"
_FORMULA = re.compile("[0-9=+/×÷]")

_NO_TAGS = re.compile("[？!?；;：:“”（）()]")
_LONGEST_TAGS = 40
_SHORTEST_TAGGED = 10
_BETWEEN_TAGS = re.compile("[,，、/|｜ 　#]+")
_MOST_TAGS = 6


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Han numerals in codes, split words, and tags behind the last sentence of a line."""
    text = ledger.fields[field]
    proposals: list[Proposal] = []
    if context.on("obfus.code-number") and _CODE_CUE.search(text):
        proposals += _code_numbers(text)
    if context.on("obfus.split-word") and any(sign in text for sign in _SIGNS):
        proposals += _split_words(text)
    if field == "text" and context.on("obfus.glued-tag"):
        proposals += _glued_tags(ledger, text)
    return proposals


def _code_numbers(text: str) -> list[Proposal]:
    lines = list(_lines_with(_CODE_CUE, text))
    proposals = []
    for found in chain.from_iterable(_JOINED.finditer(text, *line) for line in lines):
        number = _arabic(found["number"])
        if (
            number is None
            or found["next"] == "进"
            or (len(found["number"]) == 1 and _COUNTED.match(found["next"] or "。"))
        ):
            continue  # 十六进制
        if len(found["code"]) == 2 and (
            len(found["number"]) < 3 or any(c in _UNITS for c in found["number"])
        ):
            continue  # a letter and a hyphen are a name of many things: 舱B-三, T-三十四
        start, end = found.span("number")
        proposals.append(Proposal("obfus.code-number", start, end, number, 0.95))
    taken = {proposal.start for proposal in proposals}
    for found in chain.from_iterable(_TOUCHING.finditer(text, *line) for line in lines):
        number = _touching(found)
        start, end = found.span("number")
        if number is not None and start not in taken:
            proposals.append(Proposal("obfus.code-number", start, end, number, 0.9))
    return proposals


def _lines_with(cue: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the lines that hold a cue begin and end."""
    end = -1
    while found := cue.search(text, end + 1):
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        if end < 0:
            end = len(text)
        yield start, end


def _touching(found: re.Match[str]) -> str | None:
    code, written, following = found["code"].rstrip(), found["number"], found["next"]
    whole, _, part = re.sub("[点.]", ".", written).partition(".")
    number = _arabic(whole)
    if number is None:
        return None
    if part:
        if code not in ("PM", "USB", "HTML", "CSS", "Python", "Java", "PHP"):
            return None
        return f"{number}.{''.join(str(_DIGITS[c]) for c in part)}"
    if len(whole) == 1:
        digits, behind = _SINGLE.get(code, ("", ""))
        if whole not in digits:
            return None
        if not behind:
            return number
        return number if (following or "。") in behind else None
    if any(c in _UNITS for c in whole):
        if code in ("Base", "UTF", "SHA", "AES", "RSA", "CRC") or (
            code in ("Win", "Windows") and whole in ("十", "十一")
        ):
            return None if _COUNTED.match(following or "。") else number
        return None
    if code in ("GB", "H", "x", "ISO", "RFC") and len(whole) >= (2 if code == "x" else 3):
        return number
    return None


def _arabic(numeral: str) -> str | None:
    """The digits of a Han numeral, None where it is none.

    >>> _arabic("二百五十六"), _arabic("八八五九"), _arabic("十六"), _arabic("百十")
    ('256', '8859', '16', None)
    """
    if all(c in _DIGITS for c in numeral):
        return "".join(str(_DIGITS[c]) for c in numeral)
    total = digit = 0
    last = 10_000
    for place, c in enumerate(numeral):
        if c in "〇零":
            digit = 0
        elif c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        else:
            unit = _UNITS[c]
            if unit >= last or (not digit and not (unit == 10 and place == 0)):
                return None
            total += (digit or 1) * unit
            digit, last = 0, unit
    return str(total + digit)


def _split_words(text: str) -> list[Proposal]:
    proposals = []
    for found in _dodging().finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        if _FORMULA.search(text[max(line_start, found.start() - 2) : found.end() + 2].replace(found[0], "")):
            continue
        for between in re.finditer("[^㐀-鿿]+|[丶灬]+", found[0]):
            start = found.start() + between.start()
            proposals.append(Proposal("obfus.split-word", start, start + len(between[0]), "", 0.9))
    return proposals


def _glued_tags(ledger: Ledger, text: str) -> list[Proposal]:
    proposals: list[Proposal] = []
    keywords = frozenset(split_keywords(ledger.fields.get("keywords", "")))
    start = 0
    for line in text.split("\n"):
        end = max(line.rfind("。"), line.rfind("！")) + 1
        behind = line[end:]
        if end and 0 < len(behind) <= _LONGEST_TAGS and not _NO_TAGS.search(behind):
            words = [word for word in _BETWEEN_TAGS.split(behind) if word]
            # One Chinese word may be an answer.
            short = len(words) == 1 and not words[0].isascii() and len(line) < _SHORTEST_TAGGED
            if (
                0 < len(words) <= _MOST_TAGS
                and not short
                and all(word.lower() in tags() or word in keywords for word in words)
            ):
                proposals.append(Proposal("obfus.glued-tag", start + end, start + len(line), "", 0.9))
        start += len(line) + 1
    return proposals


@cache
def _dodging() -> re.Pattern[str]:
    """The words that filters look for, with a sign or two between their characters, as no sentence has them."""
    words = sorted(DODGED.read_text("utf-8").split(), key=len, reverse=True)
    return re.compile("|".join("[*＊#＃^$_丶灬]{1,2}".join(word) for word in words))


@cache
def tags() -> frozenset[str]:
    """Words that sites tag their articles with, in lower case; none of them is a sentence or a name to sign with."""
    return frozenset(TAGS.read_text("utf-8").split("\n")) - {""}
