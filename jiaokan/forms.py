"""What a file of the input is: told by its kind, its first bytes and its name, before anything of it is read."""

from __future__ import annotations

import os
import stat
import zlib
from pathlib import Path
from typing import Literal

Form = Literal["warc", "html", "text", "jsonl", "binary", "empty", "special", "unreadable", "link"]

_SNIFFED = 4096
_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz")
_JSONL_NAMES = (".jsonl", ".ndjson", ".jsonl.gz")
UNUSABLE: dict[Form, str] = {
    "binary": "not_text",
    "empty": "empty",
    "special": "not_a_file",
    "link": "not_a_file",
    "unreadable": "unreadable_file",
}
"""The forms that no page can come of, with the reason of their dropped row."""


def printable(path: str | Path) -> str:
    """A path as it can be printed and published: bytes that are not UTF-8 are written out.

    >>> printable("页面.html"), printable("b\\udcff.html")
    ('页面.html', 'b\\\\xff.html')
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def form_of(path: Path, *, follow_links: bool = True) -> Form:
    """What a file is, by its first bytes, and by its name where those leave it open.

    "special" is a pipe, a socket or a device, which would not end; "unreadable" what cannot be opened.
    """
    try:
        if not follow_links and path.is_symlink():
            return "link"
        if not path.is_file():
            return "unreadable" if path.is_dir() or not path.exists() else "special"
        head = _head(path)
    except OSError:
        return "unreadable"
    name = path.name.lower()
    if not head:
        return "empty"
    if head.startswith(b"WARC/"):
        return "warc"
    if name.endswith(_HTML_NAMES):
        return "html"
    if is_binary(head):
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


def is_binary(content: bytes) -> bool:
    """Whether bytes are no text in any encoding, by the control characters among the first of them.

    >>> is_binary(b"\\x89PNG\\r\\n\\x1a\\n\\x00\\x00"), is_binary("正文".encode("gb18030")), is_binary("正文".encode("utf-16"))
    (True, False, False)
    """
    head = content[:_SNIFFED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\x00" in head or sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 50


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(_SNIFFED)
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, _SNIFFED)
    except zlib.error:
        return b"\x00"


def why_unusable(path: Path, form: Form) -> str:
    """Why no page can come of a file, and what to do."""
    if form == "empty":
        return "the file is empty; expected WARC, HTML, text or JSONL"
    if form == "binary":
        return "expected WARC, HTML, text or JSONL, found binary data; convert it to one of these first"
    if form == "link":
        return "expected a file, found a link; links in folders are not followed, name what it leads to"
    try:
        mode = path.stat().st_mode
        if form == "unreadable":
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError as error:
        if path.is_symlink() and not path.exists():
            return "expected a file, found a link that leads nowhere; mend the link or remove it"
        return f"cannot be read ({error.strerror}); check its permissions"
    kinds = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    kind = kinds.get(stat.S_IFMT(mode), "a device")
    return f"expected a regular file, found {kind}; copy what it holds into a file, or hand that in as -"


def is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"
