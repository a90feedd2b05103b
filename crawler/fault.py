"""Points at which the crawl process kills itself (at "stall" it stands still instead) when the environment asks for it: for the tests of crash safety.

The moments that matter are short; kills at random hardly ever meet them.
"""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from functools import cache

# "<point>:<n>" means the n-th time that this point is reached.
FAULT_VARIABLE = "JIAOKAN_CRAWL_FAULT"
POINTS = (
    "start-up",
    "mid-write",
    "after-append",
    "before-sync",
    "before-commit",
    "in-commit",
    "after-commit",
    "roll-over",
    "shutdown",
    "stall",
)

_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Dies here if this is the point, and the last of its countdown."""
    wanted, times = _wanted()
    if point == wanted:
        _reached[point] += 1
        if _reached[point] == times and point == "stall":
            # Holds the interpreter, as a parser would that works on one page for hours.
            re.match(r"(?:a|a)*b", "a" * 64)
        elif _reached[point] == times:
            os.kill(os.getpid(), signal.SIGKILL)


def is_near(point: str) -> bool:
    """Whether the process is to die at this point at all; what is done in halves then is done in one otherwise."""
    return _wanted()[0] == point


@cache
def _wanted() -> tuple[str, int]:
    point, _, times = os.environ.get(FAULT_VARIABLE, "").partition(":")
    return point, int(times or 1)
