"""Where `clean` keeps its parts until the dataset is there: a hidden folder beside it, worked on by one process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jiaokan.errors import UsageError

SPOOLED = "stdin"


@contextmanager
def parts_beside(folder: Path) -> Iterator[Path]:
    """The folder for the parts of a dataset, locked.

    It is removed when all went well, and when it holds no part that the same call could go on from. Raises LockHeld,
    which names the process, while another one works there.
    """
    from crawler.lock import hold

    folder = folder.absolute()
    parts = folder.parent / f".{folder.name}.parts"
    with hold(parts):
        try:
            yield parts
        except BaseException as error:
            if not any(parts.glob("read-*.jsonl")):
                shutil.rmtree(parts, ignore_errors=True)
            spool = str(parts / SPOOLED)
            if isinstance(error, UsageError) and spool in str(error):
                raise UsageError(str(error).replace(spool, "standard input")) from error
            raise
        shutil.rmtree(parts, ignore_errors=True)


def spooled(parts: Path, content: bytes) -> Path:
    """Standard input as a file, so that it can be cut into partitions like any other."""
    path = parts / SPOOLED
    path.write_bytes(content)
    return path
