"""Tables that a command writes into a page of the documentation: each between two marks that name the command."""

from __future__ import annotations

from pathlib import Path


def marks(command: str) -> tuple[str, str]:
    """The lines before and after what a command writes.

    >>> marks("make bench-extract")
    ('<!-- written by make bench-extract: begin -->', '<!-- written by make bench-extract: end -->')
    """
    return f"<!-- written by {command}: begin -->", f"<!-- written by {command}: end -->"


def written_between(page: str, command: str, table: str) -> str:
    """A page with the text between the marks of a command replaced.

    >>> begin, end = marks("make x")
    >>> written_between(f"前\\n{begin}\\n旧\\n{end}\\n后", "make x", "新") == f"前\\n{begin}\\n新\\n{end}\\n后"
    True

    Raises ValueError where a mark is missing or stands more than once.
    """
    begin, end = marks(command)
    if page.count(begin) != 1 or page.count(end) != 1:
        raise ValueError(
            f"expected the lines {begin!r} and {end!r} once each; put them where the table belongs"
        )
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{table}\n{end}{after}"


def write_between(path: Path, command: str, table: str) -> None:
    """`written_between` for a file."""
    path.write_text(written_between(path.read_text("utf-8"), command, table), "utf-8")
