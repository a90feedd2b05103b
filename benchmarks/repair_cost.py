"""What repair costs: time beside the bare parse of a page, the start of the command, and memory of rules and tables.

python benchmarks/repair_cost.py        (make bench-precision)

The parse is that of a synthetic page of 120 KB by lexbor. Parses and repairs of articles of about 1,500 characters take
turns in one process, and a ratio is that of the medians: what else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from corpora import CACHE, chosen, lines_of, pages_of
from marked_pages import write_between

DOCS = Path(__file__).parents[1] / "docs/repair-benchmarks.md"
PAGES = 60
ROUNDS = 15
LINE = "除了这些以外呢,馆里还要登记每一页的破损情况。"
WAKING = (
    LINE,
    "圖書館的數(shù)量,在在以后會更多。",
    "目前&ldquo;馆藏&rdquo;的的数量很多,,鈥滃浘涔﹂鈥",
    "作为一个AI语言模型,我将若是经由过程办事器旌旗灯号举行的的讨论。",
)
"""Texts that make every table be read that is read only when it is asked for."""


def synthetic_page(size: int = 120_000) -> str:
    """A page of so many bytes: an article among menus, lists and scripts, as a portal serves it."""
    menu = "".join(f"<li><a href='/c/{n}.html' class='nav-item'>栏目{n}</a></li>" for n in range(120))
    prose = "".join(
        f"<p class='p{n}'>第{n}段，<span>修复师先除尘</span>，再补破洞和裂口，最后压平。</p>"
        for n in range(60)
    )
    script = "<script>var a=" + ",".join(f"'{n}'" for n in range(2000)) + ";</script>"
    page = f"<html><head><title>修复</title>{script}</head><body><ul>{menu}</ul><div>{prose}</div>"
    row = "<div class='row'><a href='/a/1.html'><img src='/i/1.jpg' alt='图'></a><h3>相关文章</h3><p>摘要文字。</p></div>"
    rest = (size - len(page.encode())) // len(row.encode())
    return f"{page}{row * rest}</body></html>"


def texts_of(cache: Path) -> dict[str, list[str]]:
    """Pages of each kind of corpus, evenly drawn."""
    pages: dict[str, list[str]] = {}
    for corpus in chosen(
        ["news", "reviews", "libreoffice-help", "manual-pages", "game-texts", "traditional"]
    ):
        found = [page for page in pages_of(lines_of(corpus, cache)) if 1400 < len(page) < 1800]
        pages.setdefault(corpus.kind, []).extend(islice(found[:: max(1, len(found) // PAGES)], PAGES))
    return pages


def interleaved(works: Mapping[str, Callable[[], int]]) -> dict[str, float]:
    """The median time of each work for one of its things, in seconds; a work says how many it did."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.perf_counter()
            done = work()
            times[name].append((time.perf_counter() - begun) / done)
    return {name: statistics.median(found) for name, found in times.items()}


def cost(cache: Path) -> list[str]:
    """The time of a repair for each kind of text, beside the parse, a line each."""
    from selectolax.lexbor import LexborHTMLParser

    from cleaning.repair import repair_text

    page = synthetic_page()

    def parse() -> int:
        for _ in range(PAGES):
            LexborHTMLParser(page)
        return PAGES

    def repairing(texts: list[str]) -> Callable[[], int]:
        def work() -> int:
            for text in texts:
                repair_text(text)
            return len(texts)

        return work

    works = {kind: repairing(texts) for kind, texts in texts_of(cache).items()}
    for work in works.values():
        work()
    times = interleaved({"parse": parse, **works})
    told = [f"parse of {len(page.encode()):,} bytes {times['parse'] * 1e6:7.0f} µs"]
    return told + [
        f"repair, {kind:<14} {times[kind] * 1e6:7.0f} µs  {times[kind] / times['parse']:.2f}x"
        for kind in works
    ]


def start(rounds: int = 9) -> list[str]:
    """How long `jiaokan repair` takes for one line, in a process of its own."""
    commands = {
        "bare Python": [sys.executable, "-c", "pass"],
        "jiaokan repair": [sys.executable, "-m", "jiaokan", "repair"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(command, input=f"{LINE}\n".encode(), stdout=subprocess.DEVNULL, check=True)
            times[name].append(time.perf_counter() - begun)
    return [
        f"{name:<15} {statistics.median(found) * 1000:.0f} ms for one line" for name, found in times.items()
    ]


MEMORY = """
def resident():
    with open('/proc/self/status') as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmRSS')) / 1024
bare = resident()
import ahocorasick_rs, msgspec, opencc, rjieba
libraries = resident()
from cleaning.repair import repair_text
for text in {texts!r}:
    repair_text(text)
print(f'{{bare:.0f}} MiB bare, {{libraries - bare:.0f}} for libraries, {{resident() - libraries:.0f}} for code, rules and tables')
"""


def memory() -> str:
    """What rules and tables take of memory, all of them read."""
    done = subprocess.run([sys.executable, "-c", MEMORY.format(texts=WAKING)], capture_output=True, text=True)
    return f"memory: {done.stdout.strip() or 'not measured here: ' + done.stderr.strip()[-200:]}"


def main() -> None:
    """Print all three, and write them into the documentation where asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, default=CACHE, help="where corpora are kept")
    parser.add_argument("--write", action="store_true", help=f"write the figures into {DOCS.name}")
    asked = parser.parse_args()
    told = "\n".join([*cost(asked.cache), *start(), memory()])
    print(told)
    if asked.write:
        write_between(DOCS, "benchmarks/repair_cost.py", f"\n```text\n{told}\n```\n")


if __name__ == "__main__":
    main()
