"""Characters that cannot be seen, and white space of other kinds."""

from __future__ import annotations

import re
from typing import Final

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

RULES: Final = frozenset(
    (
        "encoding.invisible",
        "encoding.private",
        "encoding.full-width",
        "encoding.full-width-page",
        "encoding.space",
    )
)
"""The rules this carries out: where none of them is asked for, it is not asked."""

# Zero-width joiner and non-joiner shape emoji and Indic or Arabic words: they go only beside Han, ASCII or an edge. A soft
# hyphen or a control of Latin 1 behind a letter with an accent may be a byte of a Chinese character, and stays with it.
_PLAIN = "\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\u180e\u200b\u2060-\u2064\u3164\ufeff\ufff9-\ufffb]+"
    r"|(?<![\x80-\xff])[\x80-\x84\x86-\x9f\xad]+"
    rf"|(?<![^{_PLAIN}])[\u034f\u200c\u200d\ufe0e\ufe0f]+(?![^{_PLAIN}])"
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufe0e\ufe0f\ufeff\ufff9-\ufffb]"
)
# Marks of direction have a use beside scripts that run from right to left, and nowhere else.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# What GBK's users wrote in places of their own until Unicode had the characters, and signs of the symbol fonts of word
# processors at the head of a line.
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
_MAPPED: Final = dict(
    zip(
        "\ue5e5\ue7c7\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\u3000\u1e3f\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        strict=True,
    )
)
_BULLETS: Final = dict(
    zip(
        "\uf06c\uf06e\uf075\uf0a7\uf0b7\uf0d8\uf0e0\uf0fc",
        "●■◆▪•➢→✓",
        strict=True,
    )
)
# The full-width zero of 二０二六年 stands for 〇 and belongs to its numerals.
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?:．[０-９]+)*")
_NUMERALS: Final = frozenset("一二三四五六七八九十")
_HALF_WIDTH = re.compile("[0-9A-Za-z]")
_NARROW: Final = {ord(wide): ord(wide) - 0xFEE0 for wide in map(chr, range(0xFF01, 0xFF5F))}
_WORDLIKE = re.compile(r"[\w￥¥%.]")
# White space that is none of HTML's: no-break and typographic spaces, and what other systems end lines with.
_ODD_SPACE = "\u00a0\u2002-\u200a\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_WIDE = f"{_ODD_SPACE}\u3000"
_ANY_WIDE = re.compile(f"[{_WIDE}]")
_STRIPPED = " \t" + "".join(c for c in map(chr, range(0x3001)) if _ANY_WIDE.match(c))
_NO_BREAK_SPACE = re.compile(f"[{_ODD_SPACE}]+")
# One search for all of this: a text that has none of it needs no closer look.
_ODD = re.compile(f"{_UNSEEN.pattern[:-1]}\ue000-\uf8ff０-９Ａ-Ｚａ-ｚ{_WIDE}]")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove what cannot be seen, and make every kind of white space the plain one."""
    text = ledger.fields[field]
    if not _ODD.search(text):
        return []
    proposals = []
    if context.on("encoding.invisible") and _UNSEEN.search(text):
        proposals += [
            Proposal("encoding.invisible", m.start(), m.end(), "") for m in _INVISIBLE.finditer(text)
        ]
        if _DIRECTION.search(text) and not _RIGHT_TO_LEFT.search(text):
            proposals += [
                Proposal("encoding.invisible", m.start(), m.end(), "") for m in _DIRECTION.finditer(text)
            ]
    if context.on("encoding.private") and _PRIVATE.search(text):
        proposals += _private(text)
    if _FULL_WIDTH.search(text):
        proposals += _full_width(text, context)
    if context.on("encoding.space"):
        proposals += _spaces(ledger, field, text)
    return proposals


def _private(text: str) -> list[Proposal]:
    """Characters that only one font knew: mapped where it is known which, removed where they were pictures.

    Between words and digits they are text that cannot be read; it stays, and `lost_text` reports it.
    """
    proposals = []
    for found in _PRIVATE.finditer(text):
        start, end = found.span()
        left, right = text[start - 1 : start], text[end : end + 1]
        known = "".join(_MAPPED.get(c, "") for c in found[0])
        if len(known) == len(found[0]):
            proposals.append(Proposal("encoding.private", start, end, known))
        elif len(found[0]) == 1 and found[0] in _BULLETS and left in ("", "\n", " ", "\u3000"):
            proposals.append(Proposal("encoding.private", start, end, _BULLETS[found[0]], 0.9))
        elif not (_WORDLIKE.match(left) or _WORDLIKE.match(right)) or (
            len(found[0]) == 1 and (left in ("", "\n", " ") or right in ("", "\n", " "))
        ):
            # A picture of an icon font stands for itself: at an end of a line, or with a space around it.
            while left in ("", "\n") and text[end : end + 1] == " ":
                end += 1
            proposals.append(Proposal("encoding.private", start, end, "", 0.8))
    return proposals


def _is_numeral(text: str, found: re.Match[str]) -> bool:
    """Whether full-width zeros stand among the numerals of 二０二六年."""
    around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
    return not found[0].strip("０") and not _NUMERALS.isdisjoint(around)


def _full_width(text: str, context: Context) -> list[Proposal]:
    """Full-width letters and digits as plain ones, where most of the page's are plain.

    Newspapers of the nineties, and some offices, write all of them full-width; that is a style and no damage.
    """
    found = [m for m in _FULL_WIDTH.finditer(text) if not _is_numeral(text, m)]
    if context.on("encoding.full-width-page"):
        rule = "encoding.full-width-page"
    elif context.on("encoding.full-width") and len(_HALF_WIDTH.findall(text)) > sum(len(m[0]) for m in found):
        rule = "encoding.full-width"
    else:
        return []
    return [Proposal(rule, m.start(), m.end(), m[0].translate(_NARROW)) for m in found]


def _spaces(ledger: Ledger, field: str, text: str) -> list[Proposal]:
    """White space at both ends of each line (code keeps its indentation), and no-break spaces inside.

    ASCII indentation is left: reading has folded it, and in plain text it may be that of code.
    """
    if not _ANY_WIDE.search(text):
        return []
    code = {n for n, line in enumerate(ledger.lines) if line.kind == "code"} if field == "text" else set()
    proposals: list[Proposal] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        if _ANY_WIDE.search(line):
            bare = line.strip(_STRIPPED)
            head = line.index(bare) if bare else len(line)
            tail = head + len(bare)
            if number not in code:
                spans = [(0, head), (tail, len(line))]
                proposals += [
                    Proposal("encoding.space", start + begin, start + end, "")
                    for begin, end in spans
                    if _ANY_WIDE.search(line, begin, end)
                ]
            else:
                head, tail = 0, len(line)
            proposals += [
                Proposal("encoding.space", start + found.start(), start + found.end(), " ")
                for found in _NO_BREAK_SPACE.finditer(line, head, tail)
            ]
        start += len(line) + 1
    return proposals
