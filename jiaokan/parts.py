"""Parts: what one partition of input gives at one stage, kept on disk under the digest of all it depends on.

A part is written beside its final name and renamed, so that one that is there is whole. A run that finds a part does
not make it again; a changed input, rule, fact or line of code changes the digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def part_key(*material: Any) -> str:
    """The digest, 32 hex digits, of everything a part depends on."""
    return hashlib.sha256(msgspec.json.encode(material, order="deterministic")).hexdigest()[:32]


@cache
def code_digest(*packages: str) -> str:
    """A digest over the sources and data of packages, so that changed code does not find old parts."""
    digest = hashlib.sha256()
    for package in packages:
        for name, content in sorted(_files(resources.files(package), package)):
            digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.name == "__pycache__":
            continue
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, path)
        else:
            yield path, entry.read_bytes()


def write_part(path: Path, rows: Iterable[Any]) -> None:
    """Write rows, a JSON object a line, under a temporary name; the final name appears with the last byte on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    encoder = msgspec.json.Encoder(order="deterministic")
    try:
        with temporary.open("wb") as stream:
            for row in rows:
                stream.write(encoder.encode(row))
                stream.write(b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def clear_torn_parts(folder: Path) -> None:
    """Remove what killed processes left half written. Only for who holds the lock of the site."""
    for temporary in folder.glob(".*.jsonl.*"):
        if temporary.suffix[1:].isdigit():
            temporary.unlink(missing_ok=True)


def read_part(path: Path, kind: type[T]) -> Iterator[T]:
    """The rows of a part, in order."""
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as stream:
        for line in stream:
            yield decoder.decode(line)


def read_rows(path: Path, kind: type[T], places: Sequence[int]) -> dict[int, T]:
    """Some rows of a part, by their place in it (from 0)."""
    wanted = set(places)
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as stream:
        return {place: decoder.decode(line) for place, line in enumerate(stream) if place in wanted}
