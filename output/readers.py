"""Files back to rows, strictly: what a writer of this package did not write is an error with its line number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from output.errors import DatasetError
from output.schema import Cell, Column, Row, Table, row_type

# One cell and what follows it. Both alternatives are unambiguous, so the match is linear.
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\n)')
_INTEGER = re.compile(r"-?[0-9]{1,18}\Z")
_NEXT = "jiaokan verify on the folder names every damaged file; publish the run again or restore the file"


def read_csv(path: Path, table: Table) -> Iterator[Row]:
    """The rows of a CSV file of that table, typed; an empty cell without quotes is None, `""` is the empty string."""
    records = _records(path)
    try:
        number, header = next(records)
    except StopIteration:
        raise _damaged(path, 1, "a header line", "an empty file") from None
    if tuple(header) not in (table.names, table.first_names):
        raise _damaged(
            path, number, f"the columns {', '.join(table.names)}", ", ".join(map(str, header))[:300]
        )
    columns = table.columns[: len(header)]
    later: Row = (None,) * (len(table.columns) - len(columns))
    for number, cells in records:
        if len(cells) != len(columns):
            raise _damaged(path, number, f"{len(columns)} cells", f"{len(cells)}")
        try:
            yield (*[_typed(cell, column) for cell, column in zip(cells, columns, strict=True)], *later)
        except ValueError as error:
            raise _damaged(path, number, "values of the declared types", str(error)) from error


def read_jsonl(path: Path, table: Table) -> Iterator[Row]:
    """The rows of a JSON lines file of that table, checked against the declared types."""
    decoder = msgspec.json.Decoder(row_type(table.name))
    for number, line in _lines(path):
        try:
            yield msgspec.structs.astuple(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _damaged(path, number, f"one row of {table.name} as JSON", str(error)) from error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                raise _damaged(path, number, "a line that ends in a line feed", "the end of the file")
            yield number, line


def _records(path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """The records of a CSV file with the number of the line each begins on; None for an empty unquoted cell."""
    parts: list[str] = []
    first, open_quote = 1, False
    for number, raw in _lines(path):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _damaged(path, number, "UTF-8", str(error)) from error
        if not parts:
            first = number
        parts.append(line)
        open_quote ^= line.count('"') % 2 == 1
        if not open_quote:
            yield first, _cells(path, first, "".join(parts))
            parts = []
    if parts:
        raise _damaged(path, first, "a quoted cell that is closed", "the end of the file")


def _cells(path: Path, number: int, record: str) -> list[str | None]:
    cells: list[str | None] = []
    place = 0
    while place < len(record):
        match = _CELL.match(record, place)
        if match is None:
            raise _damaged(path, number, "cells as RFC 4180 has them", repr(record[place : place + 40]))
        quoted, plain, _ = match.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else plain or None)
        place = match.end()
    return cells


def _typed(cell: str | None, column: Column) -> Cell:
    if cell is None:
        if not column.nullable:
            raise ValueError(f"{column.name} is missing")
        return None
    if column.type == "integer":
        if not _INTEGER.match(cell):
            raise ValueError(f"{column.name} is {cell[:40]!r}, not an integer")
        return int(cell)
    if column.type == "number":
        return float(cell)
    if column.type == "boolean":
        return {"true": True, "false": False}[cell]
    return cell


def _damaged(path: Path, line: int, expected: str, found: str) -> DatasetError:
    return DatasetError(f"{path}, line {line}", expected=expected, found=found, try_next=_NEXT)


def _unreadable(path: Path, error: OSError) -> DatasetError:
    return DatasetError(path, expected="a readable file", found=error.strerror or str(error), try_next=_NEXT)
