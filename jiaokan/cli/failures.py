"""What an error says to the person at the terminal, and the exit code of it."""

from __future__ import annotations

import errno
import sqlite3
import sys
import traceback
from pathlib import Path

from output.unfinished import NO_ROOM

_TRY_NEXT = {
    **dict.fromkeys(NO_ROOM, "make room there, or name another place, then run the same command again"),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS), "change the permissions, or name another place"
    ),
    **dict.fromkeys(
        (errno.ENOTDIR, errno.EEXIST), "a part of the path is a file: name a path below folders only"
    ),
    errno.ENAMETOOLONG: "name a shorter path",
    errno.EMFILE: "close other programs or raise the limit (ulimit -n), then run the same command again",
    errno.EBADF: "open it, or send it to a file or /dev/null",
}


def explained_failure(error: Exception) -> tuple[str, int]:
    """The message and the exit code of an error.

    >>> explained_failure(PermissionError(13, "Permission denied", "data/x"))
    ('data/x: Permission denied; change the permissions, or name another place', 1)
    """
    from cleaning.errors import CleaningError
    from crawler.errors import CrawlError, LockHeld, ProfileError
    from jiaokan.errors import JiaokanError
    from output.errors import OutputError

    if isinstance(error, JiaokanError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        return _system_refusal(error), 1
    if isinstance(error, sqlite3.OperationalError):
        # SQLite tells neither the file nor the number of the error; a full disk and a read-only one come this way.
        return (
            f"the crawl state (state.sqlite): {error}; {_TRY_NEXT[errno.ENOSPC]}, or change the permissions",
            1,
        )
    codes: list[tuple[type[Exception], int]] = [
        (LockHeld, 4),
        (ProfileError, 2),
        (CleaningError, 2),
        (CrawlError, 1),
        # A full disk is no wrong usage, whoever met it.
        (OutputError, 1 if getattr(error.__cause__, "errno", None) in NO_ROOM else 2),
    ]
    for kind, code in codes:
        if isinstance(error, kind):
            return str(error), code
    return _fault(error), 1


def _system_refusal(error: OSError) -> str:
    """What the system refused, where, and what to try."""
    from jiaokan.forms import printable

    if error.filename is not None:
        where = printable(str(error.filename)) if isinstance(error.filename, str) else repr(error.filename)
    else:
        where = "standard output" if _output_is_stuck() else "while writing"
    what = error.strerror or str(error) or type(error).__name__
    return f"{where}: {what}; {_TRY_NEXT.get(error.errno or 0, 'check the path, then run the same command again')}"


def _output_is_stuck() -> bool:
    """Whether standard output still holds what it could not write."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        return True
    return False


def _fault(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    said = " ".join(str(error).split())[:300]
    return (
        f"internal fault: {type(error).__name__}{': ' if said else ''}{said}{place}; this is a fault of jiaokan and not of "
        "your input: please report it with the traceback that JIAOKAN_DEBUG=1 prints"
    )
