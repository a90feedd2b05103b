"""Invisible characters and entity residue."""

from __future__ import annotations

import html
import re

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

# Zero-width joiner and non-joiner shape emoji and Indic or Arabic words: they go only beside Han, ASCII or an edge.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb]+"
    r"|(?<![^\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[\u200c\u200d]+(?![^\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:nbsp|ensp|emsp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|quot|times|deg|amp|lt|gt"
    r"|#(?:[0-9]{2,6}|[xX][0-9a-fA-F]{2,5}))(?:;|(?![A-Za-z0-9=]))"
)
# White space that is none of HTML's: no-break and typographic spaces, and what other systems end lines with.
_ODD_SPACE = "\u00a0\u2002-\u200a\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_WIDE = f"{_ODD_SPACE}\u3000"
_ANY_WIDE = re.compile(f"[{_WIDE}]")
_STRIPPED = " \t" + "".join(c for c in map(chr, range(0x3001)) if _ANY_WIDE.match(c))
_NO_BREAK_SPACE = re.compile(f"[{_ODD_SPACE}]+")
_HAN = re.compile("[一-鿿]")
_MOST_ESCAPES = 5
_MARKUP = re.compile(r"(?:amp|lt|gt);?$")
_TOPIC = re.compile(r"实体|實體|转义|轉義|HTML|html|标记语言|字符引用")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove what cannot be seen, and write out entities that were left as code."""
    text = ledger.fields[field]
    proposals = []
    if context.on("encoding.invisible"):
        proposals += [
            Proposal("encoding.invisible", m.start(), m.end(), "") for m in _INVISIBLE.finditer(text)
        ]
    if context.on("encoding.entity") and "&" in text:
        proposals += _entities(text)
    if context.on("encoding.space"):
        proposals += _spaces(ledger, field, text)
    return proposals


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


def _entities(text: str) -> list[Proposal]:
    proposals = []
    start = 0
    for line in text.split("\n"):
        if "&" in line and not _TOPIC.search(line) and _HAN.search(line):
            for found in _ENTITY.finditer(line):
                if _MARKUP.search(found[0]) and not _stands_between(line, found.start(), found.end()):
                    continue
                plain = _written_out(found[0])
                if (len(plain) == 1 and plain.isprintable()) or plain == "\xa0":
                    after = " " if plain.isspace() else plain
                    proposals.append(
                        Proposal("encoding.entity", start + found.start(), start + found.end(), after)
                    )
        start += len(line) + 1
    return proposals


def _stands_between(line: str, start: int, end: int) -> bool:
    """Whether characters of words touch a stretch on both sides: set off, &lt; is what a text about markup shows."""
    return line[start - 1 : start].isalnum() and line[end : end + 1].isalnum()


def _written_out(entity: str) -> str:
    """What an entity stands for, however often it was escaped."""
    for _ in range(_MOST_ESCAPES):
        plain = html.unescape(entity if entity.endswith(";") else f"{entity};")
        if plain == entity or not plain.startswith("&") or plain == "&":
            return plain
        entity = plain
    return entity
