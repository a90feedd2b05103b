"""Whether the time to mark edits in a text grows with the text or faster: each text once, and ten times as long.

python benchmarks/marks_growth.py

A ratio near 10 is linear growth, near 100 quadratic. Repair is not timed, only finding where its edits stand, which
the report, `show --format diff`, `repair --diff` and `Dataset.text_with_marks` ask.
"""

from __future__ import annotations

import time

from cleaning.repair import RepairedText, repair_text, with_line_feeds
from output.marks import segments, sentence_around

_SPUN = "修复师先除尘,再补破洞。除了这些以外呢,馆里还要登记每一页的破损情况,并拍照存档。"
TEXTS = {
    "half-width marks, a line each": lambda n: "\n".join(f"{i}{_SPUN}" for i in range(n)),
    "half-width marks in one line": lambda n: _SPUN * n,
    "Traditional text in one line": lambda n: "圖書館,的書。除了这些以外呢," * n,
    "在在以后": lambda n: "在在以后" * (8 * n),
    "entities": lambda n: "&nbsp;中" * (8 * n),
}


def seconds(fixed: RepairedText) -> float:
    """The time to mark all edits of one text, and to find the sentence around each."""
    text = with_line_feeds(fixed.text)
    begun = time.perf_counter()
    pieces = segments(text, fixed.edits)
    for place, piece in enumerate(pieces):
        if piece.rules:
            sentence_around(pieces, place)
    return time.perf_counter() - begun


def main() -> None:
    """Print, for each sort of text, both times and their ratio."""
    for name, make in TEXTS.items():
        short_text, long_text = repair_text(make(200)), repair_text(make(2000))
        short = min(seconds(short_text) for _ in range(3))
        long = seconds(long_text)
        print(
            f"{name:<32} {len(long_text.edits):>6} edits {short:7.3f} s -> {long:7.3f} s, ratio {long / short:.1f}"
        )


if __name__ == "__main__":
    main()
