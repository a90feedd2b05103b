"""Input of a run: files of any known kind, cut into partitions that can be read one by one, in any process."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from cleaning.page import Page
from jiaokan.errors import UsageError

if TYPE_CHECKING:
    from crawler.archive import ArchivedRecord

Form = Literal["warc", "html", "text", "jsonl", "binary", "empty"]

_FILES_IN_PARTITION = 200
_RECORDS_IN_PARTITION = 500
_JSONL_BYTES = 8_000_000
_MOST_BYTES_OF_FILE = 64_000_000
_SNIFFED = 4096
_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz")
_JSONL_NAMES = (".jsonl", ".ndjson", ".jsonl.gz")


class Partition(msgspec.Struct, frozen=True):
    """A piece of the input. `name` is how `archive_ref` calls the file (a path below the input, or its name).

    For "files" `path` is the folder and `members` are names below it; for the others `start` and `end` are byte
    offsets in the file. `stamp` changes when the content does.
    """

    kind: Literal["warc", "files", "jsonl"]
    path: str
    name: str
    stamp: str
    start: int = 0
    end: int | None = None
    members: tuple[str, ...] = ()


class Failure(msgspec.Struct, frozen=True):
    """A place of the input that holds no page that could be read: it becomes a dropped row."""

    reason: str
    detail: str
    url: str | None = None
    archive_ref: str | None = None
    fetched_at: str | None = None


def partitions_of(inputs: Sequence[str | Path]) -> list[Partition]:
    """The partitions of files and folders, in the order given, folders sorted by name.

    Raises UsageError for a path that does not exist, and where nothing that could hold a page is found at all.
    """
    found: list[Partition] = []
    unusable: list[str] = []
    for given in map(Path, inputs):
        if not given.exists():
            raise UsageError(f"{given}: there is no such file or folder; check the path")
        files = _files_below(given) if given.is_dir() else [given]
        if not files:
            unusable.append(
                f"{given}: the folder holds no file; expected WARC, HTML, text or JSONL files in it"
            )
        root = given if given.is_dir() else given.parent
        forms = [(file, form_of(file)) for file in files]
        if not given.is_dir() and forms[0][1] in ("binary", "empty"):
            unusable.append(f"{given}: {_unusable(forms[0][1])}")
            continue
        found += _partitions(root, forms)
    if not found:
        raise UsageError(
            "\n".join([*unusable, "no input to clean: name WARC, WET, HTML, text or JSONL files, or -"])
        )
    return found


def form_of(path: Path) -> Form:
    """What a file is, by its first bytes, and by its name where those leave it open."""
    try:
        head = _head(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    name = path.name.lower()
    if not head:
        return "empty"
    if head.startswith(b"WARC/"):
        return "warc"
    if name.endswith(_HTML_NAMES):
        return "html"
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf16 and (b"\x00" in head or sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 50):
        return "binary"
    if name.endswith(_JSONL_NAMES) or (head.lstrip().startswith(b"{") and b'"' in head[:64]):
        return "jsonl"
    lowered = head.lower()
    if any(
        tag in lowered
        for tag in (b"<!doctype", b"<html", b"<head", b"<body", b"<div", b"<article", b"<p>", b"<table")
    ):
        return "html"
    return "text"


def pages(partition: Partition) -> Iterator[Page | Failure]:
    """The pages of a partition in order; a place that cannot be read is a Failure, never an exception."""
    if partition.kind == "files":
        for member in partition.members:
            yield _file_page(Path(partition.path) / member, member)
    elif partition.kind == "jsonl":
        yield from _jsonl_pages(partition)
    else:
        yield from _warc_pages(partition)


def _files_below(folder: Path) -> list[Path]:
    """All files below a folder, sorted by path; hidden ones are left out, links are not followed."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent) / name for name in names if not name.startswith(".")]
    return sorted(found)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(_SNIFFED)
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, _SNIFFED)
    except zlib.error:
        return b"\x00"


def _unusable(form: Form) -> str:
    if form == "empty":
        return "the file is empty; expected WARC, HTML, text or JSONL"
    return "expected WARC, HTML, text or JSONL, found binary data; convert it to one of these first"


def _partitions(root: Path, forms: Sequence[tuple[Path, Form]]) -> list[Partition]:
    found: list[Partition] = []
    loose: list[str] = []
    for path, form in forms:
        name = path.relative_to(root).as_posix()
        if form == "warc":
            found += warc_partitions(path, name)
        elif form == "jsonl":
            found += _jsonl_partitions(path, name)
        else:
            loose.append(name)
    for place in range(0, len(loose), _FILES_IN_PARTITION):
        members = tuple(loose[place : place + _FILES_IN_PARTITION])
        stamp = " ".join(_stamp(root / member) for member in members)
        found.append(Partition("files", str(root.resolve()), root.name, stamp, members=members))
    return found


