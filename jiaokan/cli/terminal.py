"""What the terminal shows: marks around edits, progress bars. Colour never carries meaning alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from output.marks import Segment

if TYPE_CHECKING:
    from jiaokan.pipeline import Progress

_CONTROL = {code: "�" for code in [*range(0x20), *range(0x7F, 0xA0)] if code not in (0x09, 0x0A)}


def colourful(stream: TextIO) -> bool:
    """Whether to colour a stream: a terminal, and NO_COLOR not set to anything."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def plain(text: str) -> str:
    """Page text for a terminal: control characters, which could drive it, are shown as a replacement character."""
    return text.translate(_CONTROL)


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


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A progress that draws a bar for each stage on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        from jiaokan.pipeline import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int, /) -> None:
            if stage not in tasks:
                tasks[stage] = int(bars.add_task(stage, total=total or None))
            bars.update(tasks[stage], completed=done, total=total or None)  # type: ignore[arg-type]  # TaskID is an int

        yield show
