"""Whether the time of repair grows with the text or faster: each text once, and once ten times as long.

python benchmarks/repair_growth.py

A ratio near 10 is linear growth, near 100 quadratic. The texts are such as a hostile page would send: one sort of
edit, thousands of times.
"""

from __future__ import annotations

import time

from cleaning.repair import repair_text

_SPUN = "修复师先除尘,再补破洞。除了这些以外呢,馆里还要登记每一页的破损情况,并拍照存档。"
TEXTS = {
    "half-width marks, a line each": lambda n: "\n".join(f"{i}{_SPUN}" for i in range(n)),
    "half-width marks in one line": lambda n: _SPUN * n,
    "editor lines": lambda n: "责任编辑：李然\n" * (4 * n),
    "one paragraph again and again": lambda n: "古籍修复先要除尘，再补破洞和裂口。\n" * (10 * n),
    "在在以后": lambda n: "在在以后" * (8 * n),
    "entities": lambda n: "&nbsp;中" * (8 * n),
    "ideographic spaces": lambda n: ("\u3000" * 50 + "\n") * (5 * n),
    "spun words": lambda n: "办事器收到恳求后挪用接口，毗连数据库。" * (4 * n),
    "calques": lambda n: "熊猫饼干码头工人数据库" * (6 * n),
    "addresses": lambda n: "见http://a.cn/x,看。" * (4 * n),
}


def seconds(text: str) -> float:
    """The time to repair one text."""
    begun = time.perf_counter()
    repair_text(text)
    return time.perf_counter() - begun


def main() -> None:
    """Print, for each sort of text, both times and their ratio."""
    seconds(_SPUN)
    for name, make in TEXTS.items():
        short = min(seconds(make(400)) for _ in range(3))
        long = seconds(make(4000))
        print(
            f"{name:<32} {len(make(4000)):>9} characters {short:7.3f} s -> {long:7.3f} s, ratio {long / short:.1f}"
        )


if __name__ == "__main__":
    main()
