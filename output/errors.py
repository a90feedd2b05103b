"""What can go wrong while writing, reading or proving a dataset, rooted in one base."""

from __future__ import annotations

from pathlib import Path


class OutputError(ValueError):
    """Base of every error this package raises on purpose."""


class DatasetError(OutputError):
    """A dataset cannot be written or read.

    The message says where, what was expected, what was found and what to try next; the four parts are
    attributes as well.

    >>> print(DatasetError("data/x", expected="a dataset folder", found="no such folder", try_next="jiaokan runs list"))
    data/x: expected a dataset folder, found no such folder. Try: jiaokan runs list
    """

    def __init__(self, where: str | Path, *, expected: str, found: str, try_next: str) -> None:
        self.where = str(where)
        self.expected = expected
        self.found = found
        self.try_next = try_next
        super().__init__(f"{self.where}: expected {expected}, found {found}. Try: {try_next}")


class RowError(OutputError):
    """A value does not fit its column: the message names table, column and value."""