def warc_partitions(path: Path, name: str) -> list[Partition]:
    """The partitions of one WARC file: some hundred records each. A broken file is read as far as it goes."""
    from crawler.archive import read_records
    from crawler.errors import ArchiveError

    offsets: list[int] = []
    try:
        for record in read_records(path):
            offsets.append(record.offset)
    except ArchiveError:
        pass  # the reading of the last partition meets the same fault and tells it
    starts = offsets[::_RECORDS_IN_PARTITION] or [0]
    ends: list[int | None] = [*starts[1:], None]
    return [
        Partition("warc", str(path.resolve()), name, _stamp(path), start, end)
        for start, end in zip([0, *starts[1:]], ends, strict=True)
    ]


def _jsonl_partitions(path: Path, name: str) -> list[Partition]:
    if path.name.endswith(".gz"):
        return [Partition("jsonl", str(path.resolve()), name, _stamp(path))]
    starts = list(range(0, max(1, path.stat().st_size), _JSONL_BYTES))
    ends: list[int | None] = [*starts[1:], None]
    return [
        Partition("jsonl", str(path.resolve()), name, _stamp(path), start, end)
        for start, end in zip(starts, ends, strict=True)
    ]


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{path.name}:{status.st_size}:{status.st_mtime_ns}"


def _file_page(path: Path, name: str) -> Page | Failure:
    try:
        form = form_of(path)
        if form in ("binary", "empty"):
            return Failure("not_text" if form == "binary" else "empty", _unusable(form), archive_ref=name)
        with gzip.open(path) if _is_gzip(path) else path.open("rb") as stream:
            content = stream.read(_MOST_BYTES_OF_FILE + 1)
    except (OSError, EOFError, zlib.error, UsageError) as error:
        return Failure("unreadable_file", str(error), archive_ref=name)
    if len(content) > _MOST_BYTES_OF_FILE:
        return Failure("too_large", f"more than {_MOST_BYTES_OF_FILE} bytes", archive_ref=name)
    return Page(content=content, archive_ref=name, form="text" if form == "text" else "html")


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _jsonl_pages(partition: Partition) -> Iterator[Page | Failure]:
    path = Path(partition.path)
    with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as stream:
        if partition.start:
            stream.seek(partition.start - 1)
            stream.readline()  # the line that began before this partition belongs to the one before
        try:
            while partition.end is None or stream.tell() < partition.end:
                place = stream.tell()
                line = stream.readline(_MOST_BYTES_OF_FILE)
                if not line:
                    return
                if line.strip():
                    yield _row_page(line, f"{partition.name}:{place}")
        except (OSError, EOFError, zlib.error) as error:
            yield Failure("unreadable_file", str(error), archive_ref=partition.name)


class _JsonRow(msgspec.Struct):
    url: str | None = None
    html: str | None = None
    text: str | None = None
    fetched_at: str | None = None


def _row_page(line: bytes, ref: str) -> Page | Failure:
    try:
        row = msgspec.json.decode(line, type=_JsonRow)
    except msgspec.DecodeError as error:
        return Failure(
            "bad_row", f'expected a JSON object with "url" and "html" or "text": {error}', archive_ref=ref
        )
    content = row.html if row.html is not None else row.text
    if content is None:
        return Failure("bad_row", 'the row has neither "html" nor "text"', url=row.url, archive_ref=ref)
    form: Literal["html", "text"] = "html" if row.html is not None else "text"
    return Page(content=content, url=row.url or None, fetched_at=row.fetched_at, archive_ref=ref, form=form)


def _warc_pages(partition: Partition) -> Iterator[Page | Failure]:
    from crawler.archive import read_records
    from crawler.errors import ArchiveError

    try:
        for record in read_records(partition.path, partition.start, partition.end):
            if (read := _record_page(record, partition.name)) is not None:
                yield read
    except ArchiveError as error:
        yield Failure("broken_archive", str(error), archive_ref=partition.name)


def _record_page(record: ArchivedRecord, name: str) -> Page | Failure | None:
    """The page of one record; None for a record that only says that nothing has changed."""
    ref = f"{name}:{record.offset}"
    if record.type == "revisit":
        return None
    content_type = record.headers.get("content-type", "").partition(";")[0].strip().lower()
    failure = None
    if record.fault:
        failure = ("unreadable_body", record.fault)
    elif record.status is not None and record.status != 200:
        failure = ("http_status", str(record.status))
    elif record.type != "conversion" and content_type and "html" not in content_type:
        failure = ("not_html", content_type)
    if failure is not None:
        return Failure(*failure, url=record.url, archive_ref=ref, fetched_at=record.date)
    return Page(
        content=record.body,
        url=record.url,
        headers=record.headers,
        fetched_at=record.date,
        archive_ref=ref,
        form="text" if content_type == "text/plain" else "html",
    )
