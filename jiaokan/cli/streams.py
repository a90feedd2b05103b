"""Standard input as the commands read it."""

from __future__ import annotations

import sys

from jiaokan.errors import UsageError


def standard_input() -> bytes:
    """All of standard input; UsageError when the process was started without one."""
    if sys.stdin is None:
        raise UsageError("standard input is closed; hand something in (jiaokan … < FILE), or name a file")
    return sys.stdin.buffer.read()
