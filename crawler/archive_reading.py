"""Reads WARC files, ours and foreign ones: gzip member by member, gzip as a whole, or plain; HTML, text or HTTP."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from crawler.content import decode_body
from crawler.errors import ArchiveError, BodyTooLarge, UndecodableBody

# The largest article pages seen have 3 MB; a record beyond this is a download, not a page.
BODY_CAP = 32_000_000

# Small, because what a piece decompresses to may be a thousand times its size.
_PIECE = 65_536
# FastWARC's numbers for the record types that can hold a page.
_KINDS = {4: "response", 8: "resource", 64: "revisit", 128: "conversion"}


class ArchivedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record that can hold a page.

    `offset` is where it begins in the file, `type` is response, revisit, resource or conversion. `status` is that
    of HTTP, None for records without. `headers` have lower-case names (repeated ones joined by ", "); records
    without HTTP have only "content-type". `body` has no transfer or content encoding left and is empty where
    `fault` says why it could not be read. `date` is WARC-Date; `refers_to` the address and date that a revisit
    record stands for; `profile` its kind.
    """

    offset: int
    type: str
    url: str | None
    date: str | None
    status: int | None = None
    headers: dict[str, str] = {}
    body: bytes = b""
    record_id: str | None = None
    payload_digest: str | None = None
    refers_to: tuple[str, str] | None = None
    profile: str | None = None
    fault: str | None = None


def read_records(
    path: Path | str, start: int = 0, end: int | None = None, *, cap: int = BODY_CAP
) -> Iterator[ArchivedRecord]:
    """The records of a file that begin in [start, end), in order; `start` must be where a record begins.

    Requests, metadata and other records are passed over. A file that is torn or broken gives its good records,
    then raises ArchiveError with the offset; bodies are capped at `cap` bytes.
    """
    from fastwarc.warc import ArchiveIterator

    path = Path(path)
    offset = start
    found = False
    with _opened(path) as stream:
        stream.seek(start)
        iterator = iter(ArchiveIterator(stream, parse_http=False))
        while True:
            try:
                record = next(iterator)
                offset = record.stream_pos
                if end is not None and offset >= end:
                    return
                found = True
                read = _read(record, path, cap)
            except StopIteration:
                break
            except (OSError, ValueError) as error:
                raise _broken(path, offset, found, error) from error
            if read is not None:
                yield read
    if not found and start == 0 and path.stat().st_size:
        raise _broken(path, 0, found, None)
    if found and end is None:
        _check_tail(path, offset)


def read_record_at(path: Path | str, offset: int, *, cap: int = BODY_CAP) -> ArchivedRecord:
    """The one record that begins at `offset`; raises ArchiveError where none does."""
    record = next(read_records(path, offset, offset + 1, cap=cap), None)
    if record is None:
        path = Path(path)
        raise ArchiveError(
            f"{path}: no record with a page begins at {offset}; the index is stale", path, offset
        )
    return record


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be opened: {error.strerror}; check the path", path) from error


def _read(record: Any, path: Path, cap: int) -> ArchivedRecord | None:
    offset = record.stream_pos
    kind = _KINDS.get(int(record.record_type))
    declared = record.content_length
    if not (_header(record, "Content-Length") or "").strip().isdigit():
        # A torn header reads as a record without content.
        raise _torn(path, offset)
    # Whole blocks are read even where they are not wanted: only their length shows that the file is not torn.
    block = record.reader.read(min(declared, cap + 65_536)) if kind is not None else b""
    rest = declared - len(block)
    skipped = record.reader.consume(rest) if rest > 0 else 0
    if skipped < rest:
        raise _torn(path, offset)
    return None if kind is None else _as_record(record, offset, kind, block, cap)


