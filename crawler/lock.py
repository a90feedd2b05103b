"""One process at a time per folder: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from crawler.errors import LockHeld

# Locks held by this process, by resolved path: flock would refuse the second of two nested `hold` of one process.
_held: dict[Path, int] = {}
# Whoever asks whether a lock is held has to take it for a moment; that is no run at work.
_TRIES = 4
_TRY_SECONDS = 0.02


class Holder(NamedTuple):
    """Who holds a lock and since when (ISO 8601), as far as it is signed already."""

    pid: int | None
    since: str | None


def holder(folder: Path, name: str = "lock") -> Holder | None:
    """Who holds `<folder>/<name>` now, this process included; None where nobody does."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(descriptor)
    finally:
        os.close(descriptor)
    return None


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
    for tries_left in reversed(range(_TRIES)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if not tries_left:
                raise LockHeld(path, *_holder(descriptor)) from None
            time.sleep(_TRY_SECONDS)
    mark = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(mark).encode(), 0)


def _holder(descriptor: int) -> Holder:
    try:
        mark = json.loads(os.pread(descriptor, 1000, 0))
        return Holder(int(mark["pid"]), str(mark["since"]))
    except (ValueError, KeyError, TypeError):
        # The holder has taken the lock and not yet written its mark.
        return Holder(None, None)
