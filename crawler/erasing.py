"""Takes records out of archive files without moving any other: what they held is overwritten, the places stay.

Datasets name records by file and offset. A file that became shorter would make every such name in every dataset wrong,
so the gzip members of a forgotten page give way to members of the same length that say that something was taken out.
The new file is written beside the old one, synced, and renamed over it: a crash leaves one of the two.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from crawler.archive import sync_folder
from crawler.errors import ArchiveError
from crawler.warc import new_id

_PIECE = 1 << 18
# Headers of WARC records are shorter by far.
_HEAD = 1 << 16
_STORED = 65_535
# Members that stand next to each other share one filler up to this length, so that memory stays small.
_FILLER = 4 << 20
_SUFFIX = ".erasing"


class Member(msgspec.Struct, frozen=True):
    """One gzip member: where it lies, the kind of its record and the address it is about."""

    offset: int
    length: int
    kind: str
    url: str | None


def members(path: Path) -> Iterator[Member]:
    """All members of a file of ours, in order; ArchiveError where one is not whole."""
    with path.open("rb") as stream:
        offset, piece = 0, stream.read(_PIECE)
        while piece:
            machine, length, head = zlib.decompressobj(31), 0, b""
            while not machine.eof:
                try:
                    shown = machine.decompress(piece)
                except zlib.error as error:
                    raise _torn(path, offset) from error
                head = head if len(head) >= _HEAD else head + shown[:_HEAD]
                length += len(piece) - len(machine.unused_data)
                piece = machine.unused_data or stream.read(_PIECE)
                if not piece and not machine.eof:
                    raise _torn(path, offset)
            kind, url = _about(head)
            yield Member(offset, length, kind, url)
            offset += length


def erase(path: Path, wanted: Callable[[str], bool], date: str) -> int:
    """Overwrites the records about wanted addresses, requests among them; how many there were.

    The file keeps its length and the place of everything else. Nothing is written where nothing is wanted.
    """
    found = [member for member in members(path) if member.url is not None and wanted(member.url)]
    if not found:
        return 0
    fresh = path.with_name(f".{path.name}{_SUFFIX}")
    with path.open("rb") as old, fresh.open("wb") as new:
        for offset, length in _regions(found):
            _copy(old, new, offset - new.tell())
            new.write(filler(length, date))
            old.seek(offset + length)
        _copy(old, new, path.stat().st_size - new.tell())
        new.flush()
        os.fsync(new.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
    return len(found)


def clear_unfinished(folder: Path) -> None:
    """Removes what a killed process left half written."""
    for fresh in folder.glob(f".*{_SUFFIX}"):
        fresh.unlink()


def filler(length: int, date: str) -> bytes:
    """A gzip member of exactly this length, whose record says that something was taken out.

    >>> import gzip
    >>> member = filler(70_000, "2026-03-01T00:00:00Z")
    >>> len(member), gzip.decompress(member)[:8]
    (70000, b'WARC/1.1')
    """
    blocks = max(1, -(-(length - 18) // (_STORED + 5)))
    record = _record(length - 18 - 5 * blocks, date)
    out = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"]
    for number in range(blocks):
        chunk = record[number * _STORED : (number + 1) * _STORED]
        out.append(struct.pack("<BHH", number == blocks - 1, len(chunk), len(chunk) ^ 0xFFFF) + chunk)
    out.append(struct.pack("<II", zlib.crc32(record), len(record)))
    return b"".join(out)


def _record(length: int, date: str) -> bytes:
    """A metadata record of exactly this length."""
    for spaces in range(8):
        for digits in range(1, 10):
            head = (
                f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: {new_id()}\r\nWARC-Date: {date}\r\n"
                f"Content-Type: text/plain{' ' * spaces}\r\nContent-Length: "
            )
            room = length - len(head) - digits - 4 - 4
            if room >= 0 and len(str(room)) == digits:
                text = b"taken out on request"[:room]
                return f"{head}{room}\r\n\r\n".encode() + text.ljust(room) + b"\r\n\r\n"
    raise ValueError(f"expected room for a record, found {length} bytes")


def _regions(found: list[Member]) -> Iterator[tuple[int, int]]:
    """Places and lengths to be overwritten; neighbours together, because a request alone leaves little room."""
    start, end = found[0].offset, found[0].offset
    for member in found:
        if member.offset != end or (end - start >= _FILLER and member.kind != "request"):
            yield start, end - start
            start = member.offset
        end = member.offset + member.length
    yield start, end - start


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while length > 0 and (piece := source.read(min(length, _PIECE))):
        target.write(piece)
        length -= len(piece)


def _about(head: bytes) -> tuple[str, str | None]:
    """The kind of a record and the address it is about."""
    fields: dict[str, str] = {}
    for line in head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    return fields.get("warc-type", ""), fields.get("warc-target-uri")


def _torn(path: Path, offset: int) -> ArchiveError:
    return ArchiveError(
        f"{path}: the record at {offset} is not whole, so nothing was taken out of this file; crawl once, which cuts "
        "what a crash has left, then try again",
        path,
        offset,
    )
