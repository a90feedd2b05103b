"""What the terminal shows: marks around edits, progress bars. Colour never carries meaning alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from output.marks import Segment

if TYPE_CHECKING:
    from crawler.progress import Progress as CrawlProgress

# Beside the control characters those that turn the direction of a line round: they let text look like other text.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_DRIVING = [*range(0x7F, 0xA0), 0x2028, 0x2029, *_TURNING]
_MOST_HOSTS = 5
_CONTROL = {code: "�" for code in [*range(0x20), *_DRIVING] if code not in (0x09, 0x0A)}
_ESCAPED = {code: f"\\u{code:04x}" for code in _DRIVING}


def colourful(stream: TextIO) -> bool:
    """Whether to colour a stream: a terminal, and NO_COLOR not set to anything."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def plain(text: str) -> str:
    """Page text for a terminal: control characters, which could drive it, are shown as a replacement character.

    >>> plain("春汛\\x1b[2J")
    '春汛�[2J'
    """
    return text.translate(_CONTROL)


def plain_json(text: str) -> str:
    """JSON that says the same and drives no terminal: JSON itself escapes the lower control characters only.

    >>> plain_json('"\\x9b2J"')
    '"\\\\u009b2J"'
    """
    return text.translate(_ESCAPED)


def columns(stream: TextIO) -> int:
    """How many characters wide to write: the width of the terminal, 100 where there is none."""
    return max(40, shutil.get_terminal_size((100, 24)).columns) if stream.isatty() else 100


def clipped(text: str, width: int) -> str:
    """Text cut to so many columns; Chinese characters take two.

    >>> clipped("河水涨了", 6)
    '河水…'
    """
    from rich.cells import cell_len, set_cell_size

    text = text.replace("\\n", " ").replace("\\t", " ")
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """Text in lines of so many columns, every one indented; broken at spaces, or between Chinese characters."""
    from rich.cells import cell_len, chop_cells

    lines: list[str] = []
    room = width - len(indent)
    line = ""
    for word in text.split():
        if line and cell_len(line) + 1 + cell_len(word) <= room:
            line += f" {word}"
            continue
        if line:
            lines.append(line)
        *whole, line = chop_cells(word, room)
        lines += whole
    return [indent + each for each in [*lines, line]]


def marked(pieces: Sequence[Segment], colour: bool) -> str:
    """A line with its edits marked in place: [-before-]{+after+}, as `git diff --word-diff` writes it.

    >>> marked([Segment("在在以后", "在未来", ("x.y",)), Segment("，", "，")], False)
    '[-在在以后-]{+在未来+}，'
    """
    red, green, off = ("\x1b[31m", "\x1b[32m", "\x1b[0m") if colour else ("", "", "")
    told: list[str] = []
    for piece in pieces:
        if not piece.rules:
            told.append(plain(piece.before))
            continue
        if piece.before:
            told.append(f"{red}[-{plain(piece.before)}-]{off}")
        if piece.after:
            told.append(f"{green}{{+{plain(piece.after)}+}}{off}")
    return "".join(told)


class Watched:
    """A progress that nobody sees, and the base of the one that a terminal shows."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Takes how far a stage is."""

    def watch(self, seen: CrawlProgress, /) -> None:
        """Takes where a crawl stands."""


@contextmanager
def progress_bars() -> Iterator[Watched]:
    """A progress that draws a bar for each stage on a terminal, with figures below that of a crawl; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield Watched()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    told: list[str] = []

    class BarsAndFigures(Bars):
        def get_renderables(self) -> Iterator[Any]:
            yield self.make_tasks_table(self.tasks)
            yield from (Text(line, overflow="ellipsis", no_wrap=True) for line in told)

    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with BarsAndFigures(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        class Shown(Watched):
            def __call__(self, stage: str, done: int, total: int, /) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(stage, total=total or None)
                if stage != "crawl":
                    told.clear()
                bars.update(tasks[stage], completed=done, total=total or None)

            def watch(self, seen: CrawlProgress, /) -> None:
                told[:] = crawl_figures(seen)
                bars.refresh()

        yield Shown()


def crawl_figures(seen: CrawlProgress) -> list[str]:
    """Where a crawl stands, in lines: the sums, and the busiest hosts where there are several.

    >>> from crawler.progress import Progress
    >>> print(*crawl_figures(Progress({"fetched": 1203}, 412, 60.0, 8.05, {}, {"http_404": 3})))
    1,203 fetched, 412 queued, 3 errors (http_404 3), 8.1/s
    """
    from output.counting import counted

    why = f" ({counted(seen.reasons)})" if seen.reasons else ""
    lines = [
        f"{seen.fetched:,} fetched, {seen.queued:,} queued, {seen.errors:,} errors{why}, {seen.rate:.1f}/s"
    ]
    if len(seen.hosts) > 1:
        for host, counts in list(seen.hosts.items())[:_MOST_HOSTS]:
            answers = counts.get("fetched", 0) + counts.get("other", 0)
            lines.append(f"  {plain(host)}: {answers:,} answers, {counts.get('errors', 0):,} errors")
    return lines
