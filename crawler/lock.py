"""One process at a time per folder: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import LockHeld

# Locks held by this process, by resolved path: flock would refuse the second of two nested `hold` of one process.
_held: dict[Path, int] = {}


@contextmanager
def hold(folder: Path, name: str = "lock") -> Iterator[Path]:
    """Holds `<folder>/<name>` for the length of a with-block; the same process may hold it again inside.

    Raises LockHeld, which names the holder and since when, if another process has it. The file stays behind,
    empty: only the lock on it counts, and the kernel lets go of that when the holder dies, however it dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = (folder / name).resolve()
    if path in _held:
        _held[path] += 1
        try:
            yield path
        finally:
            _held[path] -= 1
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(descriptor, path)
        _held[path] = 1
        try:
            yield path
        finally:
            del _held[path]
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, since = _holder(descriptor)
        raise LockHeld(path, pid, since) from None
    mark = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(mark).encode(), 0)


def _holder(descriptor: int) -> tuple[int | None, str | None]:
    try:
        mark = json.loads(os.pread(descriptor, 1000, 0))
        return int(mark["pid"]), str(mark["since"])
    except (ValueError, KeyError, TypeError):
        # The holder has taken the lock and not yet written its mark.
        return None, None
