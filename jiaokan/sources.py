"""Input of a run: files of any known kind, cut into partitions that can be read one by one, in any process."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from cleaning.page import Page
from jiaokan.errors import UsageError
from jiaokan.forms import UNUSABLE, Form, form_of, is_gzip, printable, why_unusable

if TYPE_CHECKING:
    from crawler.archive import ArchivedRecord

_FILES_IN_PARTITION = 200
_RECORDS_IN_PARTITION = 500
_JSONL_BYTES = 8_000_000
# The largest article pages seen have 3 MB; what is larger is a download or a dump of many pages, not a page.
MOST_BYTES_OF_PAGE = 16_000_000
# JSON may write a character of three bytes in six, and markup beside it.
_MOST_BYTES_OF_ROW = 4 * MOST_BYTES_OF_PAGE
_MOST_TOLD = 10
# Python writes a byte that is not UTF-8 as a lone surrogate.
_KEPT = {0xDC00 + byte: 0x10FE00 + byte for byte in range(0x80, 0x100)}
_REAL = {kept: surrogate for surrogate, kept in _KEPT.items()}


class Partition(msgspec.Struct, frozen=True):
    """A piece of the input. `name` is how `archive_ref` calls the file (a path below the input, or its name).

    For "files" `path` is the folder and `members` are names below it; for the others `start` and `end` are byte
    offsets in the file. `stamp` changes when the content does. Both are written as `_kept` does. A link is
    followed where it was named: a folder of pages from elsewhere must not lead out of itself.
    """

    kind: Literal["warc", "files", "jsonl"]
    path: str
    name: str
    stamp: str
    start: int = 0
    end: int | None = None
    members: tuple[str, ...] = ()
    follow_links: bool = False


class Failure(msgspec.Struct, frozen=True):
    """A place of the input that holds no page that could be read: it becomes a dropped row."""

    reason: str
    detail: str
    url: str | None = None
    archive_ref: str | None = None
    fetched_at: str | None = None


def partitions_of(inputs: Sequence[str | Path]) -> list[Partition]:
    """The partitions of files and folders, in the order given, folders sorted by name.

    What cannot be read becomes a dropped row when its partition is read. Raises UsageError, with the reasons, for a
    path that does not exist and where nothing at all can be read.
    """
    found: list[Partition] = []
    unusable: list[str] = []
    usable = 0
    for given in map(Path, inputs):
        if not os.path.lexists(given):
            raise UsageError(f"{printable(given)}: there is no such file or folder; check the path")
        is_folder = given.is_dir()
        files = _files_below(given) if is_folder else [given]
        if not files:
            unusable.append(
                f"{printable(given)}: the folder holds no file; expected WARC, HTML, text or JSONL files in it"
            )
        forms = [(file, form_of(file, follow_links=not is_folder)) for file in files]
        usable += sum(form not in UNUSABLE for _, form in forms)
        unusable += [
            f"{printable(file)}: {why_unusable(file, form)}" for file, form in forms if form in UNUSABLE
        ]
        found += _partitions(given if is_folder else given.parent, forms, follow_links=not is_folder)
    if not usable:
        more = f"and {len(unusable) - _MOST_TOLD:,} more" if len(unusable) > _MOST_TOLD else ""
        told = [*unusable[:_MOST_TOLD], *([more] if more else [])]
        raise UsageError(
            "\n".join([*told, "no input to clean: name WARC, WET, HTML, text or JSONL files, or -"])
        )
    return found


def pages(partition: Partition) -> Iterator[Page | Failure]:
    """The pages of a partition in order; a place that cannot be read is a Failure, never an exception."""
    if partition.kind == "files":
        folder = _real(partition.path)
        for member in map(_real, partition.members):
            yield _file_page(
                folder / member, printable(member.as_posix()), follow_links=partition.follow_links
            )
    elif partition.kind == "jsonl":
        yield from _jsonl_pages(partition)
    else:
        yield from _warc_pages(partition)


def _files_below(folder: Path) -> list[Path]:
    """All below a folder that is no readable folder itself, sorted by path; hidden names are left out.

    A folder that cannot be listed stands for what it holds.
    """
    found: list[Path] = []
    unlisted: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent) / name for name in names if not name.startswith(".")]
        found += [path for name in folders if (path := Path(parent) / name).is_symlink()]
    return sorted([*found, *(Path(error.filename) for error in unlisted)])


def _partitions(root: Path, forms: Sequence[tuple[Path, Form]], *, follow_links: bool) -> list[Partition]:
    found: list[Partition] = []
    loose: list[tuple[str, Form]] = []
    for path, form in forms:
        name = path.relative_to(root).as_posix()
        if form == "warc":
            found += warc_partitions(path, printable(name))
        elif form == "jsonl":
            found += _jsonl_partitions(path, printable(name))
        else:
            loose.append((name, form))
    for place in range(0, len(loose), _FILES_IN_PARTITION):
        members = loose[place : place + _FILES_IN_PARTITION]
        stamp = " ".join(_stamp(root / name, form) for name, form in members)
        names = tuple(_kept(name) for name, _ in members)
        found.append(
            Partition(
                "files",
                _kept(root.resolve()),
                printable(root.name),
                stamp,
                members=names,
                follow_links=follow_links,
            )
        )
    return found


def _kept(path: str | Path) -> str:
    """A path as a partition holds it: keys of parts are made of JSON, which holds UTF-8 only.

    Bytes that are not UTF-8 stand as private characters, which no name on a disk was ever seen to have.
    """
    return str(path).translate(_KEPT)


def _real(path: str) -> Path:
    """The path that a partition holds."""
    return Path(path.translate(_REAL))


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
        Partition("warc", _kept(path.resolve()), name, _stamp(path), start, end)
        for start, end in zip([0, *starts[1:]], ends, strict=True)
    ]


def _jsonl_partitions(path: Path, name: str) -> list[Partition]:
    if path.name.endswith(".gz"):
        return [Partition("jsonl", _kept(path.resolve()), name, _stamp(path))]
    starts = list(range(0, max(1, path.stat().st_size), _JSONL_BYTES))
    ends: list[int | None] = [*starts[1:], None]
    return [
        Partition("jsonl", _kept(path.resolve()), name, _stamp(path), start, end)
        for start, end in zip(starts, ends, strict=True)
    ]


def _stamp(path: Path, form: Form = "text") -> str:
    # What could not be read is read again once it can be, though its time has not changed.
    if form in ("special", "unreadable", "link"):
        return f"{printable(path.name)}:{form}"
    status = path.stat()
    return f"{printable(path.name)}:{status.st_size}:{status.st_mtime_ns}"


def _file_page(path: Path, name: str, *, follow_links: bool) -> Page | Failure:
    form = form_of(path, follow_links=follow_links)
    if form in UNUSABLE:
        return Failure(UNUSABLE[form], why_unusable(path, form), archive_ref=name)
    try:
        packed = is_gzip(path)
        if not packed and path.stat().st_size > MOST_BYTES_OF_PAGE:
            return _too_large("the file", archive_ref=name)
        with gzip.open(path) if packed else path.open("rb") as stream:
            content = stream.read(MOST_BYTES_OF_PAGE + 1)
    except OSError as error:
        return Failure("unreadable_file", f"cannot be read ({error.strerror or error})", archive_ref=name)
    except (EOFError, zlib.error) as error:
        return Failure("unreadable_file", f"is no whole gzip file ({error})", archive_ref=name)
    if len(content) > MOST_BYTES_OF_PAGE:
        return _too_large("the file, unpacked,", archive_ref=name)
    return Page(content=content, archive_ref=name, form="text" if form == "text" else "html")


def _too_large(what: str, archive_ref: str, url: str | None = None, fetched_at: str | None = None) -> Failure:
    detail = f"{what} has more than {MOST_BYTES_OF_PAGE:,} bytes, the most that one page may have; cut it into pages"
    return Failure("too_large", detail, url=url, archive_ref=archive_ref, fetched_at=fetched_at)


def _jsonl_pages(partition: Partition) -> Iterator[Page | Failure]:
    path = _real(partition.path)
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as stream:
            if partition.start:
                stream.seek(partition.start - 1)
                _skip_line(stream)  # the line that began before this partition belongs to the one before
            while partition.end is None or stream.tell() < partition.end:
                place = stream.tell()
                line = stream.readline(_MOST_BYTES_OF_ROW + 1)
                if not line:
                    return
                if len(line) > _MOST_BYTES_OF_ROW:
                    _skip_line(stream)
                    yield _too_large("the row", archive_ref=f"{partition.name}:{place}")
                elif line.strip():
                    yield _row_page(line, f"{partition.name}:{place}")
    except OSError as error:
        yield Failure(
            "unreadable_file", f"cannot be read ({error.strerror or error})", archive_ref=partition.name
        )
    except (EOFError, zlib.error) as error:
        yield Failure("unreadable_file", f"is no whole gzip file ({error})", archive_ref=partition.name)


def _skip_line(stream: BufferedIOBase) -> None:
    while (piece := stream.readline(1 << 20)) and not piece.endswith(b"\n"):
        pass


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
    if len(content.encode("utf-8", "replace")) > MOST_BYTES_OF_PAGE:
        return _too_large("the page", ref, row.url, row.fetched_at)
    form: Literal["html", "text"] = "html" if row.html is not None else "text"
    return Page(content=content, url=row.url or None, fetched_at=row.fetched_at, archive_ref=ref, form=form)


def _warc_pages(partition: Partition) -> Iterator[Page | Failure]:
    from crawler.archive import read_records
    from crawler.errors import ArchiveError

    path = _real(partition.path)
    try:
        for record in read_records(path, partition.start, partition.end):
            if (read := _record_page(record, partition.name)) is not None:
                yield read
    except ArchiveError as error:
        # Where the file lies on this machine is nobody's business, and would make the same input other tables.
        yield Failure(
            "broken_archive", str(error).replace(str(path), partition.name), archive_ref=partition.name
        )


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
    if failure is None and len(record.body) > MOST_BYTES_OF_PAGE:
        return _too_large("the body", ref, record.url, record.date)
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
