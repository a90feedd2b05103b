"""What hostile pages cost: seconds of a processor and memory to read and to clean each of them, one process a page.

    python benchmarks/hostile.py [NAME …] [--bytes N] [--form bytes|str|selectors] [--write docs/benchmarks.md]

Without names all pages are measured. A page is beyond the limits when it takes more than two seconds or adds more
than 300 MB to a process that has read a small page before; such rows are marked, and the command ends with 1.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from hostile_pages import PAGES, PROSE
from marked_pages import write_between

COMMAND: Final = "benchmarks/hostile.py"
MOST_SECONDS: Final = 2.0
MOST_MEGABYTES: Final = 300
_SIZE: Final = 16_000_000
_STOP_AFTER: Final = 60  # seconds
_MOST_MEMORY: Final = 4_000_000_000
_SHOWN: Final = 15


class Cost(NamedTuple):
    """What one page cost: `read` and `cleaned` in seconds, `megabytes` over those of a process that has read a page."""

    name: str
    size: int
    read: float
    cleaned: float
    megabytes: float
    caps: str
    blocks: int
    kept: bool

    @property
    def is_beyond(self) -> bool:
        return self.cleaned > MOST_SECONDS or self.megabytes > MOST_MEGABYTES


def measure(name: str, size: int, form: str) -> Cost:
    """The cost of one page, in processes of their own: one that makes the page and one that reads it.

    The memory of a process counts from that of the one it was started by; so this one never holds a page.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        _run("make", name, str(size), str(path))
        size = path.stat().st_size
        try:
            told = json.loads(_run("read", name, form, str(path)))
        except subprocess.TimeoutExpired:
            return Cost(name, size, float("inf"), float("inf"), 0, "", 0, False)
        except subprocess.CalledProcessError as error:
            print(error.stderr[-2000:], file=sys.stderr)
            return Cost(name, size, float("inf"), float("inf"), float("inf"), "failed", 0, False)
    return Cost(name, size, **told)


def _run(*arguments: str) -> str:
    command = [sys.executable, __file__, "--one", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_STOP_AFTER, check=True)
    return done.stdout


def _one(step: str, name: str, *rest: str) -> None:
    """What a process of its own does: make a page, or read one and print what it cost."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    if step == "make":
        Path(rest[1]).write_bytes(PAGES[name](int(rest[0])))
    else:
        print(json.dumps(_read(name, *rest)))


def _read(name: str, form: str, path: str) -> dict[str, object]:
    from cleaning.page import Page
    from cleaning.reading import ReadOptions, read
    from cleaning.repair import repair_article

    selectors = {"body": ".content p", "remove": "p > span, .ad ~ p", "author": ".author"}
    options = ReadOptions(selectors=selectors if form == "selectors" else {})
    small = f"<h1>磨坊</h1><div class=content><p>{PROSE * 5}</p></div>"
    repair_article(read(Page(content=small), options))
    content: bytes | str = Path(path).read_bytes()
    if form == "str" and isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    page = Page(
        content=content,
        url="https://example.com/a/1.html",
        fetched_at="2026-02-04T08:00:00+08:00",
        form="text" if name.startswith("text:") else "html",
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    article = read(page, options)
    read_in = time.process_time() - begun
    repaired = repair_article(article)
    cleaned_in = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "read": round(read_in, 3),
        "cleaned": round(cleaned_in, 3),
        "megabytes": round((after - before) / 1024),
        "caps": article.metadata.found.get("caps", ""),
        "blocks": len(repaired.blocks),
        "kept": PROSE[:12] in article.text,
    }


def table(costs: list[Cost]) -> str:
    """The dearest pages in Markdown, by time and by memory."""
    dear = sorted(costs, key=lambda cost: max(cost.cleaned / MOST_SECONDS, cost.megabytes / MOST_MEGABYTES))
    lines = [
        f"{len(costs)} pages of {_SIZE / 1e6:.0f} MB at most; "
        f"{sum(cost.is_beyond for cost in costs)} of them beyond {MOST_SECONDS:.0f} s or {MOST_MEGABYTES} MB. The dearest:",
        "",
        "| page | MB | read, s | cleaned, s | added memory, MB | caps |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for cost in reversed(dear[-_SHOWN:]):
        lines.append(
            f"| {cost.name} | {cost.size / 1e6:.1f} | {cost.read:.2f} | {cost.cleaned:.2f} | {cost.megabytes:.0f} "
            f"| {cost.caps or '–'} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and write the table where asked."""
    if sys.argv[1:2] == ["--one"]:
        _one(*sys.argv[2:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pages to measure; all without")
    parser.add_argument("--bytes", type=int, default=_SIZE)
    parser.add_argument("--form", choices=("bytes", "str", "selectors"), default="bytes")
    parser.add_argument(
        "--write", type=Path, help="a page of the documentation with the marks of this command"
    )
    asked = parser.parse_args()
    costs: list[Cost] = []
    for name in asked.names or PAGES:
        cost = measure(name, asked.bytes, asked.form)
        costs.append(cost)
        print(
            f"{'!' if cost.is_beyond else ' '} {name:<44} {cost.size:>9} {cost.read:7.2f} {cost.cleaned:7.2f} s "
            f"{cost.megabytes:6.0f} MB {cost.blocks:>7} blocks {'kept' if cost.kept else '-':<4} {cost.caps}",
            flush=True,
        )
    if asked.write:
        write_between(asked.write, COMMAND, table(costs))
    return int(any(cost.is_beyond for cost in costs))


if __name__ == "__main__":
    sys.exit(main())
