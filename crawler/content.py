"""Undoes what transport did to a body: chunks and compression. Sizes are capped while decompressing."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from crawler.errors import BodyTooLarge, DecompressionBomb, UndecodableBody

# What the crawler asks for. Servers and foreign archives may bring the others all the same.
ACCEPT_ENCODING = "gzip, deflate"

# A body of many layers is an attack, never a page: real servers use one.
_MAX_LAYERS = 3
_STEP = 65_536
# Markup of many equal rows shrinks to a fiftieth; 1:1000 is what a run of one byte gives. What is small whatever its
# ratio does no harm.
MAX_RATIO = 200
HARMLESS_BYTES = 1_000_000
# A gzip stream may have members, as files joined by `cat` do; each costs a start.
_MAX_MEMBERS = 1_000
# RFC 9659: 8 MB, the window that browsers allow zstd in HTTP. The format itself allows to ask for gigabytes.
_ZSTD_WINDOW_LOG = 23


def decode_body(body: bytes, headers: Mapping[str, str], cap: int) -> bytes:
    """The body without its transfer and content encodings.

    `headers` have lower-case names, `cap` is the largest result in bytes. A body that claims to be chunked or
    compressed and plainly is not (a common lie) comes back as it is. Raises BodyTooLarge,
    DecompressionBomb or UndecodableBody.

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


def decode_beginning(body: bytes, headers: Mapping[str, str], cap: int) -> bytes:
    """The first `cap` bytes of a body without its encodings, as far as they can be had; never raises.

    For files such as robots.txt, of which the beginning holds and the rest is ignored.

    >>> import gzip
    >>> decode_beginning(gzip.compress(b"Disallow: /x" + b"#" * 1000), {"content-encoding": "gzip"}, cap=12)
    b'Disallow: /x'
    """
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    for name in reversed(names[-_MAX_LAYERS:]):
        steps = _STEPS.get(name)
        if steps is None or not body:
            continue
        out = bytearray()
        try:
            for step in steps(body):
                out += step
                if len(out) >= cap:
                    break
        except UndecodableBody:
            if not out:
                # Plain text that calls itself compressed.
                continue
        body = bytes(out) or body
    return body[:cap]


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
        return _collect(_brotli_steps(body), cap, len(body))
    if name == "zstd":
        return _collect(_zstd_steps(body), cap, len(body)) if body[:4] == b"\x28\xb5\x2f\xfd" else body
    raise UndecodableBody(f"content encoding {name[:40]!r} is unknown; known are gzip, deflate, br and zstd")


def gunzip(body: bytes, cap: int) -> bytes:
    """All members of a gzip stream, at most `cap` bytes; what stands before a torn end is kept.

    >>> import gzip
    >>> gunzip(gzip.compress(b"a") + gzip.compress(b"b"), cap=10)
    b'ab'
    """
    return _collect(_gzip_steps(body), cap, len(body))


def _gzip_steps(body: bytes) -> Iterator[bytes]:
    # Fed a piece at a time: what a member leaves over is copied, and a body of empty members would be so for each.
    at = 0
    for _ in range(_MAX_MEMBERS):
        if body[at : at + 2] != b"\x1f\x8b":
            return
        machine = zlib.decompressobj(31)
        while not machine.eof and at < len(body):
            piece = body[at : at + _STEP]
            yield from _inflated(machine, piece)
            at += len(piece) - len(machine.unused_data)
    raise UndecodableBody(f"the compressed body has more than {_MAX_MEMBERS} gzip members")


def _inflated(machine: Any, piece: bytes) -> Iterator[bytes]:
    """What a piece of a stream gives, in steps, so that a bomb is noticed before it has gone off."""
    try:
        while piece and not machine.eof:
            yield machine.decompress(piece, _STEP)
            piece = machine.unconsumed_tail
        if not machine.eof:
            # Output that was held back when the input was used up.
            yield machine.decompress(b"", _STEP)
    except zlib.error as error:
        raise UndecodableBody(f"the compressed body is broken: {error}") from None


def _inflate(body: bytes, cap: int) -> bytes:
    try:
        return _collect(_inflated(zlib.decompressobj(), body), cap, len(body))
    except UndecodableBody:
        # Many servers send raw deflate under this name; browsers accept both.
        return _collect(_inflated(zlib.decompressobj(-15), body), cap, len(body))


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

    largest = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
    machine = zstd.ZstdDecompressor(options=largest)
    try:
        yield machine.decompress(body, _STEP)
        while not machine.eof:
            step = machine.decompress(b"", _STEP)
            if not step:
                return
            yield step
    except zstd.ZstdError as error:
        raise UndecodableBody(f"the compressed body is broken: {error}") from None


def _collect(steps: Iterator[bytes], cap: int, compressed: int) -> bytes:
    most = max(HARMLESS_BYTES, compressed * MAX_RATIO)
    out: list[bytes] = []
    size = 0
    for step in steps:
        size += len(step)
        if size > cap:
            raise BodyTooLarge(
                f"the body is larger than {cap} bytes when decompressed; it may be meant as an attack"
            )
        if size > most:
            raise DecompressionBomb(
                f"{compressed} bytes give more than {MAX_RATIO} times as many when decompressed: a bomb, no page"
            )
        out.append(step)
    return b"".join(out)


_STEPS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip_steps,
    "x-gzip": _gzip_steps,
    "deflate": lambda body: _inflated(zlib.decompressobj(), body),
    "br": _brotli_steps,
    "zstd": _zstd_steps,
}
