"""Invisible characters and entity residue."""

from __future__ import annotations

import html
import re

from cleaning.ledger import Ledger, Proposal
from cleaning.steps import Context

# Zero-width joiner and non-joiner shape emoji and Indic or Arabic words: they go only beside Han, ASCII or an edge.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb]+"
    r"|(?<![^\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[\u200c\u200d]+(?![^\n -~\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:nbsp|ensp|emsp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|quot|times|deg"
    r"|#(?:[0-9]{2,6}|[xX][0-9a-fA-F]{2,5}))(?:;|(?![A-Za-z0-9=]))"
)
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
    return proposals


def _entities(text: str) -> list[Proposal]:
    proposals = []
    for found in _ENTITY.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        line = text[start : end if end >= 0 else len(text)]
        if _TOPIC.search(line) or not re.search("[一-鿿]", line):
            continue
        after = found[0]
        while (
            plain := html.unescape(after if after.endswith(";") else after + ";")
        ) != after and plain.startswith("&"):
            after = plain
        if (len(plain) == 1 and plain.isprintable()) or plain == "\xa0":
            proposals.append(
                Proposal("encoding.entity", found.start(), found.end(), " " if plain.isspace() else plain)
            )
    return proposals
