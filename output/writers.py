"""Tables to files: CSV and JSON lines, row by row, the same bytes for the same rows.

CSV follows RFC 4180 with "\\n" as the end of a record, in UTF-8 without a byte order mark. A missing value is an
empty cell without quotes and `null` in JSON; the empty string is `""` in both.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from output.errors import RowError
from output.schema import Cell, Row, Table, row_type

_NEEDS_QUOTES = re.compile('[",\r\n]')


class WrittenFile(msgspec.Struct, frozen=True):
    """A finished file: its name, SHA-256 in hex, length in bytes and number of rows."""

    name: str
    sha256: str
    bytes: int
    rows: int


def csv_cell(value: Cell) -> str:
    """One value as a CSV cell.

    >>> [csv_cell(value) for value in (None, "", "NA", "a,b", 'a "b" c', 7, 0.5, True)]
    ['', '""', 'NA', '"a,b"', '"a ""b"" c"', '7', '0.5', 'true']
    """
    if isinstance(value, str):
        if value and not _NEEDS_QUOTES.search(value):
            return value
        return '"' + value.replace('"', '""') + '"'
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def csv_record(row: Iterable[Cell]) -> str:
    """One row as a CSV record with its line end.

    >>> csv_record(("a", None, "", 1))
    'a,,"",1\\n'
    """
    return ",".join(map(csv_cell, row)) + "\n"


class TableWriter:
    """Writes one table as `<name>.csv` and `<name>.jsonl` into a folder, a row at a time.

    Used as a context manager; `files` says what was written once it is closed. Closing makes the bytes durable.
    """

    def __init__(self, folder: Path, table: Table) -> None:
        self.table = table
        self.rows = 0
        self._row_type = row_type(table.name)
        self._encoder = msgspec.json.Encoder()
        self._csv = _HashedFile(folder / f"{table.name}.csv")
        self._jsonl = _HashedFile(folder / f"{table.name}.jsonl")
        self._csv.write(csv_record(table.names).encode())

    def write(self, row: Row) -> None:
        """Append one row to both files; RowError names the table when the row does not fit it."""
        if len(row) != len(self.table.columns):
            raise RowError(
                f"{self.table.name}: expected {len(self.table.columns)} values, found {len(row)}: {row!r:.200}"
            )
        try:
            line, record = self._encoder.encode(self._row_type(*row)), csv_record(row).encode()
        except (UnicodeEncodeError, ValueError) as error:
            raise RowError(
                f"{self.table.name}: row {row[0]!r} cannot be written as UTF-8: {error}"
            ) from error
        self._csv.write(record)
        self._jsonl.write(line + b"\n")
        self.rows += 1

    def close(self) -> None:
        """Flush both files to the disk."""
        self._csv.close()
        self._jsonl.close()

    @property
    def files(self) -> tuple[WrittenFile, WrittenFile]:
        """The CSV file and the JSONL file, as far as they are written."""
        return self._csv.summary(self.rows), self._jsonl.summary(self.rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


class _HashedFile:
    """A new file that knows the digest and length of what it was given."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] = path.open("xb", buffering=1 << 18)
        self._digest = hashlib.sha256()
        self._length = 0

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._digest.update(chunk)
        self._length += len(chunk)

    def close(self) -> None:
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def summary(self, rows: int) -> WrittenFile:
        return WrittenFile(self._path.name, self._digest.hexdigest(), self._length, rows)


def write_durably(path: Path, content: str | bytes) -> None:
    """Write a new file and bring it to the disk before returning."""
    with path.open("xb") as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