def _as_record(record: Any, offset: int, kind: str, block: bytes, cap: int) -> ArchivedRecord:
    url = _header(record, "WARC-Target-URI")
    content_type = _header(record, "Content-Type") or ""
    status: int | None = None
    headers = {"content-type": content_type} if content_type else {}
    body, fault = block, None
    if content_type.lower().startswith("application/http"):
        status, headers, raw = split_http(block)
        try:
            body = b"" if kind == "revisit" else _decoded(raw, headers, cap)
        except (BodyTooLarge, UndecodableBody) as error:
            body, fault = b"", str(error)
    elif len(block) > cap:
        body, fault = b"", f"the record has more than {cap} bytes"
    refers = (_header(record, "WARC-Refers-To-Target-URI"), _header(record, "WARC-Refers-To-Date"))
    return ArchivedRecord(
        offset=offset,
        type=kind,
        # Some writers put the address in angle brackets, as an early draft of the format did.
        url=url.removeprefix("<").removesuffix(">") if url else None,
        date=_header(record, "WARC-Date"),
        status=status,
        headers=headers,
        body=body,
        record_id=_header(record, "WARC-Record-ID"),
        payload_digest=_header(record, "WARC-Payload-Digest"),
        refers_to=(refers[0], refers[1]) if refers[0] and refers[1] else None,
        profile=_header(record, "WARC-Profile"),
        fault=fault,
    )


def split_http(block: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Status, headers with lower-case names, and body of an HTTP answer.

    >>> split_http(b"HTTP/1.1 200 OK\\r\\nA: b\\r\\nA: c\\r\\n\\r\\nbody")
    (200, {'a': 'b, c'}, b'body')
    """
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark, 0, 1_000_000)) >= 0]
    end, width = min(ends, default=(len(block), 0))
    lines = block[:end].decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    words = lines[0].split(" ", 2)
    code = words[1] if len(words) > 1 and words[0].startswith("HTTP/") else ""
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip().lower()
            headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
    return (
        int(code) if len(code) == 3 and code.isascii() and code.isdigit() else None,
        headers,
        block[end + width :],
    )


def _header(record: Any, name: str) -> str | None:
    value = record.headers.get_bytes(name.encode())
    return None if value is None else bytes(value).decode("utf-8", "replace")


def _check_tail(path: Path, offset: int) -> None:
    """Raises where the gzip members from the last record on are not whole: the iterator ends there in silence."""
    with path.open("rb") as stream:
        stream.seek(offset)
        piece = stream.read(_PIECE)
        if piece[:2] != b"\x1f\x8b":
            return
        while piece:
            begin = offset
            machine = zlib.decompressobj(31)
            while not machine.eof:
                try:
                    machine.decompress(piece)
                except zlib.error:
                    raise _torn(path, begin) from None
                offset += len(piece) - len(machine.unused_data)
                piece = machine.unused_data or stream.read(_PIECE)
                if not piece and not machine.eof:
                    raise _torn(path, begin)


def _torn(path: Path, offset: int) -> ArchiveError:
    return ArchiveError(
        f"{path}: the record at {offset} is not whole: the file was cut off or damaged; copy it again, or go on with "
        f"the records before",
        path,
        offset,
    )


def _broken(path: Path, offset: int, found: bool, cause: Exception | None) -> ArchiveError:
    if not found:
        return ArchiveError(
            f"{path}: is no WARC file (no record could be read); check what it is", path, offset
        )
    return ArchiveError(
        f"{path}: is broken after the record at {offset}: {cause}; copy it again, or go on with the records before",
        path,
        offset,
    )


def _decoded(raw: bytes, headers: Mapping[str, str], cap: int) -> bytes:
    kept = headers.get("x-archive-orig-content-encoding")
    if kept is None or "content-encoding" in headers:
        return decode_body(raw, headers, cap)
    try:
        # Archives of this crawler name encodings that nobody asked for in this way and keep the body as it came.
        return decode_body(raw, {**headers, "content-encoding": kept}, cap)
    except UndecodableBody:
        # Those of others name what they have undone already.
        return decode_body(raw, headers, cap)
