"""WARC 1.1 records as bytes: what goes into one, and its gzip member."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from http.client import responses

import msgspec

REVISIT_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
REVISIT_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

SECRET_HEADERS = frozenset({"cookie", "set-cookie", "set-cookie2", "authorization", "proxy-authorization"})
REDACTED = "redacted"
ASKED_ENCODINGS = frozenset({"gzip", "x-gzip", "deflate", "identity", "none", "utf-8", ""})

# Compression takes time of the process that fetches. ISA-L takes a tenth of zlib's; where there is no build of it, the
# lowest level of zlib leaves most of that time.
try:
    from isal import isal_zlib as _zlib
except ImportError:  # pragma: no cover
    import zlib as _zlib  # type: ignore[no-redef]
_LEVEL = 1

Headers = Sequence[tuple[str, str]]


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and its answer as they went over the wire, apart from chunking.

    Header names keep their spelling; `body` still has its content encoding. `date` is ISO 8601 in UTC with "Z".
    """

    url: str
    date: str
    request_headers: Headers
    status: int
    response_headers: Headers
    body: bytes
    method: str = "GET"
    request_target: str = "/"
    ip_address: str | None = None


class Referred(msgspec.Struct, frozen=True):
    """The earlier record that a revisit record stands for."""

    url: str
    date: str
    payload_digest: str


def sha1_base32(content: bytes) -> str:
    """The digest in the form WARC tools expect.

    >>> sha1_base32(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii")


def warcinfo_record(date: str, filename: str, fields: Headers) -> bytes:
    """The record that opens a file: who wrote it, with what, for which profile."""
    block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields).encode()
    return _record(
        "warcinfo",
        date,
        [("WARC-Filename", filename), ("Content-Type", "application/warc-fields")],
        block,
        new_id(),
    )


def response_record(exchange: Exchange, record_id: str, digest: str | None = None) -> bytes:
    """A full answer; `digest` is that of its payload, where it is known already."""
    head = _response_head(exchange)
    fields = [
        ("WARC-Target-URI", exchange.url),
        *_address(exchange),
        ("WARC-Payload-Digest", digest or sha1_base32(exchange.body)),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return _record("response", exchange.date, fields, head + exchange.body, record_id)


def revisit_record(exchange: Exchange, record_id: str, referred: Referred) -> bytes:
    """An answer without its body, which an earlier record holds: a 304, or the same payload again."""
    profile = REVISIT_NOT_MODIFIED if exchange.status == 304 else REVISIT_SAME_PAYLOAD
    fields = [
        ("WARC-Target-URI", exchange.url),
        *_address(exchange),
        ("WARC-Profile", profile),
        ("WARC-Refers-To-Target-URI", referred.url),
        ("WARC-Refers-To-Date", referred.date),
        ("WARC-Payload-Digest", referred.payload_digest),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return _record("revisit", exchange.date, fields, _response_head(exchange), record_id)


def request_record(exchange: Exchange, record_id: str) -> bytes:
    """The request that led to the record `record_id`."""
    lines = [f"{exchange.method} {exchange.request_target} HTTP/1.1"]
    lines += _header_lines(exchange.request_headers)
    fields = [
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", record_id),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return _record("request", exchange.date, fields, _head(lines), new_id())


def new_id() -> str:
    """A fresh record id."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def gzip_member(record: bytes) -> bytes:
    """A record as one gzip member, so that readers can start at it."""
    machine = _zlib.compressobj(_LEVEL, _zlib.DEFLATED, 31)
    return machine.compress(record) + machine.flush()


def _record(kind: str, date: str, fields: Iterable[tuple[str, str]], block: bytes, record_id: str) -> bytes:
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: {record_id}", f"WARC-Date: {date}"]
    lines += [f"{name}: {_one_line(value)}" for name, value in fields]
    lines += [f"WARC-Block-Digest: {sha1_base32(block)}", f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _address(exchange: Exchange) -> Headers:
    return [("WARC-IP-Address", exchange.ip_address)] if exchange.ip_address else []


def _response_head(exchange: Exchange) -> bytes:
    reason = responses.get(exchange.status, "Unknown")
    lines = [f"HTTP/1.1 {exchange.status} {reason}"]
    # The chunks are gone already; a reader that trusted the header would look for them in the body.
    lines += _header_lines(
        [
            (f"X-Archive-Orig-{name}" if _is_undone(name, value) else name, value)
            for name, value in exchange.response_headers
        ]
    )
    return _head(lines)


def _is_undone(name: str, value: str) -> bool:
    """Whether a header would lead readers astray: chunks that are gone, an encoding that was never asked for.

    Of the latter readers know some (warcio fails on br with the brotli of today), and bombs come in them.
    """
    if name.lower() == "content-encoding":
        return not {part.strip().lower() for part in value.split(",")} <= ASKED_ENCODINGS
    return name.lower() == "transfer-encoding"


def _header_lines(headers: Headers) -> list[str]:
    return [
        f"{_one_line(name)}: {REDACTED if name.strip().lower() in SECRET_HEADERS else _one_line(value)}"
        for name, value in headers
    ]


def _head(lines: Sequence[str]) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def _one_line(value: str) -> str:
    """A value that cannot begin a header line of its own."""
    return " ".join(value.replace("\r", "\n").split("\n")).replace("\0", "")
