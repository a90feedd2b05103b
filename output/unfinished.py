"""A folder that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from output.errors import DatasetError
from output.writers import sync_folder

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system says where a disk, a quota or the largest size of a file is used up."""

_NOT_WRITABLE = NO_ROOM | {errno.EROFS, errno.EACCES}


def clear_unfinished_runs(profile_folder: Path) -> None:
    """Remove what killed runs of a site left half written. Only for who holds the lock: nobody else is at work then."""
    for partial in (profile_folder / "runs").glob(".*.partial-*"):
        shutil.rmtree(partial, ignore_errors=True)
    for link in profile_folder.glob(".latest.*"):
        link.unlink(missing_ok=True)


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A sibling folder that becomes `folder` when all went well and vanishes otherwise, after Ctrl-C too.

    Raises DatasetError when there is no room or no right to write there.
    """
    # "." has no name of its own to build on.
    folder = folder.absolute()
    partial = folder.parent / f".{folder.name}.partial-{os.getpid()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Only a dead process can have left a folder with our number.
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        yield partial
        sync_folder(partial)
        partial.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        if error.errno not in _NOT_WRITABLE:
            raise
        raise DatasetError(
            folder,
            expected="a disk to write on",
            found=error.strerror or str(error),
            try_next="make room there, or name another folder",
        ) from error
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
