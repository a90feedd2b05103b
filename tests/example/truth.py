"""The expected outcome of articles of the example site, derived from their sources.

Sources hold what the author wrote beside what the page shows, so the truth needs no cleaning code. The files in
`expected/` are reviewed by hand; `python tests/example/truth.py` writes them anew, and the diff is read.

Fields that repair does not touch (author, source, editor) stand as the page shows them. Times are local without
offset. `category` is the channel in the breadcrumb. `cells` stand for a table row, whose text is theirs in this
order with whatever the reader puts between them. `absent` are lines of the page that may stand nowhere in the
published text. `related` is the 相关文章 list without the sidebar; the marks of a teaser are repaired. Indentation
(ideographic or no-break spaces before a paragraph) is no part of a text.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jiaokan.example.neighbours import CHANNELS, related_to
from jiaokan.example.source import HALF_WIDTH, Line, Source, lines, sources

HERE = Path(__file__).parent / "expected"
SAMPLE = [
    "zhiye-2101",
    "zhiye-2104",
    "zhiye-2106",
    "zhiye-2109",
    "zhiye-2110",
    "shequ-3102",
    "shequ-3107",
    "shequ-3108",
    "shequ-3109",
    "zixun-4101",
    "zixun-4102",
    "zixun-4103",
    "zixun-4104",
    "zixun-4105",
    "baike-5101",
    "baike-5102",
    "baike-5103",
    "baike-5104",
    "baike-lvzhi",
]
FULL_WIDTH = {ord(narrow): chr(wide) for wide, narrow in ((w, chr(n)) for w, n in HALF_WIDTH.items())}
_DAMAGE = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")
_PRECISION = {
    "second": (19, "second"),
    "minute": (16, "minute"),
    "slash": (16, "minute"),
    "cn-minute": (16, "minute"),
}


def derive(source: Source, day: int = 1) -> dict[str, Any]:
    """The outcome of one article on a day."""
    there = lines(source, day)
    length, precision = _PRECISION.get(source.date_style, (10, "date"))
    keywords = [line for line in there if line.role == "keywords" and line.kind == "paragraph"]
    return {
        "url": source.url,
        "template": source.template,
        "encoding": source.encoding,
        "title": simplified(source.title, source),
        "author": source.author,
        "source": source.source,
        "editor": source.editor,
        "published_at": source.published[:length],
        "published_precision": precision,
        "views": source.views,
        "category": CHANNELS[source.channel],
        "blocks": [_block(line, source) for line in there if line.role == "body"],
        "keywords": keywords[0].text.split("、") if keywords else source.keywords,
        "related": [
            {
                "url": entry.url,
                "teaser": entry.text.translate(FULL_WIDTH),
                "published_at": entry.published.replace(" ", "T"),
                "views": entry.views,
            }
            for entry in related_to(source)
        ],
        "absent": [
            line.shown for line in there if line.role in ("noise", "repeat") and line.kind == "paragraph"
        ],
        "repairs": _repairs(source),
    }


def simplified(text: str, source: Source) -> str:
    """The text in Simplified characters where the page is in Traditional ones."""
    if source.language != "zh-Hant":
        return text
    from opencc import OpenCC

    return str(OpenCC("t2s").convert(text))


def _block(line: Line, source: Source) -> dict[str, Any]:
    if line.kind == "table_row":
        return {"kind": line.kind, "cells": line.cells}
    return {"kind": line.kind, "text": simplified(line.text, source)}


def _repairs(source: Source) -> list[dict[str, str]]:
    """Every declared damage in the text that stays, in the order of the page."""
    kept = [raw for raw in source.body.split("\n") if not raw.startswith(("[2] ", "@"))]
    return [{"before": m[2], "after": m[1]} for raw in kept for m in _DAMAGE.finditer(raw)]


def by_name() -> dict[str, Source]:
    return {source.name: source for source in sources()}


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name in SAMPLE:
        text = json.dumps(derive(by_name()[name]), ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
