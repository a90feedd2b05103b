"""The archive: WARC files, written once and read by any tool.

Writing stands here, reading in `crawler.archive_reading`; both are meant to be imported from this module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from crawler.archive_reading import ArchivedRecord, read_record_at, read_records
from crawler.errors import ArchiveError
from crawler.fault import is_near, reach
from crawler.warc import (
    Exchange,
    Referred,
    gzip_member,
    new_id,
    request_record,
    response_record,
    revisit_record,
    sha1_base32,
    warcinfo_record,
)

__all__ = [
    "ArchiveWriter",
    "ArchivedRecord",
    "Exchange",
    "Place",
    "Referred",
    "new_id",
    "read_record_at",
    "read_records",
    "sha1_base32",
    "sync_folder",
    "truncate",
]

# A file of this size takes about a minute to copy and a few seconds to check; crawls of a day fill few of them.
ROLL_AT = 512 * 1024 * 1024

_NAME = re.compile(r"[0-9A-Za-z._-]+")


class Place(msgspec.Struct, frozen=True):
    """Where a record lies: file name inside the archive folder, offset and length of its gzip member in bytes."""

    file: str
    offset: int
    length: int


class ArchiveWriter:
    """Appends records to WARC files in a folder; a new file for every writer, rolled at `roll_at` bytes.

    Nothing is promised to be on disk before `sync`. File names are `<name>-<UTC time>-<number>.warc.gz`.
    """

    def __init__(
        self, folder: Path, name: str, info: Sequence[tuple[str, str]], roll_at: int = ROLL_AT
    ) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"expected a name of letters, digits, '.', '_' and '-', found {name!r}")
        self._folder = folder
        self._prefix = f"{name}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        self._info = tuple(info)
        self._roll_at = roll_at
        self._number = 0
        self._descriptor: int | None = None
        self._path = folder
        self._length = 0
        self._unsynced: dict[str, int] = {}
        self._failure: ArchiveError | None = None

    def append(
        self, exchange: Exchange, referred: Referred | None = None, digest: str | None = None
    ) -> Place:
        """Writes an answer and its request; the place is that of the answer. `digest` is that of its payload, if known.

        With `referred` the answer becomes a revisit record that stands for the earlier one.
        """
        if self._failure is not None:
            # What a failed write left behind lies between the last good record and the next one.
            raise self._failure
        if self._descriptor is None or self._length >= self._roll_at:
            self._open_next(exchange.date)
        record_id = new_id()
        if referred is None:
            answer = gzip_member(response_record(exchange, record_id, digest))
        else:
            answer = gzip_member(revisit_record(exchange, record_id, referred))
        place = Place(self._path.name, self._length, len(answer))
        self._write(answer)
        self._write(gzip_member(request_record(exchange, record_id)))
        # Only whole exchanges count: what a failed write leaves behind is never committed.
        self._unsynced[self._path.name] = self._length
        return place

    def sync(self) -> dict[str, int]:
        """Brings all that was appended to disk; the length of every file it touched, by file name."""
        if self._descriptor is not None:
            try:
                os.fsync(self._descriptor)
            except OSError as error:
                raise self._failed(error) from error
        lengths, self._unsynced = self._unsynced, {}
        return lengths

    def close(self) -> None:
        """Closes the file at hand; a later `append` opens a new one."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None

    def _open_next(self, date: str) -> None:
        self.close()
        self._number += 1
        self._path = self._folder / f"{self._prefix}-{self._number:05d}.warc.gz"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            sync_folder(self._folder)
        except OSError as error:
            raise self._failed(error) from error
        self._length = 0
        if self._number > 1:
            reach("roll-over")
        self._write(gzip_member(warcinfo_record(date, self._path.name, self._info)))

    def _write(self, content: bytes) -> None:
        assert self._descriptor is not None
        view = memoryview(content)
        try:
            if is_near("mid-write"):
                half = len(view) // 2
                view = view[os.write(self._descriptor, view[:half]) :]
                reach("mid-write")
            while view:
                written = os.write(self._descriptor, view)
                view = view[written:]
        except OSError as error:
            raise self._failed(error) from error
        self._length += len(content)

    def _failed(self, error: OSError) -> ArchiveError:
        self._failure = ArchiveError(
            f"{self._path}: cannot be written at {self._length}: {error.strerror}; free some space or correct the "
            f"permissions, then run again: what was committed is kept",
            self._path,
            self._length,
        )
        return self._failure


def truncate(path: Path, length: int) -> None:
    """Cuts a file to its committed length, on disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, length)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
