"""Undoes what transport did to a body: chunks and compression. Sizes are capped while decompressing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Protocol

from crawler.errors import BodyTooLarge, UndecodableBody

# What the crawler asks for. Servers and foreign archives may bring the others all the same.
ACCEPT_ENCODING = "gzip, deflate"

# A body of many layers is an attack, never a page: real servers use one.
_MAX_LAYERS = 3
_STEP = 65_536


class _Decompressor(Protocol):
    def __call__(self, data: bytes, cap: int) -> bytes: ...


def decode_body(body: bytes, headers: Mapping[str, str], cap: int) -> bytes:
    """The body without its transfer and content encodings.

    `headers` have lower-case names, `cap` is the largest result in bytes. A body that claims to be chunked or
    compressed and plainly is not (a common lie) comes back as it is. Raises BodyTooLarge or UndecodableBody.

    >>> import gzip
    >>> decode_body(gzip.compress(b"text"), {"content-encoding": "gzip"}, cap=100)
    b'text'
    >>> decode_body(b"<html>", {"content-encoding": "gzip"}, cap=100)
    b'<html>'
    >>> decode_body(b"3\\r\\nabc\\r\\n0\\r\\n\\r\\n", {"transfer-encoding": "chunked"}, cap=100)
    b'abc'
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = unchunk(body)
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    layers = [name for name in names if name not in {"", "identity", "none", "utf-8"}]
    if len(layers) > _MAX_LAYERS:
        raise UndecodableBody(
            f"the body has {len(layers)} content encodings; at most {_MAX_LAYERS} are undone"
        )
    for name in reversed(layers):
        body = _undo(name, body, cap)
    if len(body) > cap:
        raise BodyTooLarge(
            f"the body has {len(body)} bytes, the cap is {cap}; raise max_body_bytes if it is wanted"
        )
    return body


def unchunk(body: bytes) -> bytes:
    """A body without chunk frames; one that has none, or broken ones, as it is."""
    out: list[bytes] = []
    at = 0
    while True:
        line_end = body.find(b"\r\n", at, at + 64)
        size_text = body[at:line_end].split(b";", 1)[0].strip() if line_end >= 0 else b""
        if not size_text or any(byte not in b"0123456789abcdefABCDEF" for byte in size_text):
            return body
        size = int(size_text, 16)
        if size == 0:
            return b"".join(out)
        start = line_end + 2
        if start + size > len(body):
            return body
        out.append(body[start : start + size])
        at = start + size + 2


def _undo(name: str, body: bytes, cap: int) -> bytes:
    if not body:
        return body
    if name in {"gzip", "x-gzip"}:
        return gunzip(body, cap) if body[:2] == b"\x1f\x8b" else body
    if name == "deflate":
        return _inflate(body, cap)
    if name == "br":
        return _collect(_brotli_steps(body), cap)
    if name == "zstd":
        return _collect(_zstd_steps(body), cap) if body[:4] == b"\x28\xb5\x2f\xfd" else body
    raise UndecodableBody(f"content encoding {name[:40]!r} is unknown; known are gzip, deflate, br and zstd")


def gunzip(body: bytes, cap: int) -> bytes:
    """All members of a gzip stream, at most `cap` bytes; what stands before a torn end is kept.

    >>> import gzip
    >>> gunzip(gzip.compress(b"a") + gzip.compress(b"b"), cap=10)
    b'ab'
    """
    out: list[bytes] = []
    room = cap
    while body[:2] == b"\x1f\x8b":
        machine = zlib.decompressobj(31)
        out.append(_bounded(machine, body, room))
        room -= len(out[-1])
        body = machine.unused_data
    return b"".join(out)


def _inflate(body: bytes, cap: int) -> bytes:
    try:
        return _bounded(zlib.decompressobj(), body, cap)
    except UndecodableBody:
        # Many servers send raw deflate under this name; browsers accept both.
        return _bounded(zlib.decompressobj(-15), body, cap)


def _bounded(machine: Any, body: bytes, cap: int) -> bytes:
    try:
        out: bytes = machine.decompress(body, cap + 1)
    except zlib.error as error:
        raise UndecodableBody(f"the compressed body is broken: {error}") from None
    if len(out) > cap:
        raise BodyTooLarge(
            f"the body is larger than {cap} bytes when decompressed; it may be meant as an attack"
        )
    return out


def _brotli_steps(body: bytes) -> Iterator[bytes]:
    # Imported by name because the package has no type information.
    brotli = import_module("brotli")

    machine = brotli.Decompressor()
    try:
        yield machine.process(body, output_buffer_limit=_STEP)
        while not machine.is_finished():
            step = machine.process(b"", output_buffer_limit=_STEP)
            if not step:
                return
            yield step
    except brotli.error as error:
        raise UndecodableBody(f"the compressed body is broken: {error}") from None


def _zstd_steps(body: bytes) -> Iterator[bytes]:
    from backports import zstd

    machine = zstd.ZstdDecompressor()
    try:
        yield machine.decompress(body, _STEP)
        while not machine.eof:
            step = machine.decompress(b"", _STEP)
            if not step:
                return
            yield step
    except zstd.ZstdError as error:
        raise UndecodableBody(f"the compressed body is broken: {error}") from None


def _collect(steps: Iterator[bytes], cap: int) -> bytes:
    out: list[bytes] = []
    size = 0
    for step in steps:
        size += len(step)
        if size > cap:
            raise BodyTooLarge(
                f"the body is larger than {cap} bytes when decompressed; it may be meant as an attack"
            )
        out.append(step)
    return b"".join(out)
